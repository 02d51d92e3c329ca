package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.Decision.Granted;
import io.flatnet.ipam.Decision.Reason;
import io.flatnet.ipam.Decision.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which free address a request for any gets. */
final class StrategyTest {
  private static SubnetState state(String cidr, Strategy strategy) {
    return SubnetState.of(SubnetRules.of(IpPrefix.parse(cidr)).withStrategy(strategy), List.of());
  }

  private static Granted granted(SubnetState state, String owner) {
    return (Granted) state.decide(Request.auto(owner));
  }

  @Test
  void nextAfterLast_goesOnAndThenWraps() {
    SubnetState state = state("10.0.0.0/29", new Strategy.NextAfterLast());
    List<String> given = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Granted next = granted(state, "ns/" + i);
      assertThat(next.reason()).isEqualTo(Reason.NEXT_AFTER_LAST);
      given.add(next.lease().address().toString());
      state = state.with(next.lease());
      if (i != 1) { // the second stays
        state = state.without("ns/" + i);
      }
    }
    assertThat(given)
        .containsExactly(
            "10.0.0.1",
            "10.0.0.2",
            "10.0.0.3",
            "10.0.0.4",
            "10.0.0.5",
            "10.0.0.6",
            "10.0.0.1",
            "10.0.0.3",
            "10.0.0.4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"255.255.255.254/31", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", "::/127"})
  void nextAfterLast_whenAtTheEndOfItsFamily_wraps(String cidr) {
    SubnetState state = state(cidr, new Strategy.NextAfterLast());
    for (int i = 0; i < 3; i++) {
      Granted next = granted(state, "ns/a");
      IpPrefix prefix = state.rules().prefix();
      assertThat(next.lease().address()).isEqualTo(i == 1 ? prefix.last() : prefix.network());
      state = state.with(next.lease()).without("ns/a");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/28", "2001:db8::/124"})
  void random_givesEveryCandidateOnce(String cidr) {
    SubnetState state = state(cidr, new Strategy.Random(3));
    Set<IpAddress> given = new HashSet<>();
    while (state.decide(Request.auto("ns/" + given.size())) instanceof Granted next) {
      assertThat(given.add(next.lease().address())).isTrue();
      assertThat(next.reason()).isEqualTo(Reason.RANDOM);
      state = state.with(next.lease());
    }
    assertThat(RangeSet.copyOf(given.stream().map(IpRange::of).toList()))
        .isEqualTo(state.candidates());
  }

  @Test
  void random_isTheSameForTheSameAndAnotherForOthers() {
    Set<IpAddress> given = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      for (int pod = 0; pod < 10; pod++) {
        SubnetState state = state("2001:db8::/64", new Strategy.Random(seed));
        Granted once = granted(state, "ns/" + pod);
        assertThat(granted(state, "ns/" + pod)).isEqualTo(once);
        given.add(once.lease().address());
      }
    }
    assertThat(given).hasSize(100);
  }

  /** 16,000 owners over 16 addresses: each is the start of 1,000 give or take six deviations. */
  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.240/28", "2001:db8::/124", "2001:db8::/64"})
  void random_spreadsItsStartsEvenly(String cidr) {
    SubnetState state = state(cidr, new Strategy.Random(42));
    int[] counts = new int[16];
    for (int pod = 0; pod < 16_000; pod++) {
      IpAddress address = granted(state, "ns/pod-" + pod).lease().address();
      counts[(int) (cidr.endsWith("/64") ? address.low() >>> 60 : address.low() & 15)]++;
    }
    int candidates = cidr.endsWith("/28") ? 14 : cidr.endsWith("/124") ? 15 : 16;
    int each = 16_000 / candidates;
    assertThat(Arrays.stream(counts).filter(count -> count > 0))
        .hasSize(candidates)
        .allMatch(count -> Math.abs(count - each) < 6 * Math.sqrt(each));
  }

  @Test
  void any_whenThereIsNoCandidate_isRefused() {
    for (Strategy strategy :
        List.of(Strategy.LOWEST_FREE, new Strategy.NextAfterLast(), new Strategy.Random(1))) {
      SubnetState state = state("10.0.0.0/29", strategy);
      RangeSet all = RangeSet.of(state.rules().prefix().range());
      SubnetState none = state.withRules(state.rules().withExcluded(all));
      assertThat(none.decide(Request.auto("ns/a")))
          .isInstanceOfSatisfying(
              Refused.class,
              refused ->
                  assertThat(refused.message())
                      .contains("0 addresses for pods, 0 used, 0 reserved, 6 excluded"));
    }
  }

  @Test
  void excluded_isGivenToNobodyAndSaysSo() {
    SubnetState state = state("10.0.0.0/29", Strategy.LOWEST_FREE);
    IpAddress first = IpAddress.parse("10.0.0.1");
    SubnetState without =
        state.withRules(state.rules().withExcluded(RangeSet.of(IpRange.of(first))));
    assertThat(granted(without, "ns/a").lease().address()).hasToString("10.0.0.2");
    Decision named = without.decide(Request.auto("ns/a").withAddresses(List.of(first)));
    assertThat(named)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Decision.Refusal.NAMED_NOT_IN_SUBNET);
              assertThat(refused.message()).contains("10.0.0.1 is excluded");
            });
  }
}
