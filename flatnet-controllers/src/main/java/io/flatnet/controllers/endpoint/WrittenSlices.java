package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What was written and the cache does not show yet. Who plans by a cache that is behind makes a
 * slice twice, since the API server gives slices their names.
 *
 * <p>Calls for different Services may come from many threads, those for one Service from one at a
 * time.
 */
final class WrittenSlices {
  /** When a write that is not seen is given up: somebody deleted it before the cache saw it. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ObjectCache<V1EndpointSlice> cache;
  private final LongSupplier nanos;
  private final Map<ObjectKey, Map<ObjectKey, Write>> pending = new ConcurrentHashMap<>();

  private record Write(long version, long atNanos) {}

  /** Compares with this cache. */
  WrittenSlices(ObjectCache<V1EndpointSlice> cache, LongSupplier nanos) {
    this.cache = cache;
    this.nanos = nanos;
  }

  /** Remembers what the API server answered. */
  void wrote(ObjectKey service, V1EndpointSlice slice) {
    pending
        .computeIfAbsent(service, _ -> new HashMap<>())
        .put(ObjectKey.of(slice), new Write(version(slice), nanos.getAsLong()));
  }

  /** Whether the cache lacks something that was written. */
  boolean isBehind(ObjectKey service) {
    Map<ObjectKey, Write> writes = pending.get(service);
    if (writes == null) {
      return false;
    }
    writes
        .entrySet()
        .removeIf(
            entry ->
                nanos.getAsLong() - entry.getValue().atNanos() > PATIENCE.toNanos()
                    || cache
                        .get(entry.getKey())
                        .filter(seen -> version(seen) >= entry.getValue().version())
                        .isPresent());
    if (writes.isEmpty()) {
      pending.remove(service);
      return false;
    }
    return true;
  }

  /** The version as a number, as it is for all built-in resources; 0 for what is none. */
  private static long version(V1EndpointSlice slice) {
    try {
      return Long.parseLong(Metadata.version(slice));
    } catch (NumberFormatException _) {
      return 0; // then presence alone counts
    }
  }
}
