package io.flatnet.controllers.simulation;

import io.flatnet.controllers.pod.DeadNodes;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes, and what it means for pods that theirs is gone or does not answer. */
final class SimulatedNodes {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final World world;
  private final boolean releasing;
  private final DeadNodes deadNodes;
  private final Map<String, Instant> notReadySince = new HashMap<>();
  private final Set<String> lost = new HashSet<>();

  /**
   * Two nodes that are ready.
   *
   * @param releasing whether deleted pods on nodes that do not answer are gone after a while
   * @param impatient whether the operators do not wait for that while: a fault
   */
  SimulatedNodes(World world, boolean releasing, boolean impatient) {
    this.world = world;
    this.releasing = releasing;
    this.deadNodes =
        releasing
            ? DeadNodes.releaseAfter(
                impatient ? Duration.ZERO : PATIENCE, world.time.clock(Duration.ZERO))
            : DeadNodes.keep();
    come("node-0");
    come("node-1");
  }

  /** What the operators think of nodes that do not answer. */
  DeadNodes deadNodes() {
    return deadNodes;
  }

  boolean isThere(String node) {
    return world.admin.nodes().get(new ObjectKey("", node)) instanceof Outcome.Done;
  }

  private void come(String node) {
    world.admin.nodes().create(new V1Node().metadata(new V1ObjectMeta().name(node)));
  }

  /** The node's object goes, or comes back; the pods that were on it count as gone for ever. */
  void changes(String node) {
    ObjectKey key = new ObjectKey("", node);
    if (world.admin.nodes().get(key) instanceof Outcome.Done<V1Node>(V1Node there)) {
      world.admin.nodes().delete(key, Metadata.uid(there));
      notReadySince.remove(node);
      for (V1Pod pod : world.allPods()) {
        if (pod.getSpec() != null && node.equals(pod.getSpec().getNodeName())) {
          lost.add(Metadata.uid(pod));
          world.podLeaves(ObjectKey.of(pod).name());
        }
      }
    } else {
      come(node);
    }
  }

  /** The node stops to answer, or is ready again; pods that were dead by then stay so. */
  void turns(String node) {
    V1Node there = world.admin.nodes().get(new ObjectKey("", node)).answer().orElse(null);
    if (there == null) {
      return;
    }
    for (V1Pod pod : world.allPods()) {
      if (isDeadWithNode(pod)) {
        lost.add(Metadata.uid(pod));
      }
    }
    Instant now = now();
    boolean turnsReady = notReadySince.remove(node) != null;
    if (!turnsReady) {
      notReadySince.put(node, now);
    }
    V1NodeCondition ready =
        new V1NodeCondition()
            .type("Ready")
            .status(turnsReady ? "True" : "Unknown")
            .lastTransitionTime(now.atOffset(ZoneOffset.UTC));
    world
        .admin
        .nodes()
        .update(
            new V1Node()
                .metadata(there.getMetadata())
                .status(new V1NodeStatus().conditions(List.of(ready))));
  }

  /** Whether a pod, by its UID, went with its node, though that may be back. */
  boolean isLost(String uid) {
    return lost.contains(uid);
  }

  /** Whether a pod that was deleted counts as gone with its node that does not answer. */
  boolean isDeadWithNode(V1Pod pod) {
    String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    Instant since = node == null ? null : notReadySince.get(node);
    OffsetDateTime deleted = Metadata.of(pod).getDeletionTimestamp();
    String workload = world.workloads.ofPod(Metadata.uid(pod));
    return releasing
        && since != null
        && deleted != null
        && isOver(since)
        && isOver(deleted.toInstant())
        && !workload.isEmpty()
        && !workload.equals(SimulatedWorkloads.key(SimulatedWorkloads.STATEFUL_SET));
  }

  private boolean isOver(Instant since) {
    return !now().isBefore(since.plus(PATIENCE));
  }

  private Instant now() {
    return world.time.clock(Duration.ZERO).instant();
  }
}
