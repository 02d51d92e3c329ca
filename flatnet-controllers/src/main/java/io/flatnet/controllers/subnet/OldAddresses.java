package io.flatnet.controllers.subnet;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.api.macvlan.MacvlanIP;
import io.flatnet.api.macvlan.MacvlanSubnet;
import io.flatnet.controllers.cache.CacheIndex;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that pods of the old system have: as long as there is a MacvlanIP, nobody else gets
 * its address on the same master and VLAN, so that old and new pods live side by side. Of a
 * MacvlanIP whose MacvlanSubnet is gone, the FlatNetworkSubnet of that name counts.
 *
 * <p>Safe for use by many threads.
 */
public final class OldAddresses {
  private static final CacheIndex<MacvlanIP> BY_SUBNET =
      new CacheIndex<>(
          "macvlan-subnet", ip -> Objects.requireNonNullElse(ip.spec().getSubnet(), ""));

  private final ObservedCache<MacvlanSubnet> subnets;
  private final ObservedCache<MacvlanIP> addresses;

  /**
   * The addresses that these caches know; they are not filled yet, and count as filled where the
   * cluster has no such resource.
   */
  public OldAddresses(ObservedCache<MacvlanSubnet> subnets, ObservedCache<MacvlanIP> addresses) {
    this.subnets = subnets;
    this.addresses = addresses;
    addresses.keep(BY_SUBNET);
  }

  /** The old subnets. */
  public ObservedCache<MacvlanSubnet> subnets() {
    return subnets;
  }

  /** The old pods' addresses. */
  public ObservedCache<MacvlanIP> addresses() {
    return addresses;
  }

  /** What of a subnet's network pods of the old system have. Cost: as many as there are of it. */
  public RangeSet inUse(FlatNetworkSubnet subnet) {
    @Nullable IpPrefix prefix = prefix(subnet);
    if (prefix == null) {
      return RangeSet.empty();
    }
    List<IpRange> taken = new ArrayList<>();
    for (String name : oldNames(subnet)) {
      for (MacvlanIP ip : addresses.having(BY_SUBNET, name)) {
        address(ip).filter(prefix::contains).map(IpRange::of).ifPresent(taken::add);
      }
    }
    return RangeSet.copyOf(taken);
  }

  private static @Nullable IpPrefix prefix(FlatNetworkSubnet subnet) {
    try {
      return IpPrefix.parse(Objects.requireNonNullElse(subnet.spec().getCidr(), ""));
    } catch (AddressFormatException _) {
      return null; // it gives nothing anyway
    }
  }

  private Set<String> oldNames(FlatNetworkSubnet subnet) {
    Set<String> names = new TreeSet<>();
    String own = Objects.requireNonNullElse(subnet.getMetadata().getName(), "");
    if (subnets.get(new ObjectKey(Macvlan.NAMESPACE, own)).isEmpty()) {
      names.add(own);
    }
    for (MacvlanSubnet old : subnets.inNamespace(Macvlan.NAMESPACE)) {
      if (isOnLinkOf(old, subnet)) {
        names.add(Objects.requireNonNullElse(old.getMetadata().getName(), ""));
      }
    }
    return names;
  }

  /** Whether an old subnet has the master and VLAN of one. */
  static boolean isOnLinkOf(MacvlanSubnet old, FlatNetworkSubnet subnet) {
    return Objects.equals(old.spec().getMaster(), subnet.spec().getMaster())
        && Objects.requireNonNullElse(old.spec().getVlan(), 0)
            .equals(Objects.requireNonNullElse(subnet.spec().getVlan(), 0));
  }

  /** Whether what becomes of an old pod's address may matter to a subnet. */
  public boolean concerns(MacvlanIP ip, FlatNetworkSubnet subnet) {
    return oldNames(subnet).contains(Objects.requireNonNullElse(ip.spec().getSubnet(), ""));
  }

  /** The address of {@code 10.0.0.5/24}; empty when there is none that can be read. */
  static Optional<IpAddress> address(MacvlanIP ip) {
    String cidr = Objects.requireNonNullElse(ip.spec().getCidr(), "").strip();
    int slash = cidr.indexOf('/');
    try {
      return Optional.of(IpAddress.parse(slash < 0 ? cidr : cidr.substring(0, slash)));
    } catch (AddressFormatException _) {
      return Optional.empty(); // no pod has it on its interface
    }
  }
}
