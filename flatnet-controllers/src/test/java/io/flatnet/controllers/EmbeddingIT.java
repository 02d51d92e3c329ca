package io.flatnet.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.operator.Embedding;
import com.example.operator.OwnReconciler;
import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Shows that the program of docs/embed-controllers.md works, beside its own reconciler. */
@Requires(Part.CONTROL_PLANE)
class EmbeddingIT {
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root", "."));

  @Test
  void program_onARealApiServer_givesAddressesBesideItsOwnWork(ControlPlane controlPlane)
      throws Exception {
    Cluster cluster = new Cluster(controlPlane);
    cluster.namespace("embedded", Map.of());
    cluster.subnet("embedded", spec -> spec.cidr("10.77.0.0/24"));
    OwnReconciler own = new OwnReconciler();
    try (Embedding embedding =
        new Embedding(
            cluster.client(FlatNetwork.NAMESPACE + "/" + FlatNetwork.OPERATOR_NAME), own)) {
      embedding.lead();
      cluster.pod(
          "embedded", "flat", Map.of(Annotations.IP, "auto", Annotations.SUBNET, "embedded"));
      cluster.pod("embedded", "other", Map.of());

      await()
          .untilAsserted(
              () -> {
                assertThat(cluster.address("embedded", "flat")).isEqualTo("10.77.0.1");
                assertThat(own.pods()).contains("embedded/flat", "embedded/other");
              });
      cluster.deletePod("embedded", "flat");
      await()
          .untilAsserted(
              () -> {
                assertThat(cluster.ip("embedded", "flat")).isEmpty();
                assertThat(cluster.subnet("embedded").status().getUsedIPCount()).isZero();
              });
    }
  }

  @Test
  void page_showsTheProgramThatIsCompiledHere() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/embed-controllers.md"));
    String source =
        Files.readString(
            ROOT.resolve("flatnet-controllers/src/test/java/com/example/operator/Embedding.java"));

    assertThat(page).contains("```java\n" + source + "```");
  }
}
