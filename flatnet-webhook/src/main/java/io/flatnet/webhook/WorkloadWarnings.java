package io.flatnet.webhook;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.Phase;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.WishCheck;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is legal in a workload and yet perhaps not meant. Pure. */
final class WorkloadWarnings {
  private WorkloadWarnings() {}

  /**
   * All warnings of a legal wish.
   *
   * @param key the key of the workload's reservation
   * @param isNew whether the workload is only about to be made, and so has no pods
   */
  static List<Finding> of(Wisher wisher, String key, SubnetFacts facts, boolean isNew) {
    List<Finding> warnings = new ArrayList<>();
    SubnetRules rules = facts.rules();
    if (rules != null) {
      warnings.addAll(WishCheck.warnings(wisher.draft(), rules));
    }
    network(wisher).ifPresent(warnings::add);
    state(wisher, facts).ifPresent(warnings::add);
    room(wisher, key, facts, isNew).ifPresent(warnings::add);
    return warnings;
  }

  /** An address without an interface, or an interface without an address. */
  private static Optional<Finding> network(Wisher wisher) {
    if (!wisher.asksForAddress()) {
      return Optional.of(
          new Finding(
              wisher.draft().ipField(),
              "",
              "is empty, so that the pods get no address and their network cannot be set up",
              "write auto, or the addresses"));
    }
    return wisher.networks().isEmpty()
        ? Optional.of(
            new Finding(
                wisher.subnetField(),
                wisher.subnet(),
                "has no annotation "
                    + Annotations.NETWORKS
                    + " beside it, so that the pods get an address and no interface for it",
                "name the network " + FlatNetwork.NETWORK_NAME + " there"))
        : Optional.empty();
  }

  private static Optional<Finding> state(Wisher wisher, SubnetFacts facts) {
    boolean isGoing = facts.subnet().getMetadata().getDeletionTimestamp() != null;
    boolean isFailed =
        Phase.of(facts.subnet().status().getPhase()) == Phase.FAILED && facts.rules() != null;
    if (!isGoing && !isFailed) {
      return Optional.empty();
    }
    String state =
        isGoing
            ? "names a subnet that is being deleted and gives no addresses any more"
            : "names a subnet that gives no addresses now: "
                + Objects.requireNonNullElse(facts.subnet().status().getFailureMessage(), "Failed");
    return Optional.of(
        new Finding(
            wisher.subnetField(),
            wisher.subnet(),
            state,
            isGoing ? "name another" : "mend that subnet, or name another"));
  }

  /** More pods than addresses. */
  static Optional<Finding> room(Wisher wisher, String key, SubnetFacts facts, boolean isNew) {
    Long pods = wisher.pods();
    if (pods == null || facts.rules() == null || !wisher.asksForAddress()) {
      return Optional.empty();
    }
    return wisher.isSpecific()
        ? named(wisher, facts, pods)
        : any(wisher, pool(key, facts), isNew ? facts.used() : Optional.empty(), pods);
  }

  private static Optional<Finding> named(Wisher wisher, SubnetFacts facts, long pods) {
    BigInteger room = wisher.draft().addresses().intersection(facts.candidates()).addressCount();
    return isLess(room, pods)
        ? Optional.of(
            new Finding(
                wisher.draft().ipField(),
                Objects.requireNonNullElse(wisher.draft().ip(), ""),
                "names too few addresses that pods can have: " + room + " for " + pods + " pods",
                "name more addresses, or ask for fewer pods; those beyond wait"))
        : Optional.empty();
  }

  /** What the subnet has for the workload, in use or not. */
  private static RangeSet pool(String key, SubnetFacts facts) {
    RangeSet own = facts.reserved().getOrDefault(key, RangeSet.empty());
    return facts.candidates().minus(facts.reservations().all().minus(own));
  }

  private static Optional<Finding> any(
      Wisher wisher, RangeSet pool, Optional<RangeSet> used, long pods) {
    BigInteger room = pool.addressCount();
    if (isLess(room, pods)) {
      return Optional.of(tooSmall(wisher, "not reserved for others", room, pods));
    }
    BigInteger free = used.map(pool::minus).orElse(pool).addressCount();
    return isLess(free, pods)
        ? Optional.of(tooSmall(wisher, "free now", free, pods))
        : Optional.empty();
  }

  private static Finding tooSmall(Wisher wisher, String which, BigInteger room, long pods) {
    return new Finding(
        wisher.subnetField(),
        wisher.subnet(),
        "has too few addresses that are " + which + ": " + room + " for " + pods + " pods",
        "name a larger subnet, or ask for fewer pods; those beyond wait");
  }

  private static boolean isLess(BigInteger room, long pods) {
    return room.compareTo(BigInteger.valueOf(pods)) < 0;
  }
}
