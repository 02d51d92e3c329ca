package io.flatnet.ipam;

import static io.flatnet.ipam.DatabaseSubnet.MAC_1;
import static io.flatnet.ipam.DatabaseSubnet.MAC_2;
import static io.flatnet.ipam.DatabaseSubnet.ip;
import static io.flatnet.ipam.DatabaseSubnet.lease;
import static io.flatnet.ipam.DatabaseSubnet.request;
import static io.flatnet.ipam.DatabaseSubnet.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.Decision.Granted;
import io.flatnet.ipam.Decision.Kept;
import io.flatnet.ipam.Decision.Reason;
import io.flatnet.ipam.Decision.Refusal;
import io.flatnet.ipam.Decision.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which MAC a request gets with its address. */
final class MacAllocationTest {
  private static Refused refused(Decision decision) {
    assertThat(decision).isInstanceOf(Refused.class);
    return (Refused) decision;
  }

  @Test
  void macs_whenSomeAreInUse_getsAFreeOne() {
    SubnetState state = state(new Lease("ns/a", ip(3), MAC_1));
    assertThat(state.decide(request("ns/b", null, List.of(MAC_1, MAC_2))))
        .isEqualTo(new Granted(new Lease("ns/b", ip(4), MAC_2), Reason.LOWEST_FREE));
  }

  @Test
  void macs_whenAllAreInUse_isRefusedAndSaysByWhom() {
    Refused refused =
        refused(
            state(new Lease("ns/a", ip(3), MAC_1)).decide(request("ns/b", null, List.of(MAC_1))));
    assertThat(refused.reason()).isEqualTo(Refusal.MAC_IN_USE);
    assertThat(refused.message()).contains("02:00:00:00:00:01 in use by ns/a");
  }

  /** The reference pairs addresses and MACs by chance. */
  @Test
  void macs_whenAsManyAsAddresses_areGivenInPairs() {
    List<MacAddress> macs = List.of(MAC_1, MAC_2);
    assertThat(state(lease("ns/a", 3)).decide(request("ns/b", null, macs, 3, 4)))
        .isEqualTo(new Granted(new Lease("ns/b", ip(4), MAC_2), Reason.NAMED));
    SubnetState state = state(new Lease("ns/a", ip(6), MAC_1));
    assertThat(state.decide(request("ns/b", null, macs, 3, 4)))
        .isEqualTo(new Granted(new Lease("ns/b", ip(4), MAC_2), Reason.NAMED));
  }

  @Test
  void macs_whenThePartnerOfEveryFreeAddressIsInUse_isRefused() {
    SubnetState state = state(new Lease("ns/a", ip(3), MAC_2));
    Refused refused = refused(state.decide(request("ns/b", null, List.of(MAC_2), 4)));
    assertThat(refused.reason()).isEqualTo(Refusal.MAC_IN_USE);
    assertThat(refused.message())
        .contains("10.0.0.4 goes with the MAC 02:00:00:00:00:02, which ns/a has");
  }

  @Test
  void macs_whenFewerThanAddresses_areGivenInTheirOrder() {
    assertThat(state(lease("ns/a", 3)).decide(request("ns/b", null, List.of(MAC_1), 3, 4)))
        .isEqualTo(new Granted(new Lease("ns/b", ip(4), MAC_1), Reason.NAMED));
  }

  @ParameterizedTest
  @CsvSource({
    "00:00:00:00:00:00, which is all zeros",
    "01:00:5e:00:00:01, which is a multicast address",
    "ff:ff:ff:ff:ff:ff, which is a multicast address",
  })
  void macs_whenNoInterfaceCanHaveIt_isRefused(String mac, String why) {
    Refused refused =
        refused(state().decide(request("ns/a", null, List.of(MAC_1, MacAddress.parse(mac)))));
    assertThat(refused.reason()).isEqualTo(Refusal.MAC_NOT_USABLE);
    assertThat(refused.reason().clearedByRelease()).isFalse();
    assertThat(refused.message()).contains("got " + mac + ", " + why + "; ");
  }

  @Test
  void holder_whenItsMacWishChanges_keepsItsAddressWithTheOtherMac() {
    SubnetState state = state(new Lease("ns/a", ip(5), MAC_1));
    assertThat(state.decide(request("ns/a", null, List.of(MAC_2))))
        .isEqualTo(new Granted(new Lease("ns/a", ip(5), MAC_2), Reason.OTHER_MAC));
    assertThat(state.decide(request("ns/a", null, List.of(MAC_2, MAC_1), 4, 5)))
        .isEqualTo(new Kept(new Lease("ns/a", ip(5), MAC_1)));
    assertThat(state.decide(Request.auto("ns/a")))
        .isEqualTo(new Kept(new Lease("ns/a", ip(5), MAC_1)));
  }
}
