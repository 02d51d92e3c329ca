package io.flatnet.controllers.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetwork;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The store over HTTP, against a real kube-apiserver. */
@Requires(Part.CONTROL_PLANE)
class ApiServerStoreIT extends StoreContract {
  private static ClusterStore store;
  private static ControlPlane controlPlane;

  @BeforeAll
  static void start(ControlPlane shared) throws IOException {
    controlPlane = shared;
    Path root = Path.of(System.getProperty("flatnet.root", "."));
    shared.apply(root.resolve("flatnet-api/src/main/resources/crds"));
    shared.apply(root.resolve("distribution/manifests/00-namespace.yaml"));
    store = storeOf("admin");
  }

  private static ClusterStore storeOf(String user) throws IOException {
    try (Reader reader =
        Files.newBufferedReader(controlPlane.kubeconfig(user), StandardCharsets.UTF_8)) {
      ApiClient client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build();
      return ClusterStore.of(new ApiCalls(ApiClients.tune(client), Duration.ofSeconds(20)));
    }
  }

  @Override
  ClusterStore cluster() {
    return store;
  }

  @Test
  void list_whenNotAllowed_namesVerbAndResource() throws IOException {
    ClusterStore stranger = storeOf("default/nobody");

    assertThat(stranger.addresses().list())
        .isInstanceOfSatisfying(
            Outcome.Forbidden.class,
            forbidden -> {
              assertThat(forbidden.verb()).isEqualTo("list");
              assertThat(forbidden.resource()).isEqualTo("flatnetworkips.flatnetwork.pandaria.io");
            });
  }

  @Test
  void get_whenServerIsDown_isUnavailableAndSaysSo() {
    ApiClient client = new ClientBuilder().setBasePath("http://127.0.0.1:1").build();
    ClusterStore nowhere = ClusterStore.of(new ApiCalls(client, Duration.ofSeconds(2)));

    assertThat(nowhere.subnets().get(new ObjectKey(FlatNetwork.NAMESPACE, "s")))
        .isInstanceOfSatisfying(
            Outcome.Unavailable.class,
            unavailable -> assertThat(unavailable.message()).contains("does not answer"));
  }
}
