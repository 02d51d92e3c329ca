package io.flatnet.controllers.subnet;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.api.macvlan.MacvlanIP;
import io.flatnet.api.macvlan.MacvlanSubnet;
import io.flatnet.controllers.cache.CacheIndex;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

  private static final int SHOWN_HOLDERS = 3;

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

  /**
   * Which pods have addresses that an object of the subnet names, to be read after why it gets
   * nothing; empty when none has. Cost: as of {@link #inUse}.
   */
  String holders(FlatNetworkSubnet subnet, FlatNetworkIP asking) {
    Set<IpAddress> named = named(asking);
    if (named.isEmpty()) {
      return "";
    }
    Map<IpAddress, String> holders = new TreeMap<>();
    for (String name : oldNames(subnet)) {
      for (MacvlanIP ip : addresses.having(BY_SUBNET, name)) {
        address(ip)
            .filter(named::contains)
            .ifPresent(
                address -> holders.put(address, "\"" + ObjectKey.of(ip) + "\" has " + address));
      }
    }
    if (holders.isEmpty()) {
      return "";
    }
    int more = holders.size() - SHOWN_HOLDERS;
    return "; pods of the old system have them until they end: "
        + holders.values().stream().limit(SHOWN_HOLDERS).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static Set<IpAddress> named(FlatNetworkIP ip) {
    try {
      return new HashSet<>(AddressObjects.request(ip, null).addresses());
    } catch (AddressFormatException _) {
      return Set.of(); // that is why it gets nothing
    }
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
