package io.flatnet.controllers.pod;

import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1Pod;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a pod is gone: no pod object of that UID, or its phase is Succeeded or Failed, or
 * its Node object is gone. A cache is only believed when it says that the pod is there; what it
 * does not know may be new, so the API server is asked.
 */
public final class PodPresence {
  private final ObjectCache<V1Pod> cache;
  private final ClusterStore store;

  /** What is known of a pod. */
  public enum Presence {
    /** It is there. */
    THERE,
    /** It is gone, for ever: UIDs do not come back. */
    GONE,
    /** The API server did not say. */
    UNKNOWN
  }

  /** Asks this cache first, then this store. */
  public PodPresence(ObjectCache<V1Pod> cache, ClusterStore store) {
    this.cache = cache;
    this.store = store;
  }

  /** Whether the pod of this name and UID is there. One request when the cache does not know it. */
  public Presence of(ObjectKey key, String uid) {
    V1Pod cached = cache.get(key).orElse(null);
    if (cached != null && uid.equals(Metadata.uid(cached))) {
      return isEnded(cached) ? Presence.GONE : Presence.THERE;
    }
    return switch (store.pods().get(key)) {
      case Outcome.Done<V1Pod>(V1Pod live) ->
          uid.equals(Metadata.uid(live)) && !isEnded(live) ? Presence.THERE : Presence.GONE;
      case Outcome.NotFound<V1Pod> _ -> Presence.GONE;
      case Outcome.Failure<V1Pod> _ -> Presence.UNKNOWN;
    };
  }

  /** The same, and a pod whose Node object is gone is gone. One request more. */
  public Presence orOnLostNode(ObjectKey key, String uid) {
    Presence presence = of(key, uid);
    String node = nodeName(cache.get(key).orElse(null));
    if (presence != Presence.THERE || node == null) {
      return presence;
    }
    Outcome<V1Node> outcome = store.nodes().get(new ObjectKey("", node));
    return outcome instanceof Outcome.NotFound ? Presence.GONE : Presence.THERE;
  }

  /** Whether the pod's containers have ended for good. */
  public static boolean isEnded(V1Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  private static @Nullable String nodeName(@Nullable V1Pod pod) {
    String name = pod == null || pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return name == null || name.isEmpty() ? null : name;
  }
}
