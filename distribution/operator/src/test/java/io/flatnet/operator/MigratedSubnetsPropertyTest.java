package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.wire.WireJson;
import io.flatnet.controllers.migrate.Change;
import io.flatnet.controllers.migrate.Plan;
import io.flatnet.controllers.migrate.SubnetMigration;
import io.flatnet.webhook.SubnetAdmission;
import io.flatnet.webhook.Verdict;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every MacvlanSubnet becomes what the webhook lets in, or is refused with a reason. */
final class MigratedSubnetsPropertyTest {
  @Provide
  Arbitrary<List<JsonObject>> subnets() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c", "d"),
            Arbitraries.of("eth0", "eth1", "", "a-name-that-is-long"),
            Arbitraries.of("0", "7", "4094", "4095", "\"7\""),
            Arbitraries.of("10.1.0.0/24", "10.1.0.7/16", "fd00::/64", "10.1.0.0/33", ""),
            Arbitraries.of("", "10.1.0.1", "10.2.0.1"),
            Arbitraries.of("", "bridge", "vepa", "l2"),
            Arbitraries.of(
                "[]",
                "null",
                "[{'rangeStart': '10.1.0.2', 'rangeEnd': '10.1.0.9'}]",
                "[{'rangeStart': '10.1.0.9', 'rangeEnd': '10.1.0.2'}]",
                "[{'rangeStart': '10.1.0.100', 'rangeEnd': '10.1.0.200'}]"),
            Arbitraries.of(
                "[]",
                "[{'dst': '10.9.0.0/16', 'gw': '10.1.0.1', 'iface': 'eth1'}]",
                "[{'dst': '', 'iface': 'eth0'}]"))
        .as(
            (name, master, vlan, cidr, gateway, mode, ranges, routes) ->
                AdmissionLab.json(
                    """
                    {'apiVersion': 'macvlan.cluster.cattle.io/v1', 'kind': 'MacvlanSubnet',
                     'metadata': {'namespace': 'kube-system', 'name': '%s'},
                     'spec': {'master': '%s', 'vlan': %s, 'cidr': '%s', 'gateway': '%s',
                       'mode': '%s', 'ranges': %s, 'routes': %s}}
                    """
                        .formatted(name, master, vlan, cidr, gateway, mode, ranges, routes)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void migrate_ofAnySubnets_isAdmittedOrHasAReason(@ForAll("subnets") List<JsonObject> old)
      throws JsonProcessingException {
    List<FlatNetworkSubnet> made = new ArrayList<>();
    for (JsonObject subnet : old) {
      switch (SubnetMigration.plan(subnet, made)) {
        case Plan.Write(Change change) -> {
          FlatNetworkSubnet next =
              WireJson.read(change.after().toString(), FlatNetworkSubnet.class);
          assertThat(SubnetAdmission.create(next, made)).isInstanceOf(Verdict.Allowed.class);
          made.add(next);
        }
        case Plan.Skip skip -> assertThat(skip.reason()).isNotBlank().doesNotContain("\n");
        case Plan.Nothing nothing -> throw new AssertionError(nothing);
      }
    }
  }
}
