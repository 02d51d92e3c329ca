package io.flatnet.webhook;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.SubnetValues;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the wishes of workloads are held against: a subnet, parsed. Immutable.
 *
 * @param subnet the subnet
 * @param rules what it gives, without reservations; null when its spec or reservations cannot be
 *     read
 * @param fault why not
 * @param candidates the addresses for pods, reserved ones included
 * @param reservations who has reserved what
 * @param reserved the same by workload
 * @param used the addresses in use; empty when the subnet has no ledger that can be read
 * @param usedMacs the MACs that are given beside them; none without a ledger, as nobody then knows
 *     who wrote them
 */
record SubnetFacts(
    FlatNetworkSubnet subnet,
    @Nullable SubnetRules rules,
    String fault,
    RangeSet candidates,
    ReservationIndex reservations,
    Map<String, RangeSet> reserved,
    Optional<RangeSet> used,
    Set<MacAddress> usedMacs) {
  /** Parses a subnet. O(n log n) in its ranges and reservations. */
  static SubnetFacts of(FlatNetworkSubnet subnet) {
    List<Finding> shape = SubnetValues.shapeFindings(subnet);
    if (!shape.isEmpty()) {
      return unreadable(subnet, shape.getFirst().toString());
    }
    try {
      Map<String, RangeSet> reserved = SubnetValues.reservations(subnet.status());
      SubnetRules rules = SubnetValues.draft(subnet).toRules(Map.of());
      Optional<RangeSet> used = used(subnet);
      return new SubnetFacts(
          subnet,
          rules,
          "",
          rules.candidates(),
          ReservationIndex.of(reserved),
          reserved,
          used,
          used.isPresent() ? usedMacs(subnet) : Set.of());
    } catch (IllegalArgumentException e) {
      return unreadable(subnet, String.valueOf(e.getMessage()));
    }
  }

  private static SubnetFacts unreadable(FlatNetworkSubnet subnet, String fault) {
    return new SubnetFacts(
        subnet,
        null,
        fault,
        RangeSet.empty(),
        ReservationIndex.of(Map.of()),
        Map.of(),
        Optional.empty(),
        Set.of());
  }

  private static Set<MacAddress> usedMacs(FlatNetworkSubnet subnet) {
    List<String> texts = subnet.status().getUsedMac();
    Set<MacAddress> macs = new HashSet<>();
    for (String text : texts == null ? List.<String>of() : texts) {
      try {
        macs.add(MacAddress.parse(text));
      } catch (AddressFormatException _) {
        // holds nothing that anyone could ask for
      }
    }
    return Set.copyOf(macs);
  }

  private static Optional<RangeSet> used(FlatNetworkSubnet subnet) {
    String ledger = subnet.status().getLedger();
    if (ledger == null || ledger.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LedgerCodec.decode(ledger));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // the FlatNetworkIPs tell too, and the operator calls it Failed
    }
  }
}
