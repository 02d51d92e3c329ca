package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.MacAddress;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressObjectsTest {
  private static final IpAddress ADDRESS = IpAddress.parse("10.0.0.1");
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");

  private static FlatNetworkIP askingFor(MacAddress mac, String said) {
    return FlatNetworkIP.builder()
        .metadata(new V1ObjectMeta().namespace("n").name("p"))
        .spec(FlatNetworkIPSpec.builder().subnet("s").macs(List.of(mac.toString())).build())
        .status(FlatNetworkIPStatus.builder().phase("Pending").addr("10.0.0.1").mac(said).build())
        .build();
  }

  @Test
  void isContent_whenMacIsWishedThatTheLeaseHasNot_isFalse() {
    FlatNetworkIP without = askingFor(MAC, "");
    FlatNetworkIP with = askingFor(MAC, MAC.toString());

    assertThat(AddressObjects.isContent(without, new Lease(without.key(), ADDRESS, null)))
        .isFalse();
    assertThat(AddressObjects.isContent(with, new Lease(with.key(), ADDRESS, MAC))).isTrue();
  }

  @Test
  void isContent_whenTheObjectDoesNotSayTheMacOfTheLease_isFalse() {
    FlatNetworkIP ip = askingFor(MAC, "");

    assertThat(AddressObjects.isContent(ip, new Lease(ip.key(), ADDRESS, MAC))).isFalse();
  }
}
