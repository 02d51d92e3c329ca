package io.flatnet.webhook;

import static io.flatnet.webhook.FakeCluster.range;
import static io.flatnet.webhook.FakeCluster.spec;
import static io.flatnet.webhook.Requests.allowed;
import static io.flatnet.webhook.Requests.creation;
import static io.flatnet.webhook.Requests.delete;
import static io.flatnet.webhook.Requests.denied;
import static io.flatnet.webhook.Requests.json;
import static io.flatnet.webhook.Requests.undecided;
import static io.flatnet.webhook.Requests.update;
import static io.flatnet.webhook.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.flatnet.webhook.AdmissionRequest.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule of SPEC section 4 for subnets, judged as requests. */
final class SubnetRequestsTest {
  private static final String KIND = "FlatNetworkSubnet";
  private static final JsonObject SUBNET =
      json(
          "{'metadata':{'namespace':'cattle-flat-network','name':'net'},'spec':{"
              + "'flatMode':'macvlan','master':'eth0','vlan':0,'cidr':'10.0.0.0/24',"
              + "'gateway':'10.0.0.1'}}");

  private final FakeCluster cluster = new FakeCluster();
  private final Admission admission = new Admission(cluster);

  @Test
  void create_whenAllIsWell_isAllowed() {
    assertThat(allowed(admission.judge(creation(KIND, SUBNET)))).isEmpty();
  }

  @Test
  void create_whenANewerServerHasMoreMetadata_isAllowed() {
    JsonObject subnet = with(SUBNET, "metadata.storedBy", "{'zone':[1]}");
    assertThat(allowed(admission.judge(creation(KIND, subnet)))).isEmpty();
  }

  @Test
  void create_whenItIsInAnotherNamespace_isAllowedWithAWarning() {
    AdmissionRequest elsewhere =
        new AdmissionRequest(
            Operation.CREATE, "flatnetwork.pandaria.io", KIND, "", "shop", "net", null, SUBNET);
    assertThat(allowed(admission.judge(elsewhere)))
        .containsExactly(
            "metadata.namespace should be cattle-flat-network, where alone subnets give addresses,"
                + " got \"shop\"; make it there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "flatMode | 'vxlan' | spec.flatMode must be macvlan or ipvlan",
        "mode | 'l2' | spec.mode must be one of bridge",
        "ipvlanFlag | 'bridge' | spec.ipvlanFlag must be empty for macvlan",
        "cidr | '10.0.0.0/33' | spec.cidr must be a network",
        "gateway | '10.0.1.1' | spec.gateway must lie inside 10.0.0.0/24",
        "ranges | [{'from':'10.0.1.1','to':'10.0.1.2'}] | spec.ranges[0].from must lie inside",
        "vlan | 4095 | spec.vlan must be 0 to 4094",
        "vlan | 1e999999999 | spec.vlan has the wrong JSON type",
        "master | 'eth 0' | spec.master must",
        "master | 'a/b' | spec.master must",
        "master | 'a123456789012345' | spec.master must",
        "routes | [{'dev':'eth1'}] | spec.routes[0].dst",
      })
  void create_whenAFieldIsWrong_isDenied(String field, String value, String finding) {
    assertThat(denied(admission.judge(creation(KIND, with(SUBNET, "spec." + field, value)))))
        .anyMatch(text -> text.startsWith(finding));
  }

  @Test
  void create_whenARangeGoesDownwards_isDenied() {
    JsonObject subnet = with(SUBNET, "spec.ranges", "[{'from':'10.0.0.9','to':'10.0.0.5'}]");
    assertThat(denied(admission.judge(creation(KIND, subnet))))
        .singleElement()
        .asString()
        .startsWith("spec.ranges[0] must go upwards");
  }

  @Test
  void create_whenAnotherKindIsOnTheSameLink_isDenied() {
    cluster.subnet("other", spec("10.9.0.0/24").withFlatMode("ipvlan"));
    assertThat(denied(admission.judge(creation(KIND, SUBNET))))
        .singleElement()
        .asString()
        .startsWith("spec.flatMode must be ipvlan as in subnet \"other\"");
  }

  @Test
  void create_whenAnotherIsOnTheSameLinkAndOnlyOneHasRanges_isDenied() {
    cluster.subnet("other", spec("10.0.0.0/25").withRanges(List.of(range("10.0.0.5", "10.0.0.6"))));
    assertThat(denied(admission.judge(creation(KIND, SUBNET)))).hasSize(1);
  }

  /** The reference returns after the first pair on one link, and misses a conflict with a third. */
  @Test
  void create_whenTheSecondOfTwoOthersConflicts_isDenied() {
    cluster
        .subnet("apart", spec("10.1.0.0/24"))
        .subnet("beside", spec("10.0.0.0/24").withRanges(List.of(range("10.0.0.9", "10.0.0.9"))))
        .subnet("third", spec("10.0.0.0/24").withRanges(List.of(range("10.0.0.5", "10.0.0.6"))));
    JsonObject subnet = with(SUBNET, "spec.ranges", "[{'from':'10.0.0.4','to':'10.0.0.5'}]");
    assertThat(denied(admission.judge(creation(KIND, subnet))))
        .singleElement()
        .asString()
        .contains("must not overlap the ranges of subnet \"third\"");
  }

  @Test
  void create_whenTheCacheDoesNotKnowTheOtherYet_isDenied() {
    cluster.subnet("other", spec("10.0.0.0/24")).late("other");
    assertThat(denied(admission.judge(creation(KIND, SUBNET)))).hasSize(1);
  }

  @Test
  void create_whenTheApiServerDoesNotAnswer_isUndecided() {
    cluster.down();
    assertThat(undecided(admission.judge(creation(KIND, SUBNET))))
        .isEqualTo(
            "cannot read the subnets: the API server must answer, got a refused connection; send"
                + " the same request again in a moment");
  }

  @Test
  void update_whenOnlyMetadataChange_isAllowedWithoutARequest() {
    cluster.down();
    JsonObject broken = with(SUBNET, "spec.vlan", "4095");
    JsonObject labelled = with(broken, "metadata.labels", "{'vlan':'4095'}");
    assertThat(allowed(admission.judge(update(KIND, broken, labelled)))).isEmpty();
    assertThat(cluster.reads()).isZero();
  }

  @Test
  void update_whenAddressesInUseWouldBeOutside_isDenied() {
    JsonObject old = with(SUBNET, "status", "{'usedIP':[{'from':'10.0.0.200','to':'10.0.0.200'}]}");
    assertThat(denied(admission.judge(update(KIND, old, with(old, "spec.cidr", "'10.0.0.0/25'")))))
        .singleElement()
        .asString()
        .contains("must contain the addresses in use, and 10.0.0.200 are outside");
    JsonObject shrunk = with(old, "spec.ranges", "[{'from':'10.0.0.4','to':'10.0.0.5'}]");
    assertThat(denied(admission.judge(update(KIND, old, shrunk)))).hasSize(1);
  }

  @Test
  void update_whenTheObjectIsBeingDeleted_isAllowed() {
    JsonObject going =
        with(
            with(SUBNET, "spec.vlan", "4095"),
            "metadata.deletionTimestamp",
            "'2026-01-01T00:00:00Z'");
    assertThat(allowed(admission.judge(update(KIND, SUBNET, going)))).isEmpty();
  }

  @Test
  void delete_whenNobodyHasAnAddress_isAllowedWithoutAWarning() {
    cluster.pod("other", "web-0", null, "10.0.0.7");
    assertThat(allowed(admission.judge(delete(KIND, SUBNET)))).isEmpty();
  }

  @Test
  void delete_whenPodsHaveAddresses_isAllowedWithAWarningThatSaysWhich() {
    for (int i = 0; i < 10; i++) {
      cluster.pod("net", "web-" + i, null, "10.0.0." + (20 + i));
    }
    assertThat(allowed(admission.judge(delete(KIND, SUBNET))))
        .containsExactly(
            "subnet \"net\" gives no addresses from now on, and goes when no pod has one of it any"
                + " more; now these have: default/web-0, default/web-1, default/web-2,"
                + " default/web-3, default/web-4, default/web-5, default/web-6, default/web-7 and"
                + " 2 more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'metadata':'x'}",
        "{'metadata':{'deletionTimestamp':'yesterday'}}",
        "{'metadata':{'labels':{'a':{}}}}"
      })
  void create_whenTheMetadataCannotBeRead_isDenied(String json) {
    assertThat(denied(admission.judge(creation(KIND, json(json))))).isNotEmpty();
  }

  @Test
  void judge_whenItIsAnotherKindOrAPart_isAllowed() {
    JsonObject wrong = with(SUBNET, "spec.vlan", "4095");
    assertThat(allowed(admission.judge(creation("Gadget", wrong)))).isEmpty();
    for (AdmissionRequest request :
        List.of(
            new AdmissionRequest(Operation.CREATE, "other.org", KIND, "", "a", "b", null, wrong),
            new AdmissionRequest(
                Operation.CREATE, "flatnetwork.pandaria.io", KIND, "status", "a", "b", null, wrong),
            new AdmissionRequest(Operation.CONNECT, "", "Pod", "", "a", "b", null, null))) {
      assertThat(allowed(admission.judge(request))).isEmpty();
    }
  }

  @Test
  void request_whenAnObjectIsMissing_saysWhich() {
    assertThatThrownBy(
            () -> new AdmissionRequest(Operation.CREATE, "", "Pod", "", "a", "b", null, null))
        .hasMessage(
            "cannot read the admission request \"CREATE\": request.object must be an object, got"
                + " none; send the review as the API server does");
    assertThatThrownBy(
            () -> new AdmissionRequest(Operation.UPDATE, "", "Pod", "", "a", "b", null, SUBNET))
        .hasMessageContaining("request.oldObject");
  }
}
