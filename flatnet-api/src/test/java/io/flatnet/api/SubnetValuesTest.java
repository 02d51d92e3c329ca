package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.api.wire.WireJson;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetCheck;
import io.flatnet.ipam.SubnetDraft;
import io.flatnet.ipam.SubnetRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a subnet on the wire to what the core knows. */
class SubnetValuesTest {
  private static FlatNetworkSubnet subnet(String spec, String status) throws Exception {
    return WireJson.read(
        "{\"metadata\":{\"name\":\"lan\"},\"spec\":" + spec + ",\"status\":" + status + "}",
        FlatNetworkSubnet.class);
  }

  private static RangeSet set(String from, String to) {
    return RangeSet.of(new IpRange(IpAddress.parse(from), IpAddress.parse(to)));
  }

  @Test
  void draft_ofStoredSubnet_givesRules() throws Exception {
    FlatNetworkSubnet subnet =
        subnet(
            "{\"flatMode\":\"macvlan\",\"master\":\"eth0\",\"vlan\":0,\"cidr\":\"10.0.0.7/24\","
                + "\"gateway\":\"10.0.0.1\",\"ipvlanFlag\":\"\","
                + "\"ranges\":[{\"from\":\"10.0.0.9\",\"to\":\"10.0.0.20\"}],"
                + "\"routes\":[{\"dev\":\"eth1\",\"dst\":\"10.9.0.0/16\",\"priority\":7}]}",
            "{\"reservedIP\":{\"Job/a/b\":[{\"from\":\"10.0.0.10\",\"to\":\"10.0.0.11\"}]}}");

    SubnetDraft draft = SubnetValues.draft(subnet);
    SubnetRules rules = draft.toRules(SubnetValues.reservations(subnet.status()));

    assertThat(SubnetValues.shapeFindings(subnet)).isEmpty();
    assertThat(SubnetCheck.check(draft, List.of())).isEmpty();
    assertThat(draft.routes())
        .singleElement()
        .matches(r -> Integer.valueOf(7).equals(r.priority()));
    assertThat(rules.prefix()).hasToString("10.0.0.0/24");
    assertThat(rules.ranges()).isEqualTo(set("10.0.0.9", "10.0.0.20"));
    assertThat(rules.reservations()).containsEntry("Job/a/b", set("10.0.0.10", "10.0.0.11"));
  }

  @Test
  void shapeFindings_ofMalformedFields_namesEach() throws Exception {
    FlatNetworkSubnet subnet =
        subnet(
            "{\"vlan\":\"7\",\"ranges\":[{\"from\":3}],\"routes\":[{\"priority\":true}],"
                + "\"routeSettings\":{\"addNodeCIDR\":1},\"more\":{}}",
            "[]");

    assertThat(SubnetValues.shapeFindings(subnet))
        .extracting(Finding::field)
        .containsExactly(
            "status",
            "spec.vlan",
            "spec.ranges[0].from",
            "spec.routes[0].priority",
            "spec.routeSettings.addNodeCIDR");
  }

  @Test
  void draft_ofEmptySubnet_isCheckedWithoutException() throws Exception {
    FlatNetworkSubnet subnet = WireJson.read("{}", FlatNetworkSubnet.class);

    assertThat(SubnetCheck.check(SubnetValues.draft(subnet), List.of()))
        .extracting(Finding::field)
        .contains("spec.flatMode", "spec.master", "spec.cidr");
  }

  @Test
  void wire_ofSet_isReadBack() {
    RangeSet set = set("fd00::1", "fd00::9").union(set("fd00::20", "fd00::20"));

    assertThat(SubnetValues.ranges(SubnetValues.wire(set))).isEqualTo(set);
    assertThat(SubnetValues.ranges(null)).isEqualTo(RangeSet.empty());
  }

  @Test
  void reservations_whenOneIsBad_namesItsWorkload() throws Exception {
    FlatNetworkSubnetStatus status =
        subnet("{}", "{\"reservedIP\":{\"Job/a/b\":[{\"from\":\"10.0.0.10\"}]}}").status();

    assertThatThrownBy(() -> SubnetValues.reservations(status))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Job/a/b");
  }
}
