package com.example.addresses;

import io.flatnet.ipam.Decision;
import io.flatnet.ipam.Demand;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.LedgerFormatException;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.Outcome;
import io.flatnet.ipam.Pools;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.Request;
import io.flatnet.ipam.Strategy;
import io.flatnet.ipam.SubnetCheck;
import io.flatnet.ipam.SubnetDraft;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.SubnetState;
import io.flatnet.ipam.WishCheck;
import io.flatnet.ipam.WishClaims;
import io.flatnet.ipam.WishDraft;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** The recipes of docs/embed-ipam-core.md: each prints what the page shows below it. */
final class Recipes {
  private Recipes() {}

  static void ipv6(PrintStream out) {
    // @start region="ipv6"
    SubnetRules rules = SubnetRules.of(IpPrefix.parse("2001:db8::/64"));
    SubnetState state = SubnetState.of(rules, List.of());
    out.println(state.decide(Request.auto("ann")));
    out.println(state.candidates().addressCount() + " addresses");
    // @end
  }

  static void reservations(PrintStream out) {
    // @start region="reservations"
    Map<String, RangeSet> reservations =
        Map.of("Deployment/lab/db", RangeSet.of(IpRange.of(IpAddress.parse("10.0.0.1"))));
    SubnetRules rules =
        SubnetRules.of(IpPrefix.parse("10.0.0.0/29")).withReservations(reservations);
    SubnetState state = SubnetState.of(rules, List.of());
    out.println(state.decide(Request.auto("lab/web-1")));
    out.println(state.decide(Request.auto("lab/db-1").withWorkload("Deployment/lab/db")));
    // @end
  }

  static void named(PrintStream out) {
    // @start region="named"
    SubnetState state =
        SubnetState.of(SubnetRules.of(IpPrefix.parse("10.0.0.0/24")), List.of())
            .with(new Lease("lab/old", IpAddress.parse("10.0.0.20"), null));
    Request wish =
        Request.auto("lab/new")
            .withAddresses(List.of(IpAddress.parse("10.0.0.20"), IpAddress.parse("10.0.0.21")))
            .withMacs(
                List.of(
                    MacAddress.parse("02-00-0A-00-00-14"), MacAddress.parse("02-00-0A-00-00-15")));
    out.println(state.decide(wish));
    // @end
  }

  static void sticky(PrintStream out) {
    // @start region="sticky"
    Instant now = Instant.parse("2027-01-01T00:00:00Z");
    SubnetRules rules =
        SubnetRules.of(IpPrefix.parse("10.0.0.0/29")).withCoolDown(Duration.ofMinutes(10));
    Request db = Request.auto("lab/db-0").withIdentity("StatefulSet/lab/db-0");
    SubnetState state =
        SubnetState.of(rules, List.of())
            .decideAll(List.of(db, Request.auto("lab/web-1")))
            .after()
            .released("lab/db-0", now)
            .released("lab/web-1", now);
    out.println(state.decide(Request.auto("lab/web-2").withNow(now.plusSeconds(60))));
    out.println(state.decide(Request.auto("lab/web-2").withNow(now.plusSeconds(600))));
    out.println(state.decide(db.withNow(now.plusSeconds(60))));
    // @end
  }

  static void pools(PrintStream out) {
    // @start region="pools"
    SubnetState small = SubnetState.of(SubnetRules.of(IpPrefix.parse("10.0.0.0/30")), List.of());
    SubnetState large = SubnetState.of(SubnetRules.of(IpPrefix.parse("10.0.1.0/24")), List.of());
    SubnetState six = SubnetState.of(SubnetRules.of(IpPrefix.parse("2001:db8::/64")), List.of());
    Pools pools = Pools.of(Map.of("small", small, "large", large, "six", six));
    for (String owner : List.of("ann", "bob", "eve")) {
      Demand demand = Demand.of(owner, Demand.Leg.of("small", "large"), Demand.Leg.of("six"));
      switch (pools.decide(demand)) {
        case Outcome.Placed placed -> {
          placed.placements().forEach(each -> out.println(owner + " " + each.lease().address()));
          pools = pools.with(placed, Instant.EPOCH);
        }
        case Outcome.Unplaced unplaced -> out.println(unplaced.message());
      }
    }
    // @end
  }

  static void strategy(PrintStream out) {
    // @start region="strategy"
    SubnetRules rules =
        SubnetRules.of(IpPrefix.parse("10.0.0.0/24"))
            .withExcluded(RangeSet.of(IpPrefix.parse("10.0.0.0/28").range()))
            .withStrategy(new Strategy.NextAfterLast());
    List<Request> requests = List.of(Request.auto("ann"), Request.auto("bob"));
    SubnetState state = SubnetState.of(rules, List.of()).decideAll(requests).after();
    out.println(state.without("ann").decide(Request.auto("eve")));
    out.println(state);
    // @end
  }

  static void wishes(PrintStream out) {
    // @start region="wishes"
    SubnetRules rules = SubnetRules.of(IpPrefix.parse("10.0.0.0/24"));
    WishDraft draft = new WishDraft("ip", "10.0.0.7-10.0.0.07", "mac", "01:00:5e:00:00:01");
    WishCheck.check(draft, rules, WishClaims.none()).forEach(out::println);
    // @end
  }

  static void findings(PrintStream out) {
    // @start region="findings"
    SubnetDraft draft =
        new SubnetDraft(
            "lab",
            "macvlan",
            "eth0",
            4095,
            "10.0.0.0/24",
            "l2",
            null,
            "10.0.1.1",
            List.of(),
            List.of());
    SubnetCheck.check(draft, List.of()).forEach(out::println);
    // @end
  }

  static void threads(PrintStream out) {
    // @start region="threads"
    SubnetRules rules = SubnetRules.of(IpPrefix.parse("10.0.0.0/24"));
    SubnetState before = SubnetState.of(rules, List.of());
    AtomicReference<SubnetState> current = new AtomicReference<>(before);
    IntStream.range(0, 100)
        .mapToObj(i -> Request.auto("pod-" + i))
        .parallel()
        .forEach(
            request ->
                current.updateAndGet(
                    state ->
                        state.decide(request) instanceof Decision.Granted granted
                            ? state.with(granted.lease())
                            : state));
    out.println(before.used() + " before, " + current.get().used() + " now");
    // @end
  }

  static void ledger(PrintStream out) {
    // @start region="ledger"
    SubnetRules rules = SubnetRules.of(IpPrefix.parse("10.0.0.0/24"));
    try {
      RangeSet used = LedgerCodec.decode("v1;4:gYCAUAA");
      SubnetState state = SubnetState.of(rules, List.of()).withHeld(used);
      out.println(used + " is used, so " + state.decide(Request.auto("ann")));
      LedgerCodec.decode("v2;4:gYCAUAA");
    } catch (LedgerFormatException e) {
      out.println(e.getMessage());
    }
    // @end
  }
}
