package io.flatnet.controllers.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import org.junit.jupiter.api.Test;

/** The store in memory. */
class InMemoryStoreTest extends StoreContract {
  private final InMemoryCluster cluster = new InMemoryCluster();

  @Override
  ClusterStore cluster() {
    return cluster.client();
  }

  @Test
  void updateStatus_whenThereAreFieldsThatWeDoNotKnow_keepsThem() {
    ResourceStore<FlatNetworkIP> store = cluster().addresses();
    FlatNetworkIP ip =
        store
            .create(
                FlatNetworkIP.builder()
                    .metadata(new V1ObjectMeta().namespace("n").name("unknown"))
                    .spec(FlatNetworkIPSpec.builder().subnet("s").build())
                    .build())
            .answer()
            .orElseThrow();
    ip = store.updateStatus(withUnknownFields(ip)).answer().orElseThrow();

    FlatNetworkIP written =
        store.updateStatus(ip.withStatus(ip.status().withAddr("10.0.0.1"))).answer().orElseThrow();

    assertThat(written.status().getOtherFields()).containsKey("later");
    assertThat(written.status().getAddr()).isEqualTo("10.0.0.1");
  }
}
