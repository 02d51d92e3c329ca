package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.flatnet.ipam.Finding;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pods ask for by their annotations. */
class FlatNetworkWishTest {
  private static FlatNetworkWish wish(String ip, String subnet, String mac) {
    return FlatNetworkWish.of(
        Map.of(Annotations.IP, ip, Annotations.SUBNET, subnet, Annotations.MAC, mac));
  }

  @Test
  void of_podWithoutAnnotations_takesNoPart() {
    assertThat(FlatNetworkWish.of(null)).isEqualTo(new FlatNetworkWish.None());
    assertThat(FlatNetworkWish.of(Map.of("app", "web"))).isEqualTo(new FlatNetworkWish.None());
  }

  @ParameterizedTest
  @CsvSource({"'',lan", "auto,''", "' ',lan", "'',''"})
  void of_whenIpOrSubnetIsEmpty_takesNoPart(String ip, String subnet) {
    assertThat(wish(ip, subnet, "not a MAC")).isEqualTo(new FlatNetworkWish.None());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "auto", " auto "})
  void of_auto_wantsAny(String mac) {
    assertThat(wish("auto", "lan", mac))
        .isEqualTo(new FlatNetworkWish.Wanted("lan", List.of(), List.of()))
        .asInstanceOf(type(FlatNetworkWish.Wanted.class))
        .extracting(FlatNetworkWish.Wanted::type)
        .isEqualTo(IpType.AUTO);
  }

  @Test
  void of_lists_keepsTheirOrder() {
    assertThat(wish("10.0.0.9-10.0.0.7", "lan", "02:00:00:00:00:0A - 02:00:00:00:00:0b"))
        .isEqualTo(
            new FlatNetworkWish.Wanted(
                "lan",
                List.of(IpAddress.parse("10.0.0.9"), IpAddress.parse("10.0.0.7")),
                List.of(
                    MacAddress.parse("02:00:00:00:00:0a"), MacAddress.parse("02:00:00:00:00:0b"))));
  }

  @Test
  void of_oneIpv6Address_isSpecific() {
    FlatNetworkWish wish =
        FlatNetworkWish.of(Map.of(Annotations.IP, "fd00::5", Annotations.SUBNET, "lan6"));

    assertThat(wish)
        .asInstanceOf(type(FlatNetworkWish.Wanted.class))
        .matches(w -> w.type() == IpType.SPECIFIC)
        .extracting(FlatNetworkWish.Wanted::addresses)
        .isEqualTo(List.of(IpAddress.parse("fd00::5")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0", "10.0.0.1-", "-10.0.0.1", "10.0.0.1--10.0.0.2", "Auto", "10.0.0.1/24"})
  void of_badAddresses_namesAnnotationValueAndRemedy(String ip) {
    FlatNetworkWish wish = wish(ip, "lan", "");

    assertThat(wish).isInstanceOf(FlatNetworkWish.Malformed.class);
    FlatNetworkWish.Malformed malformed = (FlatNetworkWish.Malformed) wish;
    assertThat(malformed.message())
        .contains("flatnetwork.pandaria.io/ip", "\"" + ip + "\"", "write auto");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02-00-00-00-00-01",
        "02:00:00:00:00",
        "01:00:5e:00:00:01",
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
        "02:00:00:00:00:01-",
      })
  void of_badMacs_namesAnnotationAndValue(String mac) {
    FlatNetworkWish wish = wish("auto", "lan", mac);

    assertThat(wish).isInstanceOf(FlatNetworkWish.Malformed.class);
    assertThat(((FlatNetworkWish.Malformed) wish).findings())
        .allMatch(f -> f.field().equals(Annotations.MAC) && f.value().equals(mac));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lan/status", "../pods", "Lan", "lan?watch=1"})
  void of_subnetThatCanBeNoName_isRefusedBeforeItGetsIntoAPath(String subnet) {
    FlatNetworkWish wish = wish("auto", subnet, "");

    assertThat(wish).isInstanceOf(FlatNetworkWish.Malformed.class);
    assertThat(((FlatNetworkWish.Malformed) wish).message())
        .contains("flatnetwork.pandaria.io/subnet", "\"" + subnet + "\"", "get flsubnet");
  }

  @Test
  void of_severalFaults_findsAll() {
    Map<String, String> annotations = new HashMap<>();
    annotations.put(Annotations.IP, "a-10.0.0.1-b");
    annotations.put(Annotations.SUBNET, "lan");
    annotations.put(Annotations.MAC, "c");

    FlatNetworkWish.Malformed wish = (FlatNetworkWish.Malformed) FlatNetworkWish.of(annotations);

    assertThat(wish.findings())
        .extracting(Finding::field)
        .containsExactly(Annotations.IP, Annotations.IP, Annotations.MAC);
  }

  @Test
  void subnetFinding_whenTheTextCanBeNoName_saysSoAtThePath() {
    assertThat(FlatNetworkWish.subnetFinding("path", "net.1")).isEmpty();
    assertThat(FlatNetworkWish.subnetFinding("path", "../net"))
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.field()).isEqualTo("path");
              assertThat(finding.value()).isEqualTo("../net");
            });
  }
}
