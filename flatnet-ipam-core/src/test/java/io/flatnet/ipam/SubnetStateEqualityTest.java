package io.flatnet.ipam;

import static io.flatnet.ipam.DatabaseSubnet.DATABASE;
import static io.flatnet.ipam.DatabaseSubnet.MAC_1;
import static io.flatnet.ipam.DatabaseSubnet.MAC_2;
import static io.flatnet.ipam.DatabaseSubnet.WEB;
import static io.flatnet.ipam.DatabaseSubnet.ip;
import static io.flatnet.ipam.DatabaseSubnet.ips;
import static io.flatnet.ipam.DatabaseSubnet.lease;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two states are equal when their content is, however they came by it. */
final class SubnetStateEqualityTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String WEB_0 = "StatefulSet/ns/web-0";

  /** A state that has something of everything. */
  private static final SubnetState WHOLE =
      SubnetState.of(
              new SubnetRules(
                      IpPrefix.parse("10.0.0.0/28"),
                      ip(1),
                      RangeSet.of(new IpRange(ip(1), ip(12))),
                      Map.of(DATABASE, ips(2)))
                  .withExcluded(ips(3))
                  .withCoolDown(Duration.ofMinutes(1)),
              List.of(new Lease("ns/a", ip(4), MAC_1, WEB_0), lease("ns/b", 5)))
          .withHeld(ips(6))
          .withResting(Map.of(ip(7), NOON))
          .withLast(ip(5));

  /** The whole state, and others each of which differs from it in one thing. */
  private static Map<String, SubnetState> variants() {
    SubnetRules rules = WHOLE.rules();
    Map<String, SubnetState> variants = new LinkedHashMap<>();
    variants.put("none", WHOLE);
    variants.put("prefix", WHOLE.withRules(prefixed(rules)));
    variants.put("gateway", WHOLE.withRules(routed(rules)));
    variants.put("ranges", WHOLE.withRules(ranged(rules)));
    variants.put("no reservation", WHOLE.withRules(rules.withReservations(Map.of())));
    variants.put("workload", WHOLE.withRules(rules.withReservations(Map.of(WEB, ips(2)))));
    variants.put("reserved", WHOLE.withRules(rules.withReservations(Map.of(DATABASE, ips(8)))));
    variants.put("excluded", WHOLE.withRules(rules.withExcluded(ips(8))));
    variants.put("strategy", WHOLE.withRules(rules.withStrategy(new Strategy.Random(1))));
    variants.put("seed", WHOLE.withRules(rules.withStrategy(new Strategy.Random(2))));
    variants.put("cool-down", WHOLE.withRules(rules.withCoolDown(Duration.ofMinutes(2))));
    variants.put("one lease less", WHOLE.without("ns/b"));
    variants.put("one lease more", like(lease("ns/c", 8)));
    variants.put("address", like(lease("ns/b", 8)));
    variants.put("owner", like(lease("ns/c", 5)).without("ns/b"));
    variants.put("mac", like(new Lease("ns/a", ip(4), MAC_2, WEB_0)));
    variants.put("no mac", like(new Lease("ns/a", ip(4), null, WEB_0)));
    variants.put("identity", like(new Lease("ns/a", ip(4), MAC_1)));
    variants.put("held", WHOLE.withHeld(ips(8)));
    variants.put("none held", WHOLE.withHeld(RangeSet.empty()));
    variants.put("resting", WHOLE.withResting(Map.of(ip(8), NOON)));
    variants.put("none resting", WHOLE.withResting(Map.of()));
    variants.put("end of a rest", WHOLE.withResting(Map.of(ip(7), NOON.plusNanos(1))));
    variants.put("remembered", WHOLE.withRemembered(Map.of(WEB_0, ip(8))));
    variants.put("none remembered", WHOLE.forget(WEB_0));
    variants.put("last", WHOLE.withLast(ip(4)));
    variants.put("no last", WHOLE.withLast(null));
    return variants;
  }

  private static SubnetState like(Lease lease) {
    return WHOLE.with(lease).withRemembered(WHOLE.remembered()).withLast(ip(5));
  }

  private static SubnetRules prefixed(SubnetRules rules) {
    return new SubnetRules(
        IpPrefix.parse("10.0.0.0/27"),
        rules.gateway(),
        rules.ranges(),
        rules.reservations(),
        rules.excluded(),
        rules.strategy(),
        rules.coolDown());
  }

  private static SubnetRules routed(SubnetRules rules) {
    return new SubnetRules(
        rules.prefix(),
        null,
        rules.ranges(),
        rules.reservations(),
        rules.excluded(),
        rules.strategy(),
        rules.coolDown());
  }

  private static SubnetRules ranged(SubnetRules rules) {
    return new SubnetRules(
        rules.prefix(),
        rules.gateway(),
        RangeSet.empty(),
        rules.reservations(),
        rules.excluded(),
        rules.strategy(),
        rules.coolDown());
  }

  @Test
  void equals_whenOneThingDiffers_isFalseBothWays() {
    Map<String, SubnetState> variants = variants();
    variants.forEach(
        (name, state) ->
            variants.forEach(
                (otherName, other) ->
                    assertThat(state.equals(other))
                        .as("%s and %s", name, otherName)
                        .isEqualTo(name.equals(otherName))));
    assertThat(WHOLE.equals(null)).isFalse();
    assertThat(WHOLE).isNotEqualTo(WHOLE.toString());
  }

  @Test
  void equals_whenMadeInOtherWays_isTrueWithOneHash() {
    SubnetRules rules = WHOLE.rules();
    SubnetState again =
        SubnetState.of(SubnetRules.of(rules.prefix()), List.of())
            .withRules(rules.withCoolDown(Duration.ZERO))
            .with(lease("ns/b", 8))
            .with(lease("ns/x", 6))
            .with(lease("ns/b", 5))
            .withHeld(ips(4, 6, 9))
            .with(new Lease("ns/a", ip(4), MAC_2))
            .with(new Lease("ns/a", ip(4), MAC_1, WEB_0))
            .without("ns/x")
            .withHeld(ips(6))
            .withRules(rules)
            .with(lease("ns/y", 7))
            .released("ns/y", NOON.minus(rules.coolDown()))
            .with(lease("ns/z", 8))
            .without("ns/z")
            .withLast(ip(5));
    assertThat(again).isEqualTo(WHOLE).hasSameHashCodeAs(WHOLE).isNotSameAs(WHOLE);
    assertThat(WHOLE).isEqualTo(again);
    assertThat(again.with(lease("ns/c", 9))).isNotEqualTo(WHOLE);
  }
}
