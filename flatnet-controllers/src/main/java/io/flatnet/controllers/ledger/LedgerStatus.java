package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.api.Phase;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes a subnet's status. Pure; what is not the ledger's, {@code reservedIP} among it, stays:
 * that is {@link ReservationBook}'s.
 */
final class LedgerStatus {
  /** How many ranges {@code usedIP} shows. */
  static final int SHOWN_RANGES = 1024;

  private LedgerStatus() {}

  /**
   * The status of a subnet in this state.
   *
   * @param heldMacs MACs that no lease has and somebody may yet publish
   * @param fault why the ledger that is there cannot be read: it is then left as it is
   */
  static FlatNetworkSubnetStatus of(
      FlatNetworkSubnetStatus old,
      SubnetState state,
      Set<MacAddress> heldMacs,
      Assessment assessment,
      @Nullable String fault) {
    String failure = fault != null ? fault : assessment.failure();
    FlatNetworkSubnetStatus judged =
        old.withPhase((failure == null ? Phase.ACTIVE : Phase.FAILED).wire())
            .withFailureMessage(failure);
    if (fault != null) {
      return judged;
    }
    IpAddress gateway = state.rules().gateway();
    RangeSet shown = gateway == null ? state.used() : state.used().with(gateway);
    boolean truncated = shown.rangeCount() > SHOWN_RANGES;
    return judged
        .withGateway(gateway == null ? null : gateway.toString())
        .withUsedIP(ranges(shown))
        .withUsedIPTruncated(truncated ? Boolean.TRUE : null)
        .withUsedIPCount(state.usedCount())
        .withUsedMac(macs(state, heldMacs))
        .withLedger(LedgerCodec.encode(state.used()));
  }

  private static List<String> macs(SubnetState state, Set<MacAddress> held) {
    SortedSet<MacAddress> all = new TreeSet<>(state.macs());
    all.addAll(held);
    return all.stream().map(MacAddress::toString).toList();
  }

  private static List<IpRangeSpec> ranges(RangeSet addresses) {
    List<IpRangeSpec> ranges = new ArrayList<>();
    for (IpRange range : addresses) {
      if (ranges.size() == SHOWN_RANGES) {
        break;
      }
      ranges.add(
          IpRangeSpec.builder().from(range.from().toString()).to(range.to().toString()).build());
    }
    return ranges;
  }
}
