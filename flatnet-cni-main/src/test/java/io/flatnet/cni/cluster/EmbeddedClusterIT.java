package io.flatnet.cni.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.FlatNetwork;
import io.flatnet.apiserver.EmbeddedApiServer;
import io.flatnet.cni.CniFailure;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.util.Config;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The contract on the embedded API server. */
class EmbeddedClusterIT extends ClusterContract {
  @TempDir static Path directory;
  private static EmbeddedApiServer server;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedApiServer.start(directory);
    define(server);
  }

  private static void define(EmbeddedApiServer server) throws Exception {
    ApiClient client = Config.fromConfig(server.kubeconfig().toString());
    for (String plural : new String[] {FlatNetwork.IP_PLURAL, FlatNetwork.SUBNET_PLURAL}) {
      // As it is written: the client's own type would add empty keywords that nobody wrote.
      Object definition = new Yaml().load(definitions(plural));
      new CustomObjectsApi(client)
          .createClusterCustomObject(
              "apiextensions.k8s.io", "v1", "customresourcedefinitions", definition)
          .execute();
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  Path kubeconfig() throws Exception {
    return server.kubeconfig();
  }

  @Test
  void watching_whenTheServerGoes_saysSoWithoutAsking(@TempDir Path other) throws Exception {
    EmbeddedApiServer brief = EmbeddedApiServer.start(other);
    define(brief);
    try (ClusterAddressSource watching =
        ClusterAddressSource.watching(ClusterAccess.ofKubeconfig(brief.kubeconfig()))) {
      await().until(() -> watching.requests() == 2); // list and watch
      watching.requireReachable();
      assertThat(watching.requests()).isEqualTo(2);

      brief.close();

      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(watching::requireReachable)
                      .isInstanceOf(CniFailure.class)
                      .hasMessageContaining("cannot reach the API server"));
    }
  }

  @Test
  void watching_whereSubnetsAreNotDefined_saysSo(@TempDir Path other) throws Exception {
    try (EmbeddedApiServer bare = EmbeddedApiServer.start(other);
        ClusterAddressSource watching =
            ClusterAddressSource.watching(ClusterAccess.ofKubeconfig(bare.kubeconfig()))) {
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(watching::requireReachable)
                      .isInstanceOf(CniFailure.class)
                      .hasMessageContaining("definition"));
    }
  }
}
