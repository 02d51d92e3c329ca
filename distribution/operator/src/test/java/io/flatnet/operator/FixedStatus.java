package io.flatnet.operator;

import io.flatnet.controllers.ControllerStatus;
import io.flatnet.ipam.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A status as a test wants it. */
record FixedStatus(
    boolean isLeading,
    List<String> missing,
    List<String> missingOptional,
    Optional<String> fault,
    Map<String, Integer> queueDepths,
    Optional<Set<String>> subnets,
    Map<String, Decision.Counts> pools)
    implements ControllerStatus {
  /** A leader without subnets. */
  static final FixedStatus LEADER =
      new FixedStatus(
          true, List.of(), List.of(), Optional.empty(), Map.of(), Optional.of(Set.of()), Map.of());

  FixedStatus standingBy() {
    return new FixedStatus(false, missing, missingOptional, fault, queueDepths, subnets, pools);
  }

  FixedStatus without(List<String> needed, List<String> optional) {
    return new FixedStatus(isLeading, needed, optional, fault, queueDepths, subnets, pools);
  }

  FixedStatus broken(String why) {
    return new FixedStatus(
        isLeading, missing, missingOptional, Optional.of(why), queueDepths, subnets, pools);
  }

  FixedStatus queue(String name, int depth) {
    return new FixedStatus(
        isLeading, missing, missingOptional, fault, Map.of(name, depth), subnets, pools);
  }

  FixedStatus pool(String subnet, Decision.Counts counts) {
    return new FixedStatus(
        isLeading,
        missing,
        missingOptional,
        fault,
        queueDepths,
        Optional.of(Set.of(subnet)),
        Map.of(subnet, counts));
  }

  FixedStatus unsynced() {
    return new FixedStatus(
        isLeading, missing, missingOptional, fault, queueDepths, Optional.empty(), pools);
  }
}
