package io.flatnet.controllers.pod;

import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.Recent;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a pod is gone: no pod object of that UID, or its phase is Succeeded or Failed, or
 * its Node object is gone, or {@link DeadNodes} says that it died with its node.
 *
 * <p>Two things are believed at once, since UIDs do not come back: a watch that showed the end of
 * the pod of that UID ({@link #ended}), and a phase that is final. What is only absent is looked
 * for {@value #MISSES} times: in the cache, whose word counts only when it says that the pod is
 * there, and in the API server. A Node object that is absent is looked for as often, at the
 * caller's pace: kubelets make it anew while their pods run on.
 *
 * <p>Safe for use by many threads.
 */
public final class PodPresence {
  /** How often in a row something must be absent before it is believed to be gone. */
  static final int MISSES = 2;

  private static final int REMEMBERED = 16_384;

  private final ObjectCache<V1Pod> cache;
  private final ClusterStore store;
  private final DeadNodes deadNodes;
  private final Map<String, Integer> misses = Recent.map(REMEMBERED);
  private final Set<String> ended = Recent.set(REMEMBERED);

  /** What is known of a pod. */
  public enum Presence {
    /** It is there. */
    THERE,
    /** It is gone, for ever: UIDs do not come back. */
    GONE,
    /** The API server did not say, or it is to be asked again to be sure. */
    UNKNOWN
  }

  /** Asks this cache first, then this store. */
  public PodPresence(ObjectCache<V1Pod> cache, ClusterStore store, DeadNodes deadNodes) {
    this.cache = cache;
    this.store = store;
    this.deadNodes = deadNodes;
  }

  /** Notes that a watch showed the end of this pod. */
  public void ended(V1Pod pod) {
    ended.add(Metadata.uid(pod));
  }

  /** Whether the pod of this name and UID is there. One request when the cache does not know it. */
  public Presence of(ObjectKey key, String uid) {
    V1Pod cached = cache.get(key).orElse(null);
    if (cached != null && uid.equals(Metadata.uid(cached))) {
      return isEnded(cached) ? Presence.GONE : Presence.THERE;
    }
    if (ended.contains(uid)) {
      return Presence.GONE;
    }
    return switch (store.pods().get(key)) {
      case Outcome.Done<V1Pod>(V1Pod live) -> {
        if (uid.equals(Metadata.uid(live))) {
          found(uid);
          yield isEnded(live) ? Presence.GONE : Presence.THERE;
        }
        yield missed(uid) ? Presence.GONE : Presence.UNKNOWN;
      }
      case Outcome.NotFound<V1Pod> _ -> missed(uid) ? Presence.GONE : Presence.UNKNOWN;
      case Outcome.Failure<V1Pod> _ -> Presence.UNKNOWN;
    };
  }

  /** The same, and a pod that went with its node is gone. One request more, or two. */
  public Presence orOnLostNode(ObjectKey key, String uid) {
    Presence presence = of(key, uid);
    if (presence != Presence.THERE) {
      return presence;
    }
    V1Pod pod = cache.get(key).orElse(null);
    if (pod == null || nodeName(pod) == null) { // it keeps no node of who takes no part any more
      pod = store.pods().get(key).answer().orElse(null);
    }
    String node = pod == null || !uid.equals(Metadata.uid(pod)) ? null : nodeName(pod);
    if (pod == null || node == null) {
      return presence;
    }
    return switch (store.nodes().get(new ObjectKey("", node))) {
      case Outcome.NotFound<?> _ -> missed(uid) ? Presence.GONE : Presence.THERE;
      case Outcome.Done<V1Node>(V1Node live) -> {
        found(uid);
        yield deadNodes.tookAway(pod, live) ? Presence.GONE : Presence.THERE;
      }
      case Outcome.Failure<?> _ -> Presence.THERE; // asked again at the next look
    };
  }

  private boolean missed(String uid) {
    return misses.merge(uid, 1, Integer::sum) >= MISSES;
  }

  private void found(String uid) {
    misses.remove(uid);
  }

  /** Whether the pod's containers have ended for good. */
  public static boolean isEnded(V1Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  private static @Nullable String nodeName(V1Pod pod) {
    String name = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return name == null || name.isEmpty() ? null : name;
  }
}
