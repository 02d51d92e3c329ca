package io.flatnet.controllers.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each old name, by its new one. */
class OldNamesTest {
  @ParameterizedTest
  @CsvSource({
    "macvlan.pandaria.cattle.io/ip, flatnetwork.pandaria.io/ip, 10.0.0.5-10.0.0.6",
    "macvlan.pandaria.cattle.io/subnet, flatnetwork.pandaria.io/subnet, s",
    "macvlan.pandaria.cattle.io/mac, flatnetwork.pandaria.io/mac, ''",
    "macvlan.panda.io/ingress, flatnetwork.pandaria.io/ingress, true",
    "macvlan.panda.io/macvlanService, flatnetwork.pandaria.io/flatNetworkService, disabled",
    "macvlan.panda.io/ipv6to4, flatnetwork.pandaria.io/ipv6to4, true",
  })
  void annotations_ofTheOldSystem_getTheirNewNames(String old, String name, String value) {
    Map<String, @Nullable String> changes = OldNames.annotations(Map.of(old, value, "other", "x"));

    assertThat(changes).hasSize(2).containsEntry(old, null).containsEntry(name, value);
  }

  @Test
  void annotations_whenTheNewNameIsThere_keepItsValue() {
    assertThat(
            OldNames.annotations(
                Map.of(
                    "macvlan.pandaria.cattle.io/ip", "auto",
                    "flatnetwork.pandaria.io/ip", "10.0.0.5")))
        .hasSize(1)
        .containsEntry("macvlan.pandaria.cattle.io/ip", null);
  }

  @Test
  void annotations_withoutMeaningToday_go() {
    assertThat(OldNames.annotations(Map.of("macvlan.panda.io/ipDelayReuseTimestamp", "x")))
        .hasSize(1)
        .containsEntry("macvlan.panda.io/ipDelayReuseTimestamp", null);
    assertThat(OldNames.annotations(Map.of("macvlan.panda.io/macvlanService", "disable")))
        .containsEntry("flatnetwork.pandaria.io/flatNetworkService", "disabled");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"name\":\"static-macvlan-cni-attach\",\"interface\":\"eth1\"}]"
            + "|[{\"name\":\"rancher-flat-network\",\"interface\":\"eth1\"}]",
        "[{\"name\":\"static-macvlan-cni-attach\",\"interface\":\"eth0\"}]"
            + "|[{\"name\":\"rancher-flat-network\",\"interface\":\"eth0\"}]",
        "[{\"name\":\"a\"},{\"name\":\"static-macvlan-cni-attach\",\"namespace\":\"kube-system\"}]"
            + "|[{\"name\":\"a\"},{\"name\":\"rancher-flat-network\"}]",
        "static-macvlan-cni-attach|rancher-flat-network",
        "a,kube-system/static-macvlan-cni-attach@eth1,b|a,rancher-flat-network@eth1,b",
        "my-static-macvlan-cni-attach|my-static-macvlan-cni-attach",
        "[{\"name\":\"static-macvlan-cni-attach\"|[{\"name\":\"static-macvlan-cni-attach\"",
        "[{\"name\":\"x-static-macvlan-cni-attach\"} ]|[{\"name\":\"x-static-macvlan-cni-attach\"}"
            + " ]",
      })
  void networks_haveOursInThePlaceOfTheOldOne(String old, String value) {
    assertThat(OldNames.networks(old)).isEqualTo(value);
    assertThat(OldNames.networks(value)).isEqualTo(value);
  }
}
