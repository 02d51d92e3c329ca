package io.flatnet.controllers.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetwork;
import org.junit.jupiter.api.Test;

class ObjectKeyTest {

  @Test
  void ofSubnet_whenTextIsAName_isItsKey() {
    assertThat(ObjectKey.ofSubnet("lan")).isEqualTo(new ObjectKey(FlatNetwork.NAMESPACE, "lan"));
  }

  @Test
  void ofSubnet_whenTextWouldBeAnotherPath_isTheKeyOfNoObject() {
    for (String text : new String[] {"lan/status", "", "../../pods", "Lan"}) {
      assertThat(ObjectKey.ofSubnet(text).name()).isEqualTo("-");
    }
    assertThat(ObjectKey.ofSubnet(null).name()).isEqualTo("-");
  }
}
