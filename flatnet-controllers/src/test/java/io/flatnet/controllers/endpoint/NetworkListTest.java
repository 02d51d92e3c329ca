package io.flatnet.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkListTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rancher-flat-network",
        " rancher-flat-network ",
        "other, apps/rancher-flat-network@eth1",
        "rancher-flat-network@eth1",
        "[{\"name\":\"rancher-flat-network\",\"interface\":\"eth1\"}]",
        " [{\"name\":\"other\"}, {\"name\":\"apps/rancher-flat-network\"}]",
        "[\"rancher-flat-network\"]",
      })
  void namesOurs_whenOurNetworkIsInTheList_isTrue(String value) {
    assertThat(NetworkList.namesOurs(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "other",
        "rancher-flat-network-2",
        "rancher-flat-network/other",
        "static-macvlan-cni-attach",
        "[",
        "[{\"name\":\"rancher-flat-network\"",
        "[{\"name\":7},{\"name\":null},{},null,[]]",
        "[{\"interface\":\"rancher-flat-network\"}]",
        "{\"name\":\"other\"}",
      })
  void namesOurs_whenItIsNotOrTheValueIsNoList_isFalse(String value) {
    assertThat(NetworkList.namesOurs(value)).isFalse();
  }

  @Test
  void withOurs_whenOthersAreThere_keepsThem() {
    assertThat(NetworkList.withOurs(null)).contains("rancher-flat-network");
    assertThat(NetworkList.withOurs("other@eth2")).contains("other@eth2,rancher-flat-network");
    assertThat(NetworkList.withOurs("[{\"name\":\"other\"}]"))
        .contains("[{\"name\":\"other\"},{\"name\":\"rancher-flat-network\"}]");
    assertThat(NetworkList.withOurs("rancher-flat-network@eth1"))
        .contains("rancher-flat-network@eth1");
  }

  @Test
  void withOurs_whenTheValueCannotBeRead_isEmpty() {
    assertThat(NetworkList.withOurs("[{")).isEmpty();
  }

  @Test
  void withoutOurs_whenOthersAreThere_leavesThem() {
    assertThat(NetworkList.withoutOurs("rancher-flat-network")).isEmpty();
    assertThat(NetworkList.withoutOurs("other@eth2,rancher-flat-network")).isEqualTo("other@eth2");
    assertThat(
            NetworkList.withoutOurs("[{\"name\":\"other\"},{\"name\":\"rancher-flat-network\"}]"))
        .isEqualTo("[{\"name\":\"other\"}]");
    assertThat(NetworkList.withoutOurs("[{")).isEqualTo("[{");
  }
}
