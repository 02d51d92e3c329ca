package io.flatnet.ipam;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A subnet's rules, who holds what in it, and the decisions that follow.
 *
 * <p>Immutable and safe for use by many threads: {@link #with} and {@link #without} make the next
 * state in O(log n) and share the rest. A decision costs O(log n) too, whatever the size of the
 * network; a request that names addresses adds O(log n) for each.
 *
 * <p>A state can be made of leases that contradict each other (two owners of one address) or the
 * rules (an address outside the network): such leases are kept and shown, and never made.
 */
public final class SubnetState {
  private final AddressPool pool;
  private final PersistentMap<String, Lease> byOwner;
  private final PersistentMap<Claim<IpAddress>, Lease> byAddress;
  private final PersistentMap<Claim<MacAddress>, Lease> byMac;
  private final RangeSet held;
  private final RangeSet used;
  private final RangeSet open;
  private final int leasedCount; // distinct addresses
  private final BigInteger heldCount;

  /** An address or MAC and who has it: sorts those that claim the same thing side by side. */
  private record Claim<T extends Comparable<T>>(T value, String owner)
      implements Comparable<Claim<T>> {
    @Override
    public int compareTo(Claim<T> other) {
      int byValue = value.compareTo(other.value);
      return byValue != 0 ? byValue : owner.compareTo(other.owner);
    }
  }

  private SubnetState(
      AddressPool pool,
      PersistentMap<String, Lease> byOwner,
      PersistentMap<Claim<IpAddress>, Lease> byAddress,
      PersistentMap<Claim<MacAddress>, Lease> byMac,
      RangeSet held,
      RangeSet used,
      RangeSet open,
      int leasedCount,
      BigInteger heldCount) {
    this.pool = pool;
    this.byOwner = byOwner;
    this.byAddress = byAddress;
    this.byMac = byMac;
    this.held = held;
    this.used = used;
    this.open = open;
    this.leasedCount = leasedCount;
    this.heldCount = heldCount;
  }

  /**
   * The state of a subnet whose addresses are held as the leases say. Of two leases of one owner
   * the later counts.
   */
  public static SubnetState of(SubnetRules rules, Collection<Lease> leases) {
    AddressPool pool = AddressPool.of(rules);
    SubnetState state =
        new SubnetState(
            pool,
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            RangeSet.empty(),
            RangeSet.empty(),
            pool.unreserved(),
            0,
            BigInteger.ZERO);
    for (Lease lease : leases) {
      state = state.with(lease);
    }
    return state;
  }

  /** The rules that this state was made with. */
  public SubnetRules rules() {
    return pool.rules();
  }

  /** The addresses that pods may get, free or not: {@link SubnetRules#candidates()}. O(1). */
  public RangeSet candidates() {
    return pool.candidates();
  }

  /** What the owner holds. O(log n). */
  public Optional<Lease> lease(String owner) {
    return Optional.ofNullable(byOwner.get(owner));
  }

  /** All leases in the order of their owners: a view that cannot be changed. */
  public Collection<Lease> leases() {
    return byOwner.values();
  }

  /** Who holds the address; of several, the first in the order of names. O(log n). */
  public Optional<String> owner(IpAddress address) {
    Lease lease = byAddress.ceiling(new Claim<>(address, ""));
    return lease != null && lease.address().equals(address)
        ? Optional.of(lease.owner())
        : Optional.empty();
  }

  /** The leases of addresses that more than one owner holds, by address. O(n). */
  public Map<IpAddress, List<Lease>> duplicates() {
    Map<IpAddress, List<Lease>> duplicates = new TreeMap<>();
    Lease previous = null;
    for (Lease lease : byAddress.values()) {
      if (previous != null && previous.address().equals(lease.address())) {
        List<Lease> sharing =
            duplicates.computeIfAbsent(lease.address(), address -> new ArrayList<>());
        if (sharing.isEmpty()) {
          sharing.add(previous);
        }
        sharing.add(lease);
      }
      previous = lease;
    }
    return Collections.unmodifiableMap(duplicates);
  }

  /** The addresses in use: those of the leases and those that are {@link #held}. O(1). */
  public RangeSet used() {
    return used;
  }

  /** How many addresses are in {@link #used}, at most {@link Integer#MAX_VALUE}. O(1). */
  public int usedCount() {
    return heldCount
        .add(BigInteger.valueOf(leasedCount))
        .min(BigInteger.valueOf(Integer.MAX_VALUE))
        .intValue();
  }

  /** The MACs of the leases. O(n). */
  public Set<MacAddress> macs() {
    Set<MacAddress> macs = new LinkedHashSet<>();
    for (Lease lease : byMac.values()) {
      if (lease.mac() != null) {
        macs.add(lease.mac());
      }
    }
    return Collections.unmodifiableSet(macs);
  }

  /** Addresses that the ledger says are in use, of which no lease is known. O(1). */
  public RangeSet held() {
    return held;
  }

  /** How full the subnet is. O(1). */
  public Decision.Counts counts() {
    return new Decision.Counts(pool.size(), usedCount(), pool.reservedCount());
  }

  /** This state with the owner's lease being this one, whatever it was. O(log n). */
  public SubnetState with(Lease lease) {
    if (lease.equals(byOwner.get(lease.owner()))) {
      return this;
    }
    SubnetState rest = without(lease.owner());
    IpAddress address = lease.address();
    MacAddress mac = lease.mac();
    boolean known = rest.held.contains(address);
    boolean shared = rest.used.contains(address) && !known;
    return new SubnetState(
        pool,
        rest.byOwner.with(lease.owner(), lease),
        rest.byAddress.with(new Claim<>(address, lease.owner()), lease),
        mac == null ? rest.byMac : rest.byMac.with(new Claim<>(mac, lease.owner()), lease),
        rest.held.without(address),
        rest.used.with(address),
        rest.open.without(address),
        shared ? rest.leasedCount : rest.leasedCount + 1,
        known ? rest.heldCount.subtract(BigInteger.ONE) : rest.heldCount);
  }

  /** This state after the owner has given its address back. O(log n). */
  public SubnetState without(String owner) {
    Lease lease = byOwner.get(owner);
    if (lease == null) {
      return this;
    }
    IpAddress address = lease.address();
    MacAddress mac = lease.mac();
    PersistentMap<Claim<IpAddress>, Lease> rest = byAddress.without(new Claim<>(address, owner));
    Lease next = rest.ceiling(new Claim<>(address, ""));
    boolean shared = next != null && next.address().equals(address);
    return new SubnetState(
        pool,
        byOwner.without(owner),
        rest,
        mac == null ? byMac : byMac.without(new Claim<>(mac, owner)),
        held,
        shared ? used : used.without(address),
        shared || !pool.unreserved().contains(address) ? open : open.with(address),
        shared ? leasedCount : leasedCount - 1,
        heldCount);
  }

  /** This state under other rules: nobody loses an address. O(n). */
  public SubnetState withRules(SubnetRules rules) {
    AddressPool newPool = AddressPool.of(rules);
    return new SubnetState(
        newPool,
        byOwner,
        byAddress,
        byMac,
        held,
        used,
        newPool.unreserved().minus(used),
        leasedCount,
        heldCount);
  }

  /**
   * This state with these addresses held in place of those that were: they count as used and are
   * granted to nobody. Addresses of leases are left out. O(n), so change many at once.
   */
  public SubnetState withHeld(RangeSet addresses) {
    RangeSet freed = held.minus(addresses);
    RangeSet added = addresses.minus(held).minus(used);
    return new SubnetState(
        pool,
        byOwner,
        byAddress,
        byMac,
        held.minus(freed).union(added),
        used.minus(freed).union(added),
        open.minus(added).union(freed.intersection(pool.unreserved())),
        leasedCount,
        heldCount.subtract(freed.addressCount()).add(added.addressCount()));
  }

  /** What the request gets. A pure function: the state stays as it is. */
  public Decision decide(Request request) {
    return new Allocation(this, request).decide();
  }

  /** Why no pod may have the address whatever is free, or null when it is a candidate. */
  @Nullable String whyNotCandidate(IpAddress address) {
    return pool.candidates().contains(address) ? null : pool.rules().whyExcluded(address);
  }

  /** Who has the address, for a message; null when nobody has it. */
  @Nullable String user(IpAddress address) {
    if (!used.contains(address)) {
      return null;
    }
    return owner(address).orElse("an owner that is not known yet");
  }

  /** Whom the address is reserved for when that is not the given workload, else null. */
  @Nullable String reservedForOther(IpAddress address, @Nullable String workload) {
    if (!pool.reserved().contains(address) || pool.reservedFor(workload).contains(address)) {
      return null;
    }
    return pool.workloadOf(address);
  }

  /** The lowest address that the workload's pods may get now. */
  Optional<IpAddress> lowestFree(@Nullable String workload) {
    Optional<IpAddress> own = pool.reservedFor(workload).lowestNotIn(used);
    Optional<IpAddress> any = open.lowest();
    return own.isPresent() && (any.isEmpty() || own.get().compareTo(any.get()) < 0) ? own : any;
  }

  /** Who has the MAC, or null when nobody has. */
  @Nullable String user(MacAddress mac) {
    Lease lease = byMac.ceiling(new Claim<>(mac, ""));
    return lease != null && mac.equals(lease.mac()) ? lease.owner() : null;
  }
}
