package io.flatnet.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.webhook.Embedding;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.webhook.certificate.TlsIdentity;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that the program of docs/embed-webhook.md works, beside its own rule. */
class EmbeddingIT {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root"));

  private static FlatNetworkSubnet subnet() {
    return FlatNetworkSubnet.builder()
        .metadata(new V1ObjectMeta().namespace("cattle-flat-network").name("lan"))
        .spec(
            FlatNetworkSubnetSpec.builder()
                .flatMode("macvlan")
                .master("eth0")
                .vlan(0)
                .cidr("10.1.0.0/24")
                .build())
        .build();
  }

  private static String podThatNames(String address) {
    return """
    {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u",
     "kind":{"group":"","version":"v1","kind":"Pod"},"operation":"CREATE","namespace":"n","name":"p",
     "object":{"metadata":{"name":"p","annotations":{"flatnetwork.pandaria.io/subnet":"lan",
      "flatnetwork.pandaria.io/ip":"%s","k8s.v1.cni.cncf.io/networks":"[{\\"name\\":\\"rancher-flat-network\\"}]"}}}}}
    """
        .formatted(address);
  }

  private static String subnetNamed(String name) {
    return """
    {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u",
     "kind":{"group":"flatnetwork.pandaria.io","version":"v1","kind":"FlatNetworkSubnet"},
     "operation":"CREATE","namespace":"cattle-flat-network","name":"%s","object":{"metadata":{}}}}
    """
        .formatted(name);
  }

  @Test
  void embedding_judgesByTheLibraryAndByItsOwnRule(@TempDir Path folder) throws Exception {
    TlsIdentity identity = AUTHORITY.issue("embedding");
    Path certificates =
        Files.writeString(folder.resolve("tls.crt"), TestAuthority.chainPem(identity));
    Path key = Files.writeString(folder.resolve("tls.key"), TestAuthority.keyPem(identity));

    try (CertificateFiles files = CertificateFiles.follow(certificates, key, Clock.systemUTC());
        Embedding embedding = new Embedding(Map.of("lan", subnet()), files, 0);
        Client client =
            new Client(AUTHORITY.client(), embedding.port(), HttpClient.Version.HTTP_2)) {
      assertThat(client.validate(podThatNames("10.1.0.9")).body()).contains("\"allowed\":true");
      assertThat(client.validate(podThatNames("10.2.0.9")).body())
          .contains("\"allowed\":false", "10.2.0.9", "10.1.0.0/24");
      assertThat(client.validate(subnetNamed("prod-1")).body())
          .contains("\"allowed\":false", "ask the network team");
    }
  }

  @Test
  void page_showsTheProgramThatIsCompiledHere() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/embed-webhook.md"));
    String source =
        Files.readString(
            ROOT.resolve("flatnet-webhook/src/test/java/com/example/webhook/Embedding.java"));

    assertThat(page).contains("```java\n" + source + "```");
  }
}
