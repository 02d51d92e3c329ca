package io.flatnet.controllers.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.wire.WireJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of single MacvlanSubnets. */
class SubnetMigrationTest {
  private static Change written(JsonObject old, FlatNetworkSubnet... others) {
    assertThat(SubnetMigration.plan(old, List.of(others))).isInstanceOf(Plan.Write.class);
    return ((Plan.Write) SubnetMigration.plan(old, List.of(others))).change();
  }

  private static FlatNetworkSubnet existing(String name, String spec) throws Exception {
    return WireJson.read(
        "{\"metadata\": {\"namespace\": \"cattle-flat-network\", \"name\": \"%s\"}, \"spec\": %s}"
            .formatted(name, spec),
        FlatNetworkSubnet.class);
  }

  @Test
  void plan_ofAWholeSubnet_carriesEveryFieldOver() {
    Change change =
        written(
            OldObjects.subnet(
                "office",
                """
                {"master": "eth0", "vlan": 100, "cidr": "10.1.0.7/24", "mode": "vepa",
                 "gateway": "10.1.0.1", "ranges": [{"rangeStart": "10.1.0.10", "rangeEnd": "10.1.0.20"}],
                 "routes": [{"dst": "10.9.0.0/16", "gw": "10.1.0.254", "iface": "eth1"},
                            {"dst": "10.8.0.0/16", "gw": "", "iface": ""}],
                 "podDefaultGateway": {"enable": true, "serviceCidr": "10.43.0.0/16"},
                 "ipDelayReuse": 30, "extra": {"a": 1}}
                """));

    assertThat(change.after())
        .isEqualTo(
            OldObjects.json(
                """
                {"apiVersion": "flatnetwork.pandaria.io/v1", "kind": "FlatNetworkSubnet",
                 "metadata": {"namespace": "cattle-flat-network", "name": "office",
                   "labels": {"project": ""},
                   "annotations": {"flatnetwork.pandaria.io/ipv6to4": "true", "team": "a"}},
                 "spec": {"flatMode": "macvlan", "master": "eth0", "vlan": 100,
                   "cidr": "10.1.0.0/24", "mode": "vepa", "gateway": "10.1.0.1",
                   "ranges": [{"from": "10.1.0.10", "to": "10.1.0.20"}],
                   "routes": [{"dev": "eth1", "dst": "10.9.0.0/16", "via": "10.1.0.254"},
                              {"dev": "eth1", "dst": "10.8.0.0/16"}],
                   "routeSettings": {"addServiceCIDR": true, "flatNetworkDefaultGateway": true}}}
                """));
    assertThat(String.join("\n", change.notes()))
        .contains("ipDelayReuse of 30 s")
        .contains("spec.extra is not known")
        .contains("FLAT_NETWORK_SERVICE_CIDR");
  }

  @Test
  void plan_ofEmptyFields_inventsNothing() {
    Change change =
        written(
            OldObjects.subnet(
                "a",
                """
                {"master": "eth0", "cidr": "10.1.0.0/24", "mode": "", "gateway": "", "ranges": null,
                 "routes": [], "podDefaultGateway": {"enable": false, "serviceCidr": "10.43.0.0/16"}}
                """));

    assertThat(Json.object(change.after(), "spec"))
        .isEqualTo(
            OldObjects.json(
                "{\"flatMode\": \"macvlan\", \"master\": \"eth0\", \"vlan\": 0, \"cidr\":"
                    + " \"10.1.0.0/24\"}"));
    assertThat(change.notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"master\": \"eth0\", \"cidr\": \"10.1.0.0/33\"}|spec.cidr",
        "{\"master\": \"eth0\"}|spec.cidr",
        "{\"cidr\": \"10.1.0.0/24\"}|spec.master",
        "{\"master\": \"eth0\", \"cidr\": \"10.1.0.0/24\", \"vlan\": \"7\"}|spec.vlan",
        "{\"master\": \"eth0\", \"cidr\": \"10.1.0.0/24\", \"vlan\": 4095}|spec.vlan",
        "{\"master\": \"eth0\", \"cidr\": \"10.1.0.0/24\", \"ranges\": [{\"rangeStart\":"
            + " \"x\"}]}|spec.ranges[0]",
        "{\"master\": \"eth0\", \"cidr\": \"10.1.0.0/24\", \"ranges\": [{\"rangeStart\":"
            + " 7}]}|spec.ranges[0].rangeStart",
        "{\"master\": \"eth0\", \"cidr\": \"10.1.0.0/24\", \"routes\": \"x\"}|spec.routes",
        "{\"master\": \"eth0\", \"cidr\": \"10.1.0.0/24\", \"gateway\": \"10.2.0.1\"}|spec.gateway",
        "{\"master\": \"eth0\", \"cidr\": \"10.1.0.0/24\", \"mode\": \"l2\"}|spec.mode",
      })
  void plan_ofAMalformedSubnet_isAReason(String spec, String field) {
    Plan plan = SubnetMigration.plan(OldObjects.subnet("a", spec), List.of());

    assertThat(plan).isInstanceOf(Plan.Skip.class);
    assertThat(((Plan.Skip) plan).reason()).contains(field).doesNotContain("\n");
    assertThat(((Plan.Skip) plan).isFault()).isTrue();
  }

  @Test
  void plan_whenTheTargetIsThere_leavesIt() throws Exception {
    JsonObject old = OldObjects.subnet("a", "{\"master\": \"eth0\", \"cidr\": \"10.1.0.0/24\"}");

    Plan plan = SubnetMigration.plan(old, List.of(existing("a", "{\"flatMode\": \"ipvlan\"}")));

    assertThat(plan)
        .isEqualTo(
            new Plan.Skip(
                "there is a FlatNetworkSubnet of that name already; it stays as it is", false));
  }

  @Test
  void plan_whenAnotherExcludesIt_namesThatOne() throws Exception {
    JsonObject old = OldObjects.subnet("a", "{\"master\": \"eth0\", \"cidr\": \"10.1.0.0/24\"}");

    Plan plan =
        SubnetMigration.plan(
            old,
            List.of(
                existing(
                    "b",
                    "{\"flatMode\": \"macvlan\", \"master\": \"eth0\", \"cidr\":"
                        + " \"10.1.0.0/16\"}")));

    assertThat(plan).isInstanceOf(Plan.Skip.class);
    assertThat(((Plan.Skip) plan).reason()).contains("\"b\"");
  }
}
