package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The leases of a subnet by owner, by address and by MAC. Immutable; an update is O(log n).
 *
 * @param byAddress of the leases of one address, the one whose owner comes first
 * @param shared the leases of those addresses that several owners hold
 */
record Leases(
    HashTrie<String, Lease> byOwner,
    HashTrie<IpAddress, Lease> byAddress,
    PersistentMap<Claim<IpAddress>, Lease> shared,
    PersistentMap<Claim<MacAddress>, Lease> byMac) {
  static final Leases NONE =
      new Leases(
          HashTrie.empty(Lease::owner),
          HashTrie.empty(Lease::address),
          PersistentMap.empty(),
          PersistentMap.empty());

  /** An address or MAC and who has it: sorts those that claim the same thing side by side. */
  record Claim<T extends Comparable<T>>(T value, String owner) implements Comparable<Claim<T>> {
    @Override
    public int compareTo(Claim<T> other) {
      int byValue = value.compareTo(other.value);
      return byValue != 0 ? byValue : owner.compareTo(other.owner);
    }
  }

  /**
   * The leases, or null if two are of one owner. O(n log n), without the garbage of single updates.
   */
  static @Nullable Leases of(Collection<Lease> leases) {
    HashTrie<String, Lease> byOwner = HashTrie.of(leases, Lease::owner);
    if (byOwner.size() < leases.size()) {
      return null;
    }
    HashTrie<IpAddress, Lease> byAddress = HashTrie.of(leases, Lease::address);
    PersistentMap<Claim<IpAddress>, Lease> shared = PersistentMap.empty();
    PersistentMap<Claim<MacAddress>, Lease> byMac = PersistentMap.empty();
    boolean unshared = byAddress.size() == leases.size();
    for (Lease lease : leases) {
      Lease first = unshared ? lease : byAddress.get(lease.address());
      if (first != null && !first.equals(lease)) {
        shared = shared.with(claim(first), first).with(claim(lease), lease);
        byAddress = byAddress.with(firstOf(first, lease));
      }
      if (lease.mac() != null) {
        byMac = byMac.with(new Claim<>(lease.mac(), lease.owner()), lease);
      }
    }
    return new Leases(byOwner, byAddress, shared, byMac);
  }

  private static Claim<IpAddress> claim(Lease lease) {
    return new Claim<>(lease.address(), lease.owner());
  }

  private static Lease firstOf(Lease one, Lease other) {
    return one.owner().compareTo(other.owner()) < 0 ? one : other;
  }

  /** How many addresses are leased. */
  int addressCount() {
    return byAddress.size();
  }

  boolean has(IpAddress address) {
    return byAddress.get(address) != null;
  }

  /** Who holds the address, other than this owner; null when nobody does. */
  @Nullable String otherHolder(IpAddress address, String owner) {
    Lease lease = byAddress.get(address);
    if (lease == null || !lease.owner().equals(owner)) {
      return lease == null ? null : lease.owner();
    }
    Lease next = shared.ceiling(new Claim<>(address, after(owner)));
    return next != null && next.address().equals(address) ? next.owner() : null;
  }

  /** Who has the MAC, other than this owner; null when nobody has. */
  @Nullable String otherHolder(MacAddress mac, String owner) {
    Lease lease = byMac.ceiling(new Claim<>(mac, ""));
    if (lease != null && lease.owner().equals(owner)) {
      lease = byMac.ceiling(new Claim<>(mac, after(owner)));
    }
    return lease != null && mac.equals(lease.mac()) ? lease.owner() : null;
  }

  /** The string that comes next in the order of strings. */
  private static String after(String owner) {
    return owner + '\0';
  }

  /** These and the lease of an owner who has none. */
  Leases with(Lease lease) {
    IpAddress address = lease.address();
    Lease other = byAddress.get(address);
    return new Leases(
        byOwner.with(lease),
        byAddress.with(other == null ? lease : firstOf(other, lease)),
        other == null ? shared : shared.with(claim(other), other).with(claim(lease), lease),
        lease.mac() == null ? byMac : byMac.with(new Claim<>(lease.mac(), lease.owner()), lease));
  }

  /** These without a lease that is among them. */
  Leases without(Lease lease) {
    IpAddress address = lease.address();
    PersistentMap<Claim<IpAddress>, Lease> rest = shared.without(claim(lease));
    Lease first = rest == shared ? null : rest.ceiling(new Claim<>(address, ""));
    return new Leases(
        byOwner.without(lease.owner()),
        first == null ? byAddress.without(address) : byAddress.with(first),
        first == null ? shared : withoutSingle(rest, first),
        lease.mac() == null ? byMac : byMac.without(new Claim<>(lease.mac(), lease.owner())));
  }

  /** Takes out the first lease of an address if there is no second. */
  private static PersistentMap<Claim<IpAddress>, Lease> withoutSingle(
      PersistentMap<Claim<IpAddress>, Lease> shared, Lease first) {
    Lease second = shared.ceiling(new Claim<>(first.address(), after(first.owner())));
    return second != null && second.address().equals(first.address())
        ? shared
        : shared.without(claim(first));
  }

  /** In the order of owners. O(n log n). */
  List<Lease> sorted() {
    List<Lease> sorted = byOwner.values();
    sorted.sort(Comparator.comparing(Lease::owner));
    return Collections.unmodifiableList(sorted);
  }

  /** By address, for addresses that several owners hold. O(n) in the number of such leases. */
  Map<IpAddress, List<Lease>> duplicates() {
    Map<IpAddress, List<Lease>> duplicates = new TreeMap<>();
    for (Lease lease : shared.values()) {
      duplicates.computeIfAbsent(lease.address(), _ -> new ArrayList<>()).add(lease);
    }
    return Collections.unmodifiableMap(duplicates);
  }

  /** The MACs of all leases, ascending. */
  Set<MacAddress> macs() {
    Set<MacAddress> macs = new LinkedHashSet<>();
    for (Lease lease : byMac.values()) {
      if (lease.mac() != null) {
        macs.add(lease.mac());
      }
    }
    return Collections.unmodifiableSet(macs);
  }
}
