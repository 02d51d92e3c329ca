package io.flatnet.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What Kubernetes' workload controllers and its scheduler make of a workload: pure functions from
 * an object to the objects that it owns.
 *
 * <p>As in a cluster: a Deployment owns a ReplicaSet that owns pods; a DaemonSet owns one pod for
 * each node; a pod of a Deployment goes to the nodes in turn.
 */
public final class Workloads {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String TEMPLATE_HASH = "pod-template-hash";

  private final List<String> nodes;
  private int scheduled;

  /**
   * Workloads on some nodes.
   *
   * @param nodes names of the nodes, at least one
   */
  public Workloads(List<String> nodes) {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("cannot schedule pods: no node");
    }
    this.nodes = List.copyOf(nodes);
  }

  /** The ReplicaSet that a Deployment owns. */
  public KubeObject replicaSet(KubeObject deployment) {
    JsonNode template = deployment.json().path("spec").path("template");
    String hash = HexFormat.of().toHexDigits(template.toString().hashCode());
    ObjectNode set = MAPPER.createObjectNode();
    set.put("apiVersion", ResourceKind.REPLICA_SET.apiVersion()).put("kind", "ReplicaSet");
    ObjectNode metadata = set.putObject("metadata");
    metadata.put("name", deployment.name() + "-" + hash).put("namespace", deployment.namespace());
    own(metadata, deployment);
    ObjectNode spec = set.putObject("spec");
    spec.set("replicas", deployment.json().path("spec").path("replicas"));
    spec.set("selector", deployment.json().path("spec").path("selector").deepCopy());
    spec.withObject("/selector/matchLabels").put(TEMPLATE_HASH, hash);
    spec.set("template", template.deepCopy());
    spec.withObject("/template/metadata/labels").put(TEMPLATE_HASH, hash);
    metadata.set("labels", spec.at("/template/metadata/labels").deepCopy());
    return KubeObject.of(set);
  }

  /** The pods that a ReplicaSet or a DaemonSet owns, each on its node. */
  public List<KubeObject> pods(KubeObject owner) {
    List<KubeObject> pods = new ArrayList<>();
    switch (owner.kind()) {
      case REPLICA_SET -> {
        int replicas = owner.json().path("spec").path("replicas").asInt(1);
        for (int replica = 0; replica < replicas; replica++) {
          pods.add(podOf(owner, nextNode()));
        }
      }
      case DAEMON_SET -> nodes.forEach(node -> pods.add(podOf(owner, node)));
      default ->
          throw new IllegalArgumentException(
              "cannot make the pods of %s: the demo plays ReplicaSets and DaemonSets only"
                  .formatted(owner));
    }
    return pods;
  }

  /** A pod that a person wrote, on the node that the scheduler gives it. */
  public KubeObject bound(KubeObject pod) {
    ObjectNode json = pod.json().deepCopy();
    json.withObject("/spec").put("nodeName", nextNode());
    return KubeObject.of(json);
  }

  private String nextNode() {
    String node = nodes.get(scheduled % nodes.size());
    scheduled++;
    return node;
  }

  private static KubeObject podOf(KubeObject owner, String node) {
    JsonNode template = owner.json().path("spec").path("template");
    ObjectNode pod = MAPPER.createObjectNode();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    if (template.path("metadata") instanceof ObjectNode wished) {
      metadata.setAll(wished.deepCopy());
    }
    metadata.put("generateName", owner.name() + "-").put("namespace", owner.namespace());
    own(metadata, owner);
    pod.set("spec", template.path("spec").deepCopy());
    pod.withObject("/spec").put("nodeName", node);
    return KubeObject.of(pod);
  }

  private static void own(ObjectNode metadata, KubeObject owner) {
    ArrayNode owners = metadata.putArray("ownerReferences");
    owners
        .addObject()
        .put("apiVersion", owner.kind().apiVersion())
        .put("kind", owner.kind().kind())
        .put("name", owner.name())
        .put("uid", owner.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }
}
