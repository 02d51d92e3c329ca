package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.api.SubnetValues;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.SubnetState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What workloads wish to have reserved in one subnet, and how the subnet's writer makes it so. Any
 * thread may {@link #wish} and ask {@link #concerns}; the rest is the writer's.
 *
 * <p>A wish is remembered until another one takes its place, so that it comes true also when the
 * subnet is made later, when its reservations are edited by somebody else, and when the elder
 * workload that has the address lets go of it. A workload without a wish keeps what is written.
 */
final class ReservationBook {
  private final String subnet;
  private final Map<String, RangeSet> wishes = new LinkedHashMap<>();

  // Only the writer.
  private final Map<String, Reservation> said = new HashMap<>();
  private final List<Reservation> toSay = new ArrayList<>();
  private boolean reopened = true;
  private @Nullable Plan open;

  /** What this batch decided, and on which wishes. */
  private record Plan(Map<String, RangeSet> wishes, ReservationPlan next, boolean changes) {}

  ReservationBook(String subnet) {
    this.subnet = subnet;
  }

  /**
   * Takes note of a wish.
   *
   * @return whether it is news
   */
  boolean wish(String workload, RangeSet addresses) {
    synchronized (wishes) {
      return !addresses.equals(wishes.put(workload, addresses));
    }
  }

  /** Whether a wish of the workload is known. */
  boolean concerns(String workload) {
    synchronized (wishes) {
      return wishes.containsKey(workload);
    }
  }

  /** The subnet was read: what is reserved there may be another. */
  void reopen() {
    reopened = true;
  }

  /** A batch begins. */
  void begin() {
    open = null;
  }

  /** There is no subnet, so there is nothing to end. */
  void forget() {
    synchronized (wishes) {
      wishes.values().removeIf(RangeSet::isEmpty);
    }
  }

  /**
   * Decides, when there is something to decide.
   *
   * @param rules the rules as they are written
   * @param news whether a wish arrived
   * @return rules with other reservations; empty when these stay
   */
  Optional<SubnetRules> plan(SubnetRules rules, boolean news) {
    if (!news && !reopened) {
      return Optional.empty();
    }
    Map<String, RangeSet> asked = snapshot();
    ReservationPlan next = ReservationPlan.of(rules.reservations(), asked);
    boolean changes = !next.reserved().equals(nonEmpty(rules.reservations()));
    open = new Plan(asked, next, changes);
    return changes ? Optional.of(rules.withReservations(next.reserved())) : Optional.empty();
  }

  /** The status with what was decided in this batch. */
  FlatNetworkSubnetStatus write(FlatNetworkSubnetStatus status) {
    if (open == null || !open.changes()) {
      return status;
    }
    Map<String, List<IpRangeSpec>> wire = new TreeMap<>();
    open.next().reserved().forEach((workload, set) -> wire.put(workload, SubnetValues.wire(set)));
    return status.withReservedIP(wire.isEmpty() ? null : wire);
  }

  /** What was decided in this batch is written. */
  void committed(SubnetState state) {
    if (open == null) {
      return;
    }
    Plan plan = open;
    open = null;
    reopened = false;
    said.keySet().retainAll(plan.wishes().keySet());
    plan.wishes()
        .forEach(
            (workload, wish) -> {
              Reservation result = result(workload, wish, plan.next(), state);
              if (!result.equals(said.put(workload, result))) {
                toSay.add(result);
              }
            });
    settle(plan.wishes());
  }

  /** What became of wishes since this was last asked. */
  List<Reservation> takeNews() {
    List<Reservation> news = List.copyOf(toSay);
    toSay.clear();
    return news;
  }

  private Reservation result(
      String workload, RangeSet wish, ReservationPlan plan, SubnetState state) {
    SortedMap<IpAddress, String> elders = new TreeMap<>();
    for (IpAddress address : plan.lost().getOrDefault(workload, RangeSet.empty()).addresses()) {
      plan.reserved().entrySet().stream()
          .filter(entry -> !entry.getKey().equals(workload) && entry.getValue().contains(address))
          .map(Map.Entry::getKey)
          .min(String::compareTo)
          .ifPresent(elder -> elders.put(address, elder));
    }
    SortedMap<IpAddress, String> holders = new TreeMap<>();
    for (IpAddress address : wish.addresses()) {
      state.owner(address).ifPresent(owner -> holders.put(address, owner));
    }
    RangeSet reserved = plan.reserved().getOrDefault(workload, RangeSet.empty());
    return new Reservation(subnet, workload, reserved, elders, holders);
  }

  private Map<String, RangeSet> snapshot() {
    synchronized (wishes) {
      return new LinkedHashMap<>(wishes);
    }
  }

  /** Forgets wishes for nothing, but for those of workloads that this batch knew nothing of. */
  private void settle(Map<String, RangeSet> written) {
    synchronized (wishes) {
      wishes
          .entrySet()
          .removeIf(wish -> wish.getValue().isEmpty() && written.containsKey(wish.getKey()));
    }
  }

  private static Map<String, RangeSet> nonEmpty(Map<String, RangeSet> reservations) {
    Map<String, RangeSet> some = new HashMap<>(reservations);
    some.values().removeIf(RangeSet::isEmpty);
    return some;
  }
}
