package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.LedgerFormatException;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.SubnetState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A subnet's addresses as they can be told from the API server alone: its ledger, and after that a
 * list of the FlatNetworkIPs.
 *
 * @param state the leases that FlatNetworkIPs publish; the ledger's other addresses are held
 * @param heldMacs the ledger's other MACs, which are held too
 * @param holders who has the leases, by owner
 * @param unsettled objects whose address somebody may yet publish: those whose interface does not
 *     exist. By owner, as they were listed
 * @param fault why the ledger cannot be read, or null
 */
record LedgerImage(
    SubnetState state,
    Set<MacAddress> heldMacs,
    Map<String, Holder> holders,
    Map<String, FlatNetworkIP> unsettled,
    @Nullable String fault) {

  /** Rules of a subnet whose own cannot be read: what is leased is known, nothing is given. */
  private static final SubnetRules NO_RULES =
      SubnetRules.of(new IpPrefix(IpAddress.lowest(IpFamily.IPV4), IpFamily.IPV4.bits()));

  /**
   * Reads the image.
   *
   * @param subnet the subnet, read <em>before</em> the list: an address that is in this ledger was
   *     committed for an object that existed before, so the list shows that object unless it is
   *     gone
   * @param rules what the subnet gives, or null when nobody can tell
   * @param all FlatNetworkIPs of all subnets, listed fresh
   */
  static LedgerImage read(
      FlatNetworkSubnet subnet, @Nullable SubnetRules rules, List<FlatNetworkIP> all) {
    Map<String, Lease> leases = new HashMap<>();
    Map<String, Holder> holders = new HashMap<>();
    Map<String, FlatNetworkIP> unsettled = new HashMap<>();
    String name = subnet.getMetadata().getName();
    Set<MacAddress> known = givenMacs(subnet);
    for (FlatNetworkIP ip : all) {
      if (name == null || !name.equals(ip.spec().getSubnet())) {
        continue;
      }
      if (!AddressObjects.isActive(ip)) {
        unsettled.put(ip.key(), ip);
      }
      if (AddressObjects.isHolding(ip)) {
        AddressObjects.claim(ip, known)
            .ifPresent(
                lease -> {
                  leases.put(lease.owner(), lease);
                  holders.put(lease.owner(), Holder.of(ip));
                });
      }
    }
    SubnetState claimed = SubnetState.of(effective(rules), leases.values());
    String text = subnet.status().getLedger();
    if (text == null || text.isEmpty()) {
      return new LedgerImage(
          claimed, Set.of(), holders, isLost(subnet) ? unsettled : Map.of(), null);
    }
    RangeSet written;
    try {
      written = LedgerCodec.decode(text);
    } catch (LedgerFormatException e) {
      return new LedgerImage(claimed, Set.of(), holders, Map.of(), String.valueOf(e.getMessage()));
    }
    RangeSet held = written.minus(claimed.used());
    Set<MacAddress> heldMacs = new HashSet<>(known);
    heldMacs.removeAll(claimed.macs());
    boolean isAnyHeld = !held.isEmpty() || !heldMacs.isEmpty();
    return new LedgerImage(
        claimed.withHeld(held), heldMacs, holders, isAnyHeld ? unsettled : Map.of(), null);
  }

  /**
   * Whether the subnet had a ledger and has none any more: it was brought back from an old copy.
   * Our finalizer is put on before the first address is given.
   */
  static boolean isLost(FlatNetworkSubnet subnet) {
    String text = subnet.status().getLedger();
    List<String> finalizers = subnet.getMetadata().getFinalizers();
    return (text == null || text.isEmpty())
        && finalizers != null
        && finalizers.contains(FlatNetwork.IN_USE_FINALIZER);
  }

  private static Set<MacAddress> givenMacs(FlatNetworkSubnet subnet) {
    List<String> texts = Objects.requireNonNullElse(subnet.status().getUsedMac(), List.of());
    return texts.stream()
        .map(AddressObjects::mac)
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  /** The image once nobody can publish anything any more that is not in it. */
  LedgerImage settled() {
    return new LedgerImage(state, Set.of(), holders, Map.of(), fault);
  }

  /** The rules, or rules that give nothing. */
  static SubnetRules effective(@Nullable SubnetRules rules) {
    return rules == null ? NO_RULES : rules;
  }
}
