package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.Decision.Granted;
import io.flatnet.ipam.Decision.Kept;
import io.flatnet.ipam.Decision.Reason;
import io.flatnet.ipam.Decision.Refusal;
import io.flatnet.ipam.Decision.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Addresses that rest, identities that get theirs back, and ordinals. */
final class CoolDownTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String SET_0 = "StatefulSet/ns/set-0";

  /** 10.0.0.1 to .6. */
  private static final SubnetRules RULES =
      SubnetRules.of(IpPrefix.parse("10.0.0.0/29")).withCoolDown(MINUTE);

  private static IpAddress ip(int last) {
    return IpAddress.ofIpv4(0x0a00_0000 + last);
  }

  private static Lease lease(String owner, int last) {
    return new Lease(owner, ip(last), null);
  }

  private static Lease sticky(String owner, int last) {
    return new Lease(owner, ip(last), null, SET_0);
  }

  private static SubnetState state(Lease... leases) {
    return SubnetState.of(RULES, Arrays.asList(leases));
  }

  private static Request auto(String owner, int secondsAfterNoon) {
    return Request.auto(owner).withNow(NOON.plusSeconds(secondsAfterNoon));
  }

  private static Request named(String owner, Integer... last) {
    return auto(owner, 0).withAddresses(Arrays.stream(last).map(CoolDownTest::ip).toList());
  }

  @Test
  void released_whenItRests_isNotGivenUntilTheEnd() {
    SubnetState state = state(lease("ns/a", 1)).released("ns/a", NOON);
    assertThat(state.resting()).isEqualTo(Map.of(ip(1), NOON.plus(MINUTE)));
    assertThat(state.used().isEmpty()).isTrue();
    assertThat(state.decide(auto("ns/b", 59)))
        .isEqualTo(new Granted(lease("ns/b", 2), Reason.LOWEST_FREE));
    assertThat(state.decide(auto("ns/b", 60)))
        .isEqualTo(new Granted(lease("ns/b", 1), Reason.LOWEST_FREE));
    assertThat(state.awake(NOON.plusSeconds(60)).resting()).isEmpty();
    assertThat(state.awake(NOON.plusSeconds(59))).isEqualTo(state);
  }

  @Test
  void without_givesBackAtOnce() {
    assertThat(state(lease("ns/a", 1)).without("ns/a")).isEqualTo(state().withLast(ip(1)));
  }

  @Test
  void with_whenTheOwnerMoves_letsItsOldAddressRest() {
    SubnetState state = state(lease("ns/a", 1));
    assertThat(state.with(lease("ns/a", 2), NOON).resting()).containsOnlyKeys(ip(1));
    assertThat(state.with(lease("ns/a", 2)).resting()).isEmpty();
    assertThat(state.with(new Lease("ns/a", ip(1), new MacAddress(2)), NOON).resting()).isEmpty();
  }

  @Test
  void released_whenAnotherHoldsItOrItIsNoCandidate_doesNotRest() {
    SubnetState state = state(lease("ns/a", 1), lease("ns/b", 1), lease("ns/c", 0));
    assertThat(state.released("ns/a", NOON).resting()).isEmpty();
    assertThat(state.released("ns/c", NOON).resting()).isEmpty();
    assertThat(state.released("ns/none", NOON)).isSameAs(state);
  }

  @Test
  void auto_whenAllThatIsLeftRests_getsTheOneWhoseRestEndsFirst() {
    SubnetState state = state();
    for (int i = 1; i <= 6; i++) {
      state = state.with(lease("ns/" + i, i));
    }
    state =
        state
            .released("ns/2", NOON.minusSeconds(5))
            .released("ns/4", NOON.minusSeconds(9))
            .released("ns/5", NOON.minusSeconds(9));
    assertThat(state.counts().cooling()).isEqualTo(3);
    assertThat(state.decide(auto("ns/new", 0)))
        .isEqualTo(new Granted(lease("ns/new", 4), Reason.RESTED_EARLY));
    SubnetState full = state.with(lease("ns/x", 2)).with(lease("ns/y", 4)).with(lease("ns/z", 5));
    assertThat(full.resting()).isEmpty();
    assertThat(full.decide(auto("ns/new", 0)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains("6 used, 0 reserved, 0 excluded, 0 cooling"));
  }

  @Test
  void auto_whenAReservedAddressRests_isOnlyForItsWorkload() {
    String web = "Deployment/ns/web";
    SubnetRules rules =
        new SubnetRules(
                IpPrefix.parse("10.0.0.0/30"),
                ip(2),
                RangeSet.empty(),
                Map.of(web, RangeSet.of(IpRange.of(ip(1)))))
            .withCoolDown(MINUTE);
    SubnetState state = SubnetState.of(rules, List.of(lease("ns/web", 1))).released("ns/web", NOON);
    assertThat(state.decide(auto("ns/other", 0)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Refusal.EXHAUSTED);
              assertThat(refused.message()).contains("0 used, 1 reserved, 0 excluded, 1 cooling");
            });
    assertThat(state.decide(auto("ns/web-2", 0).withWorkload(web)))
        .isEqualTo(new Granted(lease("ns/web-2", 1), Reason.RESTED_EARLY));
    assertThat(state.decide(auto("ns/web-2", 60).withWorkload(web)))
        .isEqualTo(new Granted(lease("ns/web-2", 1), Reason.LOWEST_FREE));
  }

  /** Reserved and other addresses wake in the order in which their rests end. */
  @Test
  void awake_whenReservedAndOtherAddressesRest_wakesThoseThatAreDue() {
    String web = "Deployment/ns/web";
    SubnetState state =
        SubnetState.of(
                RULES.withReservations(Map.of(web, RangeSet.of(new IpRange(ip(1), ip(2))))),
                List.of())
            .withResting(
                Map.of(
                    ip(1), NOON.plusSeconds(1),
                    ip(3), NOON.plusSeconds(2),
                    ip(2), NOON.plusSeconds(3),
                    ip(4), NOON.plusSeconds(4)));
    assertThat(state.awake(NOON).resting()).hasSize(4);
    assertThat(state.awake(NOON.plusSeconds(1)).resting()).containsOnlyKeys(ip(2), ip(3), ip(4));
    assertThat(state.awake(NOON.plusSeconds(2)).resting()).containsOnlyKeys(ip(2), ip(4));
    assertThat(state.awake(NOON.plusSeconds(3)).resting()).containsOnlyKeys(ip(4));
    assertThat(state.awake(NOON.plusSeconds(4)).resting()).isEmpty();
    SubnetState full = state.withHeld(RangeSet.of(new IpRange(ip(5), ip(6))));
    assertThat(full.decide(auto("ns/web", 0).withWorkload(web)))
        .isEqualTo(new Granted(lease("ns/web", 1), Reason.RESTED_EARLY));
    assertThat(full.with(lease("ns/x", 1)).decide(auto("ns/web", 0).withWorkload(web)))
        .isEqualTo(new Granted(lease("ns/web", 3), Reason.RESTED_EARLY));
  }

  @Test
  void named_whenTheFirstRests_getsAnotherThatDoesNot() {
    SubnetState state = state(lease("ns/a", 1)).released("ns/a", NOON);
    assertThat(state.decide(named("ns/b", 1, 3)))
        .isEqualTo(new Granted(lease("ns/b", 3), Reason.NAMED));
    assertThat(state.with(lease("ns/c", 3)).decide(named("ns/b", 1, 3)))
        .isEqualTo(new Granted(lease("ns/b", 1), Reason.RESTED_EARLY));
  }

  @Test
  void sticky_whenItsAddressRests_getsItBack() {
    SubnetState state = state(sticky("ns/set-0", 3)).released("ns/set-0", NOON);
    assertThat(state.decide(auto("ns/set-0", 1).withIdentity(SET_0)))
        .isEqualTo(new Granted(sticky("ns/set-0", 3), Reason.STICKY));
    assertThat(state.decide(named("ns/set-0", 3, 1).withIdentity(SET_0)))
        .isEqualTo(new Granted(sticky("ns/set-0", 3), Reason.NAMED));
    assertThat(state.decide(auto("ns/set-0", 1)))
        .isEqualTo(new Granted(lease("ns/set-0", 1), Reason.LOWEST_FREE));
  }

  @Test
  void sticky_whenItIsForgottenOrGivenAway_getsAny() {
    SubnetState state = state(sticky("ns/set-0", 3)).without("ns/set-0");
    Request back = auto("ns/set-0", 0).withIdentity(SET_0);
    assertThat(state.remembered()).isEqualTo(Map.of(SET_0, ip(3)));
    assertThat(state.forget(SET_0).decide(back))
        .isEqualTo(new Granted(sticky("ns/set-0", 1), Reason.LOWEST_FREE));
    SubnetState given = state.with(lease("ns/other", 3)).without("ns/other");
    assertThat(given.remembered()).isEmpty();
    assertThat(given.decide(back))
        .isEqualTo(new Granted(sticky("ns/set-0", 1), Reason.LOWEST_FREE));
  }

  @Test
  void sticky_whenItsAddressIsNoCandidateOrReserved_getsAny() {
    SubnetState state = state(sticky("ns/set-0", 3)).without("ns/set-0");
    Request back = auto("ns/set-0", 0).withIdentity(SET_0);
    RangeSet three = RangeSet.of(IpRange.of(ip(3)));
    Granted any = new Granted(sticky("ns/set-0", 1), Reason.LOWEST_FREE);
    assertThat(state.withRules(RULES.withExcluded(three)).decide(back)).isEqualTo(any);
    assertThat(state.withRules(RULES.withReservations(Map.of("w", three))).decide(back))
        .isEqualTo(any);
    assertThat(state.withRules(RULES).decide(back))
        .isEqualTo(new Granted(sticky("ns/set-0", 3), Reason.STICKY));
  }

  @Test
  void holder_whenOnlyItsIdentityIsNew_keepsItsAddress() {
    SubnetState state = state(lease("ns/set-0", 3));
    assertThat(state.decide(auto("ns/set-0", 0).withIdentity(SET_0)))
        .isEqualTo(new Granted(sticky("ns/set-0", 3), Reason.OTHER_IDENTITY));
    SubnetState known = state.with(sticky("ns/set-0", 3));
    assertThat(known.decide(auto("ns/set-0", 0).withIdentity(SET_0)))
        .isEqualTo(new Kept(sticky("ns/set-0", 3)));
    assertThat(known.remembered()).isEqualTo(Map.of(SET_0, ip(3)));
  }

  @Test
  void ordinal_getsTheAddressAndTheMacAtItsPlace() {
    MacAddress zero = new MacAddress(0x10);
    MacAddress one = new MacAddress(0x12);
    Request request = named("ns/set-1", 5, 3).withOrdinal(1);
    assertThat(state().decide(request))
        .isEqualTo(new Granted(lease("ns/set-1", 3), Reason.ORDINAL));
    assertThat(state().decide(request.withMacs(List.of(zero, one))))
        .isEqualTo(new Granted(new Lease("ns/set-1", ip(3), one), Reason.ORDINAL));
    assertThat(state().decide(request.withMacs(List.of(zero))))
        .isEqualTo(new Granted(new Lease("ns/set-1", ip(3), zero), Reason.ORDINAL));
    assertThat(state(lease("ns/set-1", 5)).decide(request))
        .isEqualTo(new Granted(lease("ns/set-1", 3), Reason.ORDINAL));
    assertThat(state(lease("ns/set-1", 3)).decide(request))
        .isEqualTo(new Kept(lease("ns/set-1", 3)));
    assertThat(state(lease("ns/a", 3)).released("ns/a", NOON).decide(request))
        .isEqualTo(new Granted(lease("ns/set-1", 3), Reason.RESTED_EARLY));
  }

  @Test
  void ordinal_whenItsAddressIsInUse_isRefusedThoughOthersAreFree() {
    Decision decision = state(lease("ns/a", 3)).decide(named("ns/set-1", 5, 3).withOrdinal(1));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Refusal.NAMED_IN_USE);
              assertThat(refused.message())
                  .contains(
                      "the address at its ordinal must be free, got 10.0.0.3 is in use by ns/a")
                  .doesNotContain("10.0.0.5");
            });
  }

  @Test
  void ordinal_whenTheListIsTooShort_isRefused() {
    Decision decision = state().decide(named("ns/set-2", 5, 3).withOrdinal(2));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Refusal.ORDINAL_BEYOND_LIST);
              assertThat(refused.reason().clearedByRelease()).isFalse();
              assertThat(refused.message()).contains("got 2 addresses for ordinal 2");
            });
    assertThat(state().decide(auto("ns/set-2", 0).withOrdinal(2)))
        .isEqualTo(new Granted(lease("ns/set-2", 1), Reason.LOWEST_FREE));
  }

  @Test
  void coolDown_whenItReachesBeyondTime_endsWithIt() {
    SubnetRules rules = RULES.withCoolDown(Duration.ofSeconds(Long.MAX_VALUE));
    SubnetState state =
        SubnetState.of(rules, List.of(lease("ns/a", 1))).released("ns/a", Instant.MAX);
    assertThat(state.resting()).isEqualTo(Map.of(ip(1), Instant.MAX));
    assertThat(state.decide(auto("ns/b", 0)))
        .isEqualTo(new Granted(lease("ns/b", 2), Reason.LOWEST_FREE));
  }

  @Test
  void values_whenTheyAreBad_throw() {
    assertThatThrownBy(() -> RULES.withCoolDown(Duration.ofNanos(-1)))
        .hasMessageContaining("must not be negative, got PT-0.000000001S");
    assertThatThrownBy(() -> auto("ns/a", 0).withIdentity(""))
        .hasMessageContaining("identity must be named");
    assertThatThrownBy(() -> new Lease("ns/a", ip(1), null, ""))
        .hasMessageContaining("identity must be named");
    assertThatThrownBy(() -> auto("ns/a", 0).withOrdinal(-1))
        .hasMessageContaining("0 or more, got -1");
  }
}
