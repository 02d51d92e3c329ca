package io.flatnet.cni;

import io.flatnet.api.cni.NetworkConfigException;
import io.flatnet.api.cni.PluginConfig;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Configurations that were read lately, by their bytes: a node has a handful, and one comes with
 * every call. Thread-safe.
 */
final class RecentConfigs {
  private static final int MAX_CONFIGS = 16;
  private static final int MAX_BYTES = 8 * 1024; // a larger one is read each time

  private final Map<ByteBuffer, PluginConfig> recent =
      new LinkedHashMap<>(MAX_CONFIGS, 0.75f, true);

  /** As {@link PluginConfig#parse}. */
  PluginConfig of(byte[] json) throws NetworkConfigException {
    if (json.length > MAX_BYTES) {
      return PluginConfig.parse(json);
    }
    ByteBuffer bytes = ByteBuffer.wrap(json.clone());
    synchronized (recent) {
      PluginConfig known = recent.get(bytes);
      if (known != null) {
        return known;
      }
    }
    PluginConfig parsed = PluginConfig.parse(json);
    synchronized (recent) {
      recent.put(bytes, parsed);
      if (recent.size() > MAX_CONFIGS) {
        Iterator<ByteBuffer> eldest = recent.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
    return parsed;
  }

  int size() {
    synchronized (recent) {
      return recent.size();
    }
  }
}
