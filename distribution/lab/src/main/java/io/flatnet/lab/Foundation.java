package io.flatnet.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.lab.cluster.KubeObject;
import io.flatnet.lab.cluster.KubeObjects;
import io.flatnet.lab.cluster.LabCluster;
import io.flatnet.lab.cluster.Manifests;
import io.flatnet.lab.cluster.Playground;
import io.flatnet.lab.cluster.ResourceKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What must be on an API server before the operator starts: definitions, the namespace, nodes. */
final class Foundation {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final KubeObjects objects;
  private final Playground playground;
  private final List<String> nodes;

  Foundation(KubeObjects objects, Playground playground, List<String> nodes) {
    this.objects = objects;
    this.playground = playground;
    this.nodes = nodes;
  }

  /**
   * Creates what is not there.
   *
   * @throws IOException when the cluster has nodes of its own, whose controllers would play against
   *     ours
   */
  void lay(LabCluster cluster) throws IOException, InterruptedException {
    List<KubeObject> others = objects.list(ResourceKind.NODE, "");
    if (!others.isEmpty()) {
      throw new IOException(
          "cannot play nodes on %s: it has nodes of its own, such as %s; take an API server without controllers and kubelets"
              .formatted(cluster.description(), others.getFirst()));
    }
    List<KubeObject> definitions = Manifests.definitions();
    for (KubeObject definition : definitions) {
      playground.ensure(definition);
    }
    playground.ensure(named(ResourceKind.NAMESPACE, "cattle-flat-network"));
    for (String node : nodes) {
      playground.ensure(named(ResourceKind.NODE, node));
    }
    for (KubeObject definition : definitions) {
      Await.until(definition + " established", LIMIT, () -> isEstablished(definition));
    }
  }

  private boolean isEstablished(KubeObject definition) throws IOException {
    JsonNode conditions =
        objects.find(definition).map(found -> found.json().at("/status/conditions")).orElseThrow();
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals("Established")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private static KubeObject named(ResourceKind kind, String name) {
    ObjectNode object = new ObjectMapper().createObjectNode();
    object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    object.putObject("metadata").put("name", name);
    return KubeObject.of(object);
  }
}
