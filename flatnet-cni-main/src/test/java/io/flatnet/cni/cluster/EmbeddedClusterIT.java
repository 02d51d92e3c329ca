package io.flatnet.cni.cluster;

import io.flatnet.api.FlatNetwork;
import io.flatnet.apiserver.EmbeddedApiServer;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.util.Config;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The contract on the embedded API server. */
class EmbeddedClusterIT extends ClusterContract {
  @TempDir static Path directory;
  private static EmbeddedApiServer server;

  @BeforeAll
  static void define() throws Exception {
    server = EmbeddedApiServer.start(directory);
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
}
