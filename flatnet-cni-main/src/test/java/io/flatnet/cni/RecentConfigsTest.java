package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.api.cni.NetworkConfigException;
import io.flatnet.api.cni.PluginConfig;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Shows that a configuration is read once, is that of its bytes, and that few are kept. */
class RecentConfigsTest {
  private final RecentConfigs configs = new RecentConfigs();

  private static byte[] json(int mtu) {
    return "{\"cniVersion\":\"1.0.0\",\"name\":\"flat\",\"flatNetwork\":{\"mtu\":%d}}"
        .formatted(mtu)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void of_sameBytes_isReadOnce() throws NetworkConfigException {
    PluginConfig first = configs.of(json(1400));

    assertThat(configs.of(json(1400))).isSameAs(first);
    assertThat(configs.of(json(1300)).mtuBytes()).isEqualTo(1300);
  }

  @Test
  void of_bytesThatChangeAfterwards_doNotMatter() throws NetworkConfigException {
    byte[] bytes = json(1400);
    configs.of(bytes);
    System.arraycopy(json(1300), 0, bytes, 0, bytes.length);

    assertThat(configs.of(bytes).mtuBytes()).isEqualTo(1300);
    assertThat(configs.of(json(1400)).mtuBytes()).isEqualTo(1400);
  }

  @Test
  void of_manyOrLarge_keepsFew() throws NetworkConfigException {
    PluginConfig first = configs.of(json(1000));
    for (int mtu = 1001; mtu < 1100; mtu++) {
      configs.of(json(mtu));
    }
    assertThat(configs.size()).isEqualTo(16);
    assertThat(configs.of(json(1000))).isNotSameAs(first);

    String large = new String(json(1500), StandardCharsets.UTF_8) + " ".repeat(9000);
    assertThat(configs.of(large.getBytes(StandardCharsets.UTF_8)).mtuBytes()).isEqualTo(1500);
    assertThat(configs.size()).isEqualTo(16);
  }

  @Test
  void of_badOne_failsEachTime() {
    byte[] bad = "{\"cniVersion\":\"9.9.9\"}".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> configs.of(bad)).isInstanceOf(NetworkConfigException.class);
    }
    assertThat(configs.size()).isZero();
  }
}
