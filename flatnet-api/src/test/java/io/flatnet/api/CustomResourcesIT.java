package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A real API server takes the definitions, and the official client works with the types. */
@Requires(Part.CONTROL_PLANE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CustomResourcesIT {
  private static final String GROUP_PATH = "/apis/" + FlatNetwork.API_VERSION;
  private static final Path DOCS = Path.of(System.getProperty("flatnet.root", ".."), "docs");
  private static final Path EXAMPLES = DOCS.resolve("macvlan");

  private ApiClient client = new ApiClient();
  private GenericKubernetesApi<FlatNetworkIP, FlatNetworkIPList> ips = ips(client);
  private GenericKubernetesApi<FlatNetworkSubnet, FlatNetworkSubnetList> subnets = subnets(client);

  @BeforeAll
  void define(ControlPlane controlPlane) throws Exception {
    for (CustomResources resource : CustomResources.values()) {
      controlPlane.apply(resource.yaml());
    }
    controlPlane.apply(
        Path.of(System.getProperty("flatnet.root", ".."), "distribution", "manifests")
            .resolve("00-namespace.yaml"));
    client = Config.fromConfig(controlPlane.kubeconfig("admin").toString());
    ips = ips(client);
    subnets = subnets(client);
  }

  private static GenericKubernetesApi<FlatNetworkIP, FlatNetworkIPList> ips(ApiClient client) {
    return new GenericKubernetesApi<>(
        FlatNetworkIP.class,
        FlatNetworkIPList.class,
        FlatNetwork.GROUP,
        FlatNetwork.VERSION,
        FlatNetwork.IP_PLURAL,
        client);
  }

  private static GenericKubernetesApi<FlatNetworkSubnet, FlatNetworkSubnetList> subnets(
      ApiClient client) {
    return new GenericKubernetesApi<>(
        FlatNetworkSubnet.class,
        FlatNetworkSubnetList.class,
        FlatNetwork.GROUP,
        FlatNetwork.VERSION,
        FlatNetwork.SUBNET_PLURAL,
        client);
  }

  private JsonNode request(String method, String path, String accept, String body)
      throws IOException {
    Request request =
        new Request.Builder()
            .url(client.getBasePath() + path)
            .header("Accept", accept)
            .method(
                method,
                method.equals("GET")
                    ? null
                    : RequestBody.create(body, MediaType.get("application/json")))
            .build();
    try (Response response = client.getHttpClient().newCall(request).execute()) {
      String text = response.body().string();
      assertThat(response.isSuccessful()).as(text).isTrue();
      return WireJson.parse(text);
    }
  }

  private JsonNode get(String path) throws IOException {
    return request("GET", path, "application/json", "");
  }

  private static String uniqueName() {
    return "t" + UUID.randomUUID();
  }

  @Test
  void discovery_ofBoth_hasTheContractsNames() throws Exception {
    JsonNode resources = get(GROUP_PATH).path("resources");

    assertThat(shortNames(resources, FlatNetwork.SUBNET_PLURAL))
        .containsExactly("flatnetworksubnet", "flsubnet", "flsubnets");
    assertThat(shortNames(resources, FlatNetwork.IP_PLURAL))
        .containsExactly("flatnetworkip", "flip", "flips");
    assertThat(resources.findValuesAsText("name"))
        .contains(FlatNetwork.SUBNET_PLURAL + "/status", FlatNetwork.IP_PLURAL + "/status");
  }

  private static List<String> shortNames(JsonNode resources, String plural) {
    return StreamSupport.stream(resources.spliterator(), false)
        .filter(resource -> resource.path("name").asText().equals(plural))
        .flatMap(resource -> StreamSupport.stream(resource.path("shortNames").spliterator(), false))
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void update_ofObjectWithNullsAndUnknownFields_changesNothing() throws Exception {
    String name = uniqueName();
    String path = GROUP_PATH + "/namespaces/default/" + FlatNetwork.IP_PLURAL;
    request(
        "POST",
        path,
        "application/json",
        "{\"apiVersion\":\"flatnetwork.pandaria.io/v1\",\"kind\":\"FlatNetworkIP\","
            + "\"metadata\":{\"name\":\""
            + name
            + "\"},\"spec\":{\"subnet\":\"lan\",\"addrs\":null,\"macs\":null,\"podId\":\"u\","
            + "\"later\":{\"a\":[1,null]}},\"extra\":[true]}");
    ObjectNode withStatus = (ObjectNode) get(path + "/" + name);
    withStatus.set(
        "status",
        WireJson.parse(
            "{\"phase\":\"\",\"addr\":\"\",\"mac\":null,\"allocatedTimeStamp\":null,\"x\":{}}"));
    JsonNode before =
        request("PUT", path + "/" + name + "/status", "application/json", withStatus.toString());
    assertThat(before.at("/spec/addrs").isNull()).as("nulls are stored").isTrue();
    assertThat(before.at("/spec/later/a/0").asInt()).as("unknown fields are stored").isEqualTo(1);

    FlatNetworkIP read = ips.get("default", name).throwsApiException().getObject();
    FlatNetworkIP updated = ips.update(read).throwsApiException().getObject();

    assertThat(updated).isEqualTo(read);
    assertThat(updated.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(get(path + "/" + name)).isEqualTo(before);
  }

  @Test
  void informer_ofAddresses_seesChanges() throws Exception {
    SharedInformerFactory factory = new SharedInformerFactory(client);
    SharedIndexInformer<FlatNetworkIP> informer =
        factory.sharedIndexInformerFor(ips, FlatNetworkIP.class, 0);
    factory.startAllRegisteredInformers();
    try {
      FlatNetworkIP created =
          ips.create(
                  FlatNetworkIP.builder()
                      .metadata(new V1ObjectMeta().namespace("default").name(uniqueName()))
                      .spec(FlatNetworkIPSpec.builder().subnet("lan").podId("u").build())
                      .build())
              .throwsApiException()
              .getObject();
      await().until(() -> informer.getIndexer().getByKey(created.key()) != null);

      ips.updateStatus(
              created,
              ip -> FlatNetworkIPStatus.builder().from(ip.status()).addr("10.0.0.5").build())
          .throwsApiException();

      await()
          .untilAsserted(
              () ->
                  assertThat(informer.getIndexer().getByKey(created.key()).status().getAddr())
                      .isEqualTo("10.0.0.5"));
    } finally {
      factory.stopAllRegisteredInformers();
    }
  }

  @Test
  void table_ofSubnets_showsWhatMatters(ControlPlane controlPlane) throws Exception {
    controlPlane.apply(EXAMPLES.resolve("00-subnet-ipv4.yaml"));

    JsonNode table =
        request(
            "GET",
            GROUP_PATH
                + "/namespaces/"
                + FlatNetwork.NAMESPACE
                + "/"
                + FlatNetwork.SUBNET_PLURAL
                + "/macvlan-ipv4",
            "application/json;as=Table;v=v1;g=meta.k8s.io",
            "");

    assertThat(table.path("columnDefinitions").findValuesAsText("name"))
        .containsExactly(
            "Name", "Mode", "Master", "VLAN", "CIDR", "Gateway", "Used", "Phase", "Age", "Message");
    assertThat(table.at("/rows/0/cells").toString())
        .startsWith("[\"macvlan-ipv4\",\"macvlan\",\"eth0\",0,\"10.10.0.0/24\",\"10.10.0.1\"");
  }

  @Test
  void apply_ofAllExamples_isAccepted(ControlPlane controlPlane) throws Exception {
    controlPlane.apply(EXAMPLES);
    controlPlane.apply(DOCS.resolve("ipvlan"));

    assertThat(subnets.list(FlatNetwork.NAMESPACE).throwsApiException().getObject().getItems())
        .extracting(subnet -> subnet.spec().getCidr())
        .contains("10.10.0.0/24", "fd00:10:10::/64", "10.110.0.0/24", "fd00:10:110::/64");
  }
}
