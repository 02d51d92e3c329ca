package io.flatnet.ipam;

import io.flatnet.ipam.Decision.Granted;
import io.flatnet.ipam.Decision.Kept;
import io.flatnet.ipam.Decision.Reason;
import io.flatnet.ipam.Decision.Refusal;
import io.flatnet.ipam.Decision.Refused;
import io.flatnet.ipam.Outcome.Placed;
import io.flatnet.ipam.Outcome.Placement;
import io.flatnet.ipam.Outcome.Unplaced;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Several subnets by name, in which one decision gives an owner an address of each of several legs
 * or none at all: IPv4 and IPv6 together, each with pools to fall back on.
 *
 * <p>Of the pools of a leg, the first will do of those that can do best: the one in which the owner
 * keeps its address, one that has its identity's last address, one with a free address, one whose
 * addresses rest. Where MACs are wished, all legs get the same, since they are on one interface:
 * the one that the owner has, else the first of the list that every leg can have.
 *
 * <p>Immutable and safe for use by many threads. A decision costs O(log n) for each pool of each
 * leg, times the MACs tried; an update O(p log n) for p pools.
 */
public final class Pools {
  private static final int KEEPS = 0;
  private static final int STICKY = 1;
  private static final int FREE = 2;
  private static final int EARLY = 3;
  private static final int NOTHING = 4;
  private static final int ANY_MAC = -1;

  private final SortedMap<String, SubnetState> states;

  private Pools(SortedMap<String, SubnetState> states) {
    this.states = Collections.unmodifiableSortedMap(states);
  }

  /** These subnets by their names. */
  public static Pools of(Map<String, SubnetState> states) {
    return new Pools(new TreeMap<>(states));
  }

  /** The subnets by name: a map that cannot be changed. */
  public SortedMap<String, SubnetState> states() {
    return states;
  }

  /**
   * One of the subnets.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public SubnetState state(String pool) {
    SubnetState state = states.get(pool);
    if (state == null) {
      throw new IllegalArgumentException("cannot find pool \"" + pool + "\": " + unknown(pool));
    }
    return state;
  }

  private String unknown(String pool) {
    return "it must be one of "
        + Shown.items(List.copyOf(states.keySet()))
        + ", got \""
        + pool
        + "\"; name one of these, or add it";
  }

  /** These pools with another state of one of them, or with one more. */
  public Pools with(String pool, SubnetState state) {
    SortedMap<String, SubnetState> next = new TreeMap<>(states);
    next.put(pool, state);
    return new Pools(next);
  }

  /**
   * These pools after the owner got what was placed: whatever else it holds in any pool is given
   * back, as with {@link SubnetState#released}.
   */
  public Pools with(Placed placed, Instant now) {
    Map<String, Lease> leases = new LinkedHashMap<>();
    placed.placements().forEach(placement -> leases.put(placement.pool(), placement.lease()));
    SortedMap<String, SubnetState> next = new TreeMap<>(states);
    next.replaceAll(
        (pool, state) -> {
          Lease lease = leases.get(pool);
          return lease == null ? state.released(placed.owner(), now) : state.with(lease, now);
        });
    return new Pools(next);
  }

  /** These pools after the owner has given all back that it held, as its rules let it rest. */
  public Pools released(String owner, Instant now) {
    return with(new Placed(owner, List.of()), now);
  }

  /** What the demand gets. A pure function: the pools stay as they are. */
  public Outcome decide(Demand demand) {
    List<Placement> held = held(demand.request().owner());
    if (demand.request().attached() && !held.isEmpty()) {
      return new Placed(demand.request().owner(), held);
    }
    Unplaced refusal = null;
    for (int place : places(demand, held)) {
      Outcome outcome = decide(demand, place);
      if (outcome instanceof Unplaced unplaced) {
        refusal = refusal == null || isAboutMac(refusal) ? unplaced : refusal;
      } else {
        return outcome;
      }
    }
    return refusal == null ? decide(demand, ANY_MAC) : refusal;
  }

  private static boolean isAboutMac(Unplaced unplaced) {
    return unplaced.pools().values().stream()
        .anyMatch(refused -> refused.reason() == Refusal.MAC_IN_USE);
  }

  private List<Placement> held(String owner) {
    List<Placement> held = new ArrayList<>();
    states.forEach(
        (pool, state) ->
            state
                .lease(owner)
                .ifPresent(lease -> held.add(new Placement(pool, lease, new Kept(lease)))));
    return held;
  }

  /** The places of the MACs to try, in that order; none where no MAC is wished, or none usable. */
  private static List<Integer> places(Demand demand, List<Placement> held) {
    List<MacAddress> macs = demand.request().macs();
    if (macs.stream().anyMatch(mac -> mac.isMulticast() || mac.isZero())) {
      return List.of();
    }
    if (demand.hasMacOfOrdinal()) {
      int ordinal = demand.request().ordinal().orElse(0);
      return ordinal < macs.size() ? List.of(ordinal) : List.of();
    }
    List<Integer> places = new ArrayList<>();
    for (Placement placement : held) {
      MacAddress own = placement.lease().mac();
      int place = own == null ? -1 : macs.indexOf(own);
      if (place >= 0 && !places.contains(place)) {
        places.add(place);
      }
    }
    for (int place = 0; place < macs.size(); place++) {
      if (!places.contains(place)) {
        places.add(place);
      }
    }
    return places;
  }

  private Outcome decide(Demand demand, int place) {
    List<Placement> placements = new ArrayList<>();
    for (int i = 0; i < demand.legs().size(); i++) {
      Demand.Leg leg = demand.legs().get(i);
      Request request = place == ANY_MAC ? demand.of(leg) : demand.of(leg, place);
      Map<String, Refused> refusals = new LinkedHashMap<>();
      Placement best = best(leg, request, refusals);
      if (best == null) {
        return unplaced(request.owner(), i, refusals);
      }
      placements.add(best);
    }
    return new Placed(demand.request().owner(), placements);
  }

  private @Nullable Placement best(Demand.Leg leg, Request request, Map<String, Refused> refusals) {
    Placement best = null;
    int bestRank = NOTHING;
    for (String pool : leg.pools()) {
      Optional<Lease> current =
          Optional.ofNullable(states.get(pool)).flatMap(state -> state.lease(request.owner()));
      Decision decision = decide(pool, request);
      int rank = rank(decision, current);
      if (rank < bestRank) {
        best = placement(pool, decision);
        bestRank = rank;
      }
      if (decision instanceof Refused refused) {
        refusals.put(pool, refused);
      }
    }
    return best;
  }

  private Decision decide(String pool, Request request) {
    SubnetState state = states.get(pool);
    return state != null
        ? state.decide(request)
        : new Refused(
            Refusal.NO_SUCH_POOL,
            new Decision.Counts(BigInteger.ZERO, 0, BigInteger.ZERO),
            "cannot give an address of pool \""
                + pool
                + "\" to \""
                + request.owner()
                + "\": "
                + unknown(pool));
  }

  private static int rank(Decision decision, Optional<Lease> current) {
    return switch (decision) {
      case Kept _ -> KEEPS;
      case Granted(Lease lease, Reason reason) -> {
        if (current.isPresent() && current.get().address().equals(lease.address())) {
          yield KEEPS;
        }
        yield reason == Reason.STICKY ? STICKY : reason == Reason.RESTED_EARLY ? EARLY : FREE;
      }
      case Refused _ -> NOTHING;
    };
  }

  private static @Nullable Placement placement(String pool, Decision decision) {
    return switch (decision) {
      case Kept(Lease lease) -> new Placement(pool, lease, decision);
      case Granted(Lease lease, Reason _) -> new Placement(pool, lease, decision);
      case Refused _ -> null;
    };
  }

  private static Unplaced unplaced(String owner, int leg, Map<String, Refused> refusals) {
    List<String> said = new ArrayList<>();
    refusals.forEach((pool, refused) -> said.add(pool + ": " + refused.message()));
    return new Unplaced(
        leg,
        refusals,
        "cannot give \""
            + owner
            + "\" an address for each of its legs: leg "
            + leg
            + " has none, so none gets one; "
            + String.join("; ", said.subList(0, Math.min(said.size(), 8))));
  }
}
