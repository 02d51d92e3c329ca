package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import io.flatnet.api.wire.WireJson;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.util.Watch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Objects as clusters store them today survive a read and a write. */
class StoredObjectsTest {
  private static final String IP =
      """
      {"apiVersion":"flatnetwork.pandaria.io/v1","kind":"FlatNetworkIP",
       "metadata":{"name":"web-0","namespace":"default","resourceVersion":"71","uid":"7f0e",
         "creationTimestamp":"2026-05-01T08:00:00.000000Z","generation":1,
         "labels":{"subnet":"lan"},
         "finalizers":["wrangler.cattle.io/rancher-flat-network-ip-remove"]},
       "spec":{"subnet":"lan","addrs":null,"macs":null,"podId":"1b2c","later":{"a":[1,2.50,null]}},
       "status":{"phase":"","failureMessage":"","addr":"","mac":"","allocatedTimeStamp":null,
         "otherFields":{"x":1}},
       "extra":[{"deep":{"er":true}}]}
      """;

  private static final String SUBNET =
      """
      {"apiVersion":"flatnetwork.pandaria.io/v1","kind":"FlatNetworkSubnet",
       "metadata":{"name":"lan","namespace":"cattle-flat-network"},
       "spec":{"flatMode":"macvlan","master":"eth0","vlan":0,"cidr":"10.0.0.0/24","mode":"",
         "ipvlanFlag":"","gateway":"","ranges":null,
         "routes":[{"dev":"eth1","dst":"10.9.0.0/16","src":"","via":"","priority":0,"mtu":9000}],
         "routeSettings":{"addClusterCIDR":true,"addServiceCIDR":false,"addNodeCIDR":false,
           "addPodIPToHost":false,"flatNetworkDefaultGateway":null,"addMore":"yes"}},
       "status":{"phase":"Active","failureMessage":"","gateway":"10.0.0.1",
         "usedIP":[{"from":"10.0.0.1","to":"10.0.0.3","note":1}],"usedIPCount":2,"usedMac":[],
         "reservedIP":{"Deployment/default/web":[{"from":"10.0.0.9","to":"10.0.0.9"}]}}}
      """;

  @Test
  void readAndWrite_ofStoredAddress_losesNothing() throws Exception {
    assertLossless(IP, FlatNetworkIP.class);
  }

  @Test
  void readAndWrite_ofStoredSubnet_losesNothing() throws Exception {
    assertLossless(SUBNET, FlatNetworkSubnet.class);
  }

  @Test
  void readAndWrite_ofBlankTextForANumber_losesNothing() throws Exception {
    assertLossless("{\"metadata\":{},\"status\":{\"usedIPCount\":\" \"}}", FlatNetworkSubnet.class);
  }

  private static <T> void assertLossless(String json, Class<T> type) throws Exception {
    JsonNode before = WireJson.parse(json);
    assertThat(WireJson.tree(WireJson.read(json, type))).isEqualTo(before);
    T throughGson = JSON.deserialize(json, type);
    assertThat(WireJson.parse(JSON.serialize(throughGson))).isEqualTo(before);
    assertThat(throughGson).isEqualTo(WireJson.read(json, type));
  }

  @Test
  void accessors_ofStoredAddress_giveTheValues() {
    FlatNetworkIP ip = JSON.deserialize(IP, FlatNetworkIP.class);

    assertThat(ip.key()).isEqualTo("default/web-0");
    assertThat(ip.spec().getAddrs()).isNull();
    assertThat(ip.status().getAddr()).isEmpty();
    assertThat(ip.spec().malformedFields()).isEmpty();
    assertThat(ip.status().malformedFields()).isEmpty();
    assertThat(ip.getMetadata().getCreationTimestamp()).isEqualTo("2026-05-01T08:00:00Z");
  }

  @Test
  void write_ofMetadata_leavesManagedFieldsToTheServer() throws Exception {
    FlatNetworkIP ip =
        WireJson.read(
            "{\"metadata\":{\"name\":\"a\",\"managedFields\":[{\"manager\":\"op\"}]}}",
            FlatNetworkIP.class);

    assertThat(WireJson.write(ip)).isEqualTo("{\"metadata\":{\"name\":\"a\"}}");
  }

  @Test
  void write_whenAnExplicitNullIsSet_writesTheValueOnce() throws Exception {
    FlatNetworkIPSpec spec =
        WireJson.read("{\"addrs\":null,\"subnet\":\"lan\"}", FlatNetworkIPSpec.class)
            .withAddrs("10.0.0.9");

    assertThat(WireJson.write(spec)).isEqualTo("{\"subnet\":\"lan\",\"addrs\":[\"10.0.0.9\"]}");
  }

  @Test
  void read_whenShapesAreOdd_keepsThemAndNamesThem() throws Exception {
    String json =
        "{\"vlan\":\"7\",\"cidr\":5,\"ranges\":[\"10.0.0.1\"],\"routes\":{\"dev\":\"eth1\"},"
            + "\"gateway\":true,\"mode\":null,\"routeSettings\":[],\"master\":\"eth0\"}";

    FlatNetworkSubnetSpec spec = WireJson.read(json, FlatNetworkSubnetSpec.class);

    assertThat(spec.malformedFields())
        .containsExactlyInAnyOrder("vlan", "cidr", "ranges", "routes", "gateway", "routeSettings");
    assertThat(spec.getVlan()).isNull();
    assertThat(spec.getMaster()).isEqualTo("eth0");
    assertThat(WireJson.tree(spec)).isEqualTo(WireJson.parse(json));
  }

  @Test
  void read_whenAnIntegerDoesNotFit_keepsIt() throws Exception {
    String json = "{\"vlan\":99999999999999999999,\"ranges\":[{\"from\":1,\"to\":\"10.0.0.2\"}]}";

    FlatNetworkSubnetSpec spec = JSON.deserialize(json, FlatNetworkSubnetSpec.class);

    assertThat(spec.malformedFields()).containsExactly("vlan");
    assertThat(spec.getRanges()).singleElement().matches(r -> r.malformedFields().contains("from"));
    assertThat(WireJson.parse(JSON.serialize(spec))).isEqualTo(WireJson.parse(json));
  }

  @Test
  void read_ofListWithNullElements_skipsThem() throws Exception {
    assertThat(WireJson.read("{\"addrs\":[null,\"10.0.0.1\"]}", FlatNetworkIPSpec.class).getAddrs())
        .containsExactly("10.0.0.1");
  }

  @Test
  void readList_throughGson_givesItemsAndMetadata() {
    String json =
        "{\"apiVersion\":\"flatnetwork.pandaria.io/v1\",\"kind\":\"FlatNetworkIPList\","
            + "\"metadata\":{\"resourceVersion\":\"9\"},\"items\":["
            + IP
            + "]}";

    FlatNetworkIPList list = JSON.deserialize(json, FlatNetworkIPList.class);

    assertThat(list.getMetadata().getResourceVersion()).isEqualTo("9");
    assertThat(list.getItems()).extracting(FlatNetworkIP::key).containsExactly("default/web-0");
  }

  @Test
  void readList_whenAnItemIsNoObject_fails() {
    assertThatThrownBy(() -> JSON.deserialize("{\"items\":[7]}", FlatNetworkIPList.class))
        .isInstanceOf(JsonParseException.class)
        .hasMessageContaining("cannot read FlatNetworkIPList");
  }

  @Test
  void readWatchEvent_throughGson_givesTheObject() {
    Watch.Response<FlatNetworkIP> event =
        JSON.deserialize(
            "{\"type\":\"MODIFIED\",\"object\":" + IP + "}",
            TypeToken.getParameterized(Watch.Response.class, FlatNetworkIP.class).getType());

    assertThat(event.object.key()).isEqualTo("default/web-0");
  }

  @Test
  void build_ofNewSubnet_hasKindAndWritesOnlyWhatIsSet() throws Exception {
    FlatNetworkSubnet subnet =
        FlatNetworkSubnet.builder()
            .status(
                FlatNetworkSubnetStatus.builder()
                    .phase(Phase.ACTIVE.wire())
                    .putReservedIP(
                        "Job/a/b", List.of(IpRangeSpec.builder().from("10.0.0.1").build()))
                    .build())
            .build();

    assertThat(WireJson.write(subnet))
        .isEqualTo(
            "{\"apiVersion\":\"flatnetwork.pandaria.io/v1\",\"kind\":\"FlatNetworkSubnet\","
                + "\"metadata\":{},\"status\":{\"phase\":\"Active\","
                + "\"reservedIP\":{\"Job/a/b\":[{\"from\":\"10.0.0.1\"}]}}}");
    assertThat(subnet.status().getReservedIP()).isInstanceOf(Map.class);
  }
}
