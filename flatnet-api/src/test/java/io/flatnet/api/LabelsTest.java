package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Label values that the API server takes. */
class LabelsTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.5,10.0.0.5",
    "fd00::5,fd00..5",
    "fd00::,fd00..0",
    "::5,0..5",
    "::,0..0",
    "2001:db8:0:1:2:3:4:5,2001.db8.0.1.2.3.4.5",
  })
  void selectedIp_ofAddress_isLegalValue(String address, String label) {
    String value = Labels.selectedIp(IpAddress.parse(address));

    assertThat(value).isEqualTo(label);
    assertThat(Labels.isValue(value)).isTrue();
  }

  @Test
  void selectedMac_whenPodAskedForNone_isEmpty() {
    MacAddress mac = MacAddress.parse("02:00:5E:10:00:01");

    assertThat(Labels.selectedMac("", mac)).isEmpty();
    assertThat(Labels.selectedMac(null, mac)).isEmpty();
    assertThat(Labels.selectedMac("auto", mac)).isEqualTo("02005e100001");
    assertThat(Labels.selectedMac("auto", null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {".a", "a.", "-a", "a b", "a:b", "ä"})
  void isValue_ofIllegalText_isFalse(String text) {
    assertThat(Labels.isValue(text)).isFalse();
    assertThat(Labels.isValue("a".repeat(64))).isFalse();
    assertThat(Labels.isValue("a".repeat(63))).isTrue();
    assertThat(Labels.isValue("")).isTrue();
  }

  @Test
  void label_ofIpTypes_isAsContractSays() {
    assertThat(IpType.AUTO.label()).isEqualTo("auto");
    assertThat(IpType.SPECIFIC.label()).isEqualTo("specific");
  }
}
