package io.flatnet.controllers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.cache.MapCache;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.pod.PodPresence.Presence;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodPresenceTest {
  private static final ObjectKey KEY = new ObjectKey("n", "p");

  private final InMemoryCluster cluster = new InMemoryCluster();
  private final ClusterStore store = cluster.client();
  private final Map<ObjectKey, V1Pod> cached = new HashMap<>();
  private final ObjectCache<V1Pod> cache = new MapCache<>(cached);
  private final PodPresence presence = new PodPresence(cache, store, DeadNodes.keep());

  private V1Pod create() {
    return store
        .pods()
        .create(
            new V1Pod()
                .metadata(
                    new V1ObjectMeta()
                        .namespace("n")
                        .name("p")
                        .annotations(
                            Map.of(
                                "flatnetwork.pandaria.io/ip", "auto",
                                "flatnetwork.pandaria.io/subnet", "s")))
                .spec(new V1PodSpec().nodeName("node-1")))
        .answer()
        .orElseThrow();
  }

  @Test
  void of_whenCacheIsLate_asksTheServerBeforeSayingGone() {
    V1Pod pod = create();

    assertThat(presence.of(KEY, Metadata.uid(pod))).isEqualTo(Presence.THERE);
  }

  @Test
  void of_whenPodIsAbsentOrAnother_isGoneAtTheSecondMissOnly() {
    assertThat(presence.of(KEY, "absent")).isEqualTo(Presence.UNKNOWN);
    assertThat(presence.of(KEY, "absent")).isEqualTo(Presence.GONE);
    create();
    assertThat(presence.of(KEY, "earlier")).isEqualTo(Presence.UNKNOWN);
    assertThat(presence.of(KEY, "earlier")).isEqualTo(Presence.GONE);
  }

  @Test
  void of_whenAWatchShowedItsEnd_isGoneWithoutARequest() {
    V1Pod pod = create();
    PodPresence blind =
        new PodPresence(
            cache, cluster.client((resource, verb, write) -> Fault.LOST_REQUEST), DeadNodes.keep());
    blind.ended(pod);

    assertThat(blind.of(KEY, Metadata.uid(pod))).isEqualTo(Presence.GONE);
    assertThat(blind.of(KEY, "the next")).isEqualTo(Presence.UNKNOWN);
  }

  @Test
  void of_whenPhaseIsFinal_isGone() {
    V1Pod pod = create();
    cached.put(KEY, Slim.pod(pod).status(new V1PodStatus().phase("Failed")));

    assertThat(presence.of(KEY, Metadata.uid(pod))).isEqualTo(Presence.GONE);
  }

  @Test
  void of_whenServerDoesNotAnswer_isUnknown() {
    PodPresence blind =
        new PodPresence(
            cache, cluster.client((resource, verb, write) -> Fault.LOST_REQUEST), DeadNodes.keep());

    assertThat(blind.of(KEY, "uid")).isEqualTo(Presence.UNKNOWN);
  }

  @Test
  void orOnLostNode_whenNodeIsGone_isGoneAtTheSecondMissOnly() {
    V1Pod pod = create();
    cached.put(KEY, Slim.pod(pod));
    String uid = Metadata.uid(pod);
    V1Node node =
        store
            .nodes()
            .create(new V1Node().metadata(new V1ObjectMeta().name("node-1")))
            .answer()
            .orElseThrow();

    assertThat(presence.orOnLostNode(KEY, uid)).isEqualTo(Presence.THERE);

    store.nodes().delete(ObjectKey.of(node), Metadata.uid(node));
    assertThat(presence.orOnLostNode(KEY, uid)).isEqualTo(Presence.THERE);
    assertThat(presence.orOnLostNode(KEY, uid)).isEqualTo(Presence.GONE);
  }

  @Test
  void orOnLostNode_whenPodTakesNoPartAnyMore_asksTheServerForItsNode() {
    V1Pod pod = create();
    String uid = Metadata.uid(pod);
    V1Pod takesNoPart = Slim.pod(pod).spec(null); // the cache keeps no more of it
    cached.put(KEY, takesNoPart);

    assertThat(presence.orOnLostNode(KEY, uid)).isEqualTo(Presence.THERE); // missed once
    assertThat(presence.orOnLostNode(KEY, uid)).isEqualTo(Presence.GONE);
  }
}
