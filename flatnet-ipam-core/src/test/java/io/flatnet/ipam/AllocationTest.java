package io.flatnet.ipam;

import static io.flatnet.ipam.DatabaseSubnet.DATABASE;
import static io.flatnet.ipam.DatabaseSubnet.RULES;
import static io.flatnet.ipam.DatabaseSubnet.WEB;
import static io.flatnet.ipam.DatabaseSubnet.ip;
import static io.flatnet.ipam.DatabaseSubnet.ips;
import static io.flatnet.ipam.DatabaseSubnet.lease;
import static io.flatnet.ipam.DatabaseSubnet.named;
import static io.flatnet.ipam.DatabaseSubnet.request;
import static io.flatnet.ipam.DatabaseSubnet.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.Decision.Granted;
import io.flatnet.ipam.Decision.Kept;
import io.flatnet.ipam.Decision.Reason;
import io.flatnet.ipam.Decision.Refusal;
import io.flatnet.ipam.Decision.Refused;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request gets. */
final class AllocationTest {
  private static Request attached(Request request) {
    return new Request(
        request.owner(), request.workload(), request.addresses(), request.macs(), true);
  }

  private static Granted granted(String owner, int last, Reason reason) {
    return new Granted(lease(owner, last), reason);
  }

  private static Refused refused(Decision decision) {
    assertThat(decision).isInstanceOf(Refused.class);
    return (Refused) decision;
  }

  // ---- auto

  @Test
  void auto_whenSomeAreTaken_getsTheLowestFree() {
    assertThat(state(lease("ns/a", 3), lease("ns/b", 5)).decide(Request.auto("ns/c")))
        .isEqualTo(granted("ns/c", 4, Reason.LOWEST_FREE));
  }

  /** The reference hands an auto pod an address that another workload has reserved. */
  @Test
  void auto_whenLowestIsReservedForAnother_getsTheNext() {
    assertThat(state().decide(Request.auto("ns/a")))
        .isEqualTo(granted("ns/a", 3, Reason.LOWEST_FREE));
    assertThat(state().decide(request("ns/a", WEB, List.of())))
        .isEqualTo(granted("ns/a", 3, Reason.LOWEST_FREE));
  }

  @Test
  void auto_whenLowestIsReservedForItsWorkload_getsIt() {
    assertThat(state().decide(request("ns/database-0", DATABASE, List.of())))
        .isEqualTo(granted("ns/database-0", 2, Reason.LOWEST_FREE));
    assertThat(
            state(lease("ns/database-0", 2)).decide(request("ns/database-1", DATABASE, List.of())))
        .isEqualTo(granted("ns/database-1", 3, Reason.LOWEST_FREE));
  }

  @Test
  void auto_whenTheFirstOfItsReservationIsTaken_getsTheNextOfIt() {
    SubnetState state =
        state(lease("ns/database-0", 2))
            .withRules(RULES.withReservations(Map.of(DATABASE, ips(2, 3, 6))));
    Request request = request("ns/database-1", DATABASE, List.of());
    assertThat(state.decide(request)).isEqualTo(granted("ns/database-1", 3, Reason.LOWEST_FREE));
    assertThat(state.with(lease("ns/x", 3)).decide(request))
        .isEqualTo(granted("ns/database-1", 4, Reason.LOWEST_FREE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"255.255.255.254/31", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127"})
  void auto_whenItsReservationIsTakenToTheEndOfTheFamily_isRefused(String cidr) {
    IpPrefix prefix = IpPrefix.parse(cidr);
    RangeSet all = RangeSet.of(prefix.range());
    SubnetRules rules = SubnetRules.of(prefix).withReservations(Map.of(DATABASE, all));
    SubnetState first =
        SubnetState.of(rules, List.of(new Lease("ns/database-0", prefix.network(), null)));
    Request request = request("ns/database-2", DATABASE, List.of());
    Lease last = new Lease("ns/database-2", prefix.last(), null);
    assertThat(first.decide(request)).isEqualTo(new Granted(last, Reason.LOWEST_FREE));
    SubnetState full = first.with(new Lease("ns/database-1", prefix.last(), null));
    assertThat(refused(full.decide(request)).reason()).isEqualTo(Refusal.EXHAUSTED);
  }

  @Test
  void auto_whenNoneIsFree_isRefusedWithTheNumbers() {
    SubnetState full =
        state(lease("ns/a", 3), lease("ns/b", 4), lease("ns/c", 5), lease("ns/d", 6));
    Refused refused = refused(full.decide(Request.auto("ns/e")));
    assertThat(refused.reason()).isEqualTo(Refusal.EXHAUSTED);
    assertThat(refused.reason().clearedByRelease()).isTrue();
    assertThat(refused.counts())
        .isEqualTo(new Decision.Counts(BigInteger.valueOf(5), 4, BigInteger.ONE));
    assertThat(refused.message())
        .startsWith("cannot give an address of 10.0.0.0/29 to \"ns/e\": none is free")
        .contains("5 addresses for pods, 4 used, 1 reserved");
    assertThat(full.without("ns/b").decide(Request.auto("ns/e")))
        .isEqualTo(granted("ns/e", 4, Reason.LOWEST_FREE));
  }

  @Test
  void auto_whenAddressIsHeldByTheLedger_getsAnother() {
    SubnetState state = state().withHeld(RangeSet.of(new IpRange(ip(3), ip(5))));
    assertThat(state.decide(Request.auto("ns/a")))
        .isEqualTo(granted("ns/a", 6, Reason.LOWEST_FREE));
    assertThat(refused(state.decide(named("ns/a", 4))).reason()).isEqualTo(Refusal.NAMED_IN_USE);
    assertThat(state.withHeld(RangeSet.empty()).decide(Request.auto("ns/a")))
        .isEqualTo(granted("ns/a", 3, Reason.LOWEST_FREE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/31",
        "10.0.0.9/32",
        "2001:db8::/127",
        "2001:db8::9/128",
        "10.0.0.0/30",
        "2001:db8::/126",
        "255.255.255.252/30",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffc/126"
      })
  void auto_whenNetworkIsSmall_givesEveryCandidate(String cidr) {
    SubnetState state = SubnetState.of(SubnetRules.of(IpPrefix.parse(cidr)), List.of());
    RangeSet given = RangeSet.empty();
    int pod = 0;
    while (state.decide(Request.auto("ns/" + pod++)) instanceof Granted next) {
      given = given.with(next.lease().address());
      state = state.with(next.lease());
    }
    assertThat(given).isEqualTo(state.rules().candidates());
    assertThat(state.usedCount()).isEqualTo(given.addressCount().intValueExact());
  }

  /** The last address of an IPv6 network is usable; the reference leaves it out. */
  @Test
  void named_whenLastOfAnIpv6Network_getsIt() {
    IpPrefix prefix = IpPrefix.parse("2001:db8::/64");
    Request request = new Request("ns/a", null, List.of(prefix.last()), List.of(), false);
    assertThat(SubnetState.of(SubnetRules.of(prefix), List.of()).decide(request))
        .isEqualTo(new Granted(new Lease("ns/a", prefix.last(), null), Reason.NAMED));
  }

  /** Neither a prefix of 2^98 addresses nor 20,000 leases make a decision slow. */
  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/8", "2001:db8::/64", "2001:db8::/30", "10.0.0.0/16"})
  void auto_whenNetworkIsLarge_takesLogarithmicTime(String cidr) {
    SubnetRules rules = SubnetRules.of(IpPrefix.parse(cidr));
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          SubnetState state = SubnetState.of(rules, List.of());
          for (int i = 0; i < 20_000; i++) {
            Granted next = (Granted) state.decide(Request.auto("ns/pod-" + i));
            state = state.with(next.lease());
          }
          for (int i = 0; i < 20_000; i += 2) { // now every second address is free
            state = state.without("ns/pod-" + i);
          }
          Granted next = (Granted) state.decide(Request.auto("ns/next"));
          assertThat(next.lease().address()).isEqualTo(rules.prefix().network().next());
        });
  }

  // ---- specific

  @Test
  void named_whenSeveral_getsTheFirstThatIsFree() {
    assertThat(state(lease("ns/a", 5)).decide(named("ns/b", 5, 4, 3)))
        .isEqualTo(granted("ns/b", 4, Reason.NAMED));
  }

  /** The reference checks the cidr in the webhook alone, which may be down. */
  @Test
  void named_whenOutsideTheCidr_isRefused() {
    Refused refused = refused(state().decide(named("ns/a", 9, 256)));
    assertThat(refused.reason()).isEqualTo(Refusal.NAMED_NOT_IN_SUBNET);
    assertThat(refused.reason().clearedByRelease()).isFalse();
    assertThat(refused.message())
        .contains("10.0.0.9 lies outside 10.0.0.0/29")
        .contains("10.0.1.0 lies outside 10.0.0.0/29");
    assertThat(state().decide(named("ns/a", 9, 4))).isEqualTo(granted("ns/a", 4, Reason.NAMED));
  }

  @Test
  void named_whenNoHostMayHaveIt_isRefused() {
    Refused refused = refused(state().decide(named("ns/a", 0, 1, 7)));
    assertThat(refused.reason()).isEqualTo(Refusal.NAMED_NOT_IN_SUBNET);
    assertThat(refused.message())
        .contains("10.0.0.0 is the network address of 10.0.0.0/29")
        .contains("10.0.0.1 is the gateway")
        .contains("10.0.0.7 is the broadcast address of 10.0.0.0/29");
  }

  @Test
  void named_whenOutsideTheRanges_isRefused() {
    SubnetRules rules =
        new SubnetRules(RULES.prefix(), null, RangeSet.of(new IpRange(ip(4), ip(5))), Map.of());
    SubnetState state = SubnetState.of(rules, List.of());
    Refused refused = refused(state.decide(named("ns/a", 3)));
    assertThat(refused.reason()).isEqualTo(Refusal.NAMED_NOT_IN_SUBNET);
    assertThat(refused.message()).contains("10.0.0.3 lies outside the ranges 10.0.0.4-10.0.0.5");
    assertThat(state.decide(named("ns/a", 3, 5))).isEqualTo(granted("ns/a", 5, Reason.NAMED));
  }

  @Test
  void named_whenOfTheOtherFamily_isRefused() {
    Request request =
        new Request("ns/a", null, List.of(IpAddress.parse("::a00:4")), List.of(), false);
    assertThat(refused(state().decide(request)).reason()).isEqualTo(Refusal.NAMED_NOT_IN_SUBNET);
  }

  @Test
  void named_whenInUse_saysByWhom() {
    Refused refused = refused(state(lease("ns/a", 4)).decide(named("ns/b", 4)));
    assertThat(refused.reason()).isEqualTo(Refusal.NAMED_IN_USE);
    assertThat(refused.reason().clearedByRelease()).isTrue();
    assertThat(refused.message()).contains("10.0.0.4 is in use by ns/a");
  }

  @Test
  void named_whenReservedForAnother_saysForWhom() {
    Refused refused = refused(state().decide(request("ns/a", WEB, List.of(), 2)));
    assertThat(refused.reason()).isEqualTo(Refusal.NAMED_RESERVED);
    assertThat(refused.message()).contains("10.0.0.2 is reserved for " + DATABASE);
    assertThat(state().decide(request("ns/a", DATABASE, List.of(), 2)))
        .isEqualTo(granted("ns/a", 2, Reason.NAMED));
    SubnetState two =
        state().withRules(RULES.withReservations(Map.of(DATABASE, ips(2), WEB, ips(3))));
    assertThat(refused(two.decide(named("ns/a", 2, 3))).message())
        .contains("10.0.0.2 is reserved for " + DATABASE)
        .contains("10.0.0.3 is reserved for " + WEB);
  }

  @Test
  void named_whenVeryMany_showsTheFirstInTheMessage() {
    int[] last = new int[1000];
    Arrays.setAll(last, i -> 256 + i);
    assertThat(refused(state().decide(named("ns/a", last))).message())
        .contains("and 992 more")
        .hasSizeLessThan(1000);
  }

  // ---- what the owner has already

  @Test
  void holder_whenItsAddressFits_keepsIt() {
    SubnetState state = state(lease("ns/a", 5));
    assertThat(state.decide(Request.auto("ns/a"))).isEqualTo(new Kept(lease("ns/a", 5)));
    assertThat(state.decide(named("ns/a", 3, 5))).isEqualTo(new Kept(lease("ns/a", 5)));
  }

  @Test
  void holder_whenItsWishChangesBeforeItIsAttached_getsAnotherAndGivesItsOwnBack() {
    SubnetState state = state(lease("ns/a", 5));
    Granted granted = (Granted) state.decide(named("ns/a", 4));
    assertThat(granted).isEqualTo(granted("ns/a", 4, Reason.NAMED));
    SubnetState next = state.with(granted.lease());
    assertThat(next.used()).isEqualTo(RangeSet.of(IpRange.of(ip(4))));
    assertThat(next.owner(ip(5))).isEmpty();
  }

  @Test
  void holder_whenItsAddressNoLongerFits_getsAnother() {
    SubnetState state = state(lease("ns/a", 5), lease("ns/b", 2));
    SubnetRules narrow =
        new SubnetRules(RULES.prefix(), ip(1), RangeSet.of(new IpRange(ip(3), ip(4))), Map.of());
    assertThat(state.withRules(narrow).decide(Request.auto("ns/a")))
        .isEqualTo(granted("ns/a", 3, Reason.LOWEST_FREE));
    assertThat(state.decide(Request.auto("ns/b"))) // reserved since
        .isEqualTo(granted("ns/b", 3, Reason.LOWEST_FREE));
  }

  @Test
  void holder_whenAttached_keepsWhatItsInterfaceHas() {
    SubnetState state = state(lease("ns/a", 5), lease("ns/far", 99));
    assertThat(state.decide(attached(named("ns/a", 4)))).isEqualTo(new Kept(lease("ns/a", 5)));
    assertThat(state.decide(attached(Request.auto("ns/far"))))
        .isEqualTo(new Kept(lease("ns/far", 99)));
    assertThat(state.decide(attached(request("ns/a", null, List.of(new MacAddress(0)), 5))))
        .isEqualTo(new Kept(lease("ns/a", 5)));
  }

  @Test
  void holder_whenAnotherHasTheSameAddress_getsAnotherUnlessAttached() {
    SubnetState state = state(lease("ns/a", 5), lease("ns/b", 5));
    assertThat(state.decide(Request.auto("ns/b")))
        .isEqualTo(granted("ns/b", 3, Reason.LOWEST_FREE));
    assertThat(state.decide(attached(Request.auto("ns/b")))).isEqualTo(new Kept(lease("ns/b", 5)));
    assertThat(state.decide(Request.auto("ns/a")))
        .isEqualTo(granted("ns/a", 3, Reason.LOWEST_FREE));
  }

  @Test
  void holder_whenOthersShareAHigherAddress_keepsItsOwn() {
    SubnetState state = state(lease("ns/c", 3), lease("ns/a", 5), lease("ns/b", 5));
    assertThat(state.decide(Request.auto("ns/c"))).isEqualTo(new Kept(lease("ns/c", 3)));
  }
}
