package io.flatnet.ipam;

import io.flatnet.ipam.Rests.Rest;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
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
 *
 * <p>A state is its content: the {@link #rules}, {@link #leases}, {@link #held} addresses, those
 * that {@link #resting rest}, those that are {@link #remembered}, and the {@link #last} one given.
 * One that was advanced event by event equals one that was made of the same content.
 */
public final class SubnetState {
  private final Leases leases;
  private final RangeSet held;
  private final FreeSpace space;
  private final Rests rests;
  private final Memory memory;
  private final @Nullable IpAddress last;
  // What used() has worked out: a value that any thread may work out again.
  private @Nullable RangeSet used;

  private SubnetState(
      Leases leases,
      RangeSet held,
      FreeSpace space,
      Rests rests,
      Memory memory,
      @Nullable IpAddress last) {
    this.leases = leases;
    this.held = held;
    this.space = space;
    this.rests = rests;
    this.memory = memory;
    this.last = last;
  }

  /**
   * The state of a subnet whose addresses are held as the leases say: the one that {@link #with}
   * makes of them one after the other, in O(n log n). Of two leases of one owner the later counts,
   * and the last lease is the {@link #last} one given, so give them in the order in which they were
   * granted where the strategy is {@link Strategy.NextAfterLast}.
   */
  public static SubnetState of(SubnetRules rules, Collection<Lease> leases) {
    Leases all = Leases.of(leases);
    if (all == null) {
      return oneByOne(rules, leases);
    }
    Memory memory = Memory.NONE;
    IpAddress last = null;
    List<IpRange> taken = new ArrayList<>(leases.size());
    for (Lease lease : leases) {
      memory = memory.given(lease.address(), lease.identity());
      last = lease.address();
      taken.add(IpRange.of(last));
    }
    FreeSpace space = FreeSpace.of(AddressPool.of(rules), RangeSet.copyOf(taken));
    return new SubnetState(all, RangeSet.empty(), space, Rests.NONE, memory, last);
  }

  private static SubnetState oneByOne(SubnetRules rules, Collection<Lease> leases) {
    SubnetState state = of(rules, List.of());
    for (Lease lease : leases) {
      state = state.with(lease);
    }
    return state;
  }

  // ---- what is in it

  /** The rules that this state was made with. */
  public SubnetRules rules() {
    return space.pool().rules();
  }

  /** The addresses that pods may get, free or not: {@link SubnetRules#candidates()}. O(1). */
  public RangeSet candidates() {
    return space.pool().candidates();
  }

  /** What the owner holds. O(log n). */
  public Optional<Lease> lease(String owner) {
    return Optional.ofNullable(leases.byOwner().get(owner));
  }

  /** All leases in the order of their owners; the list cannot be changed. O(n log n). */
  public List<Lease> leases() {
    return leases.sorted();
  }

  /** How many leases there are. O(1). */
  public int leaseCount() {
    return leases.byOwner().size();
  }

  /** Who holds the address; of several, the first in the order of names. O(log n). */
  public Optional<String> owner(IpAddress address) {
    return Optional.ofNullable(leases.byAddress().get(address)).map(Lease::owner);
  }

  /** The leases of addresses that more than one owner holds, by address. O(n) in their number. */
  public Map<IpAddress, List<Lease>> duplicates() {
    return leases.duplicates();
  }

  /**
   * The addresses in use: those of the leases and those that are {@link #held}. O(n) in the number
   * of ranges when first asked of a state, and O(1) from then on.
   */
  public RangeSet used() {
    RangeSet known = used;
    if (known == null) {
      known = space.taken().minus(rests.addresses());
      used = known;
    }
    return known;
  }

  /** How many addresses are in {@link #used}, at most {@link Integer#MAX_VALUE}. O(1). */
  public int usedCount() {
    if (held.isEmpty()) {
      return leases.addressCount();
    }
    BigInteger count = held.addressCount().add(BigInteger.valueOf(leases.addressCount()));
    return count.min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
  }

  /** The MACs of the leases. O(n). */
  public Set<MacAddress> macs() {
    return leases.macs();
  }

  /** Addresses that the ledger says are in use, of which no lease is known. O(1). */
  public RangeSet held() {
    return held;
  }

  /**
   * The addresses that rest since they were given back, and until when: some of these instants may
   * have passed since the state was last {@link #awake}. O(n log n).
   */
  public SortedMap<IpAddress, Instant> resting() {
    return rests.toMap();
  }

  /** The address that each stable identity had last, or has. O(n log n). */
  public SortedMap<String, IpAddress> remembered() {
    return memory.toMap();
  }

  /** The address that was given last, whoever got it. O(1). */
  public Optional<IpAddress> last() {
    return Optional.ofNullable(last);
  }

  /** How full the subnet is. O(1). */
  public Decision.Counts counts() {
    AddressPool pool = space.pool();
    return new Decision.Counts(
        pool.size(), usedCount(), pool.reservedCount(), pool.excludedCount(), rests.size());
  }

  // ---- what may happen to it

  /**
   * This state with the owner's lease being this one, whatever it was; an address that it had is
   * given back and does not rest. O(log n).
   */
  public SubnetState with(Lease lease) {
    return put(lease, null);
  }

  /** The same; an address that the owner had rests from now on, as with {@link #released}. */
  public SubnetState with(Lease lease, Instant now) {
    return put(lease, restEnd(now));
  }

  private SubnetState put(Lease lease, @Nullable Instant restEnd) {
    Lease old = leases.byOwner().get(lease.owner());
    if (old == null || !old.address().equals(lease.address())) {
      return given(old, lease, restEnd);
    }
    if (lease.equals(old)) {
      return this;
    }
    Memory newMemory = memory.given(lease.address(), lease.identity());
    Leases newLeases = leases.without(old).with(lease);
    return new SubnetState(newLeases, held, space, rests, newMemory, last);
  }

  private SubnetState given(@Nullable Lease old, Lease lease, @Nullable Instant restEnd) {
    SubnetState rest = old == null ? this : givenBack(old, restEnd);
    IpAddress address = lease.address();
    boolean known = rest.held.contains(address);
    boolean taken = known || rest.leases.has(address) || rest.rests.has(address);
    return new SubnetState(
        rest.leases.with(lease),
        known ? rest.held.without(address) : rest.held,
        taken ? rest.space : rest.space.without(address),
        rest.rests.without(address),
        rest.memory.given(address, lease.identity()),
        address);
  }

  /** This state after the owner has given its address back, which does not rest. O(log n). */
  public SubnetState without(String owner) {
    Lease lease = leases.byOwner().get(owner);
    return lease == null ? this : givenBack(lease, null);
  }

  /**
   * This state after the owner has given its address back: it rests for the {@link
   * SubnetRules#coolDown} of the rules from now on, if nobody else holds it and it is a candidate.
   * O(log n).
   */
  public SubnetState released(String owner, Instant now) {
    Lease lease = leases.byOwner().get(owner);
    return lease == null ? this : givenBack(lease, restEnd(now));
  }

  private @Nullable Instant restEnd(Instant now) {
    return rules().coolDown().isZero() ? null : Rests.end(now, rules().coolDown());
  }

  private SubnetState givenBack(Lease lease, @Nullable Instant restEnd) {
    IpAddress address = lease.address();
    Leases rest = leases.without(lease);
    FreeSpace newSpace = space;
    Rests newRests = rests;
    if (!rest.has(address)) {
      if (restEnd != null && candidates().contains(address)) {
        newRests = rests.with(address, restEnd, space.pool().unreserved().contains(address));
      } else {
        newSpace = space.with(address);
      }
    }
    return new SubnetState(rest, held, newSpace, newRests, memory, last);
  }

  /**
   * This state at a later instant: addresses whose rest has ended are free. {@link #decide} looks
   * at a state so by itself; a caller who advances a state saves it the work. O(k log n) for k
   * addresses that wake.
   */
  public SubnetState awake(Instant now) {
    FreeSpace awakeSpace = space;
    Rests asleep = rests;
    Rest next = asleep.first();
    while (next != null && !next.until().isAfter(now)) {
      asleep = asleep.without(next.address());
      awakeSpace = awakeSpace.with(next.address());
      next = asleep.first();
    }
    return asleep.size() == rests.size()
        ? this
        : new SubnetState(leases, held, awakeSpace, asleep, memory, last);
  }

  /** This state without memory of the identity, which will not come back. O(log n). */
  public SubnetState forget(String identity) {
    return new SubnetState(leases, held, space, rests, memory.forget(identity), last);
  }

  /** This state with another memory: of two identities of one address the later one has it. */
  public SubnetState withRemembered(Map<String, IpAddress> remembered) {
    Memory newMemory = Memory.NONE;
    for (Map.Entry<String, IpAddress> entry : remembered.entrySet()) {
      newMemory = newMemory.given(entry.getValue(), entry.getKey());
    }
    return new SubnetState(leases, held, space, rests, newMemory, last);
  }

  /** This state with another address as the one that was given last, or none. O(1). */
  public SubnetState withLast(@Nullable IpAddress newLast) {
    return new SubnetState(leases, held, space, rests, memory, newLast);
  }

  /**
   * This state with these addresses resting, and no others; those in use, and those that are no
   * candidates, do not rest. O(n log n).
   */
  public SubnetState withResting(Map<IpAddress, Instant> resting) {
    Rests newRests = Rests.of(resting, space.pool()).without(used());
    return rebuilt(space.pool(), newRests);
  }

  /**
   * This state under other rules: nobody loses an address, and what rests and is remembered stays
   * so; what is no candidate any more stops to rest. O(n log n).
   */
  public SubnetState withRules(SubnetRules rules) {
    AddressPool pool = AddressPool.of(rules);
    return rebuilt(pool, Rests.of(rests.toMap(), pool));
  }

  /**
   * This state with these addresses held in place of those that were: they count as used and are
   * granted to nobody. Addresses of leases are left out. O(m log(n/m + 1)) for m ranges that change
   * of n that there are, and O(r log r) for r addresses that rest.
   */
  public SubnetState withHeld(RangeSet addresses) {
    RangeSet freed = held.minus(addresses);
    RangeSet wanted = addresses.minus(held);
    RangeSet free = space.freeOf(wanted);
    RangeSet added = free.union(wanted.intersection(rests.addresses()));
    return new SubnetState(
        leases,
        held.minus(freed).union(added),
        space.without(free).with(freed),
        rests.without(added),
        memory,
        last);
  }

  private SubnetState rebuilt(AddressPool pool, Rests newRests) {
    FreeSpace newSpace = FreeSpace.of(pool, used().union(newRests.addresses()));
    return new SubnetState(leases, held, newSpace, newRests, memory, last);
  }

  // ---- what a request gets

  /**
   * What the request gets, at its instant. A pure function: the state stays as it is. O(log n), and
   * O(log n) more for each address whose rest has ended since the state was last {@link #awake}.
   */
  public Decision decide(Request request) {
    return new Allocation(awake(request.now()), request).decide();
  }

  /**
   * What each of the requests gets: as if for each in turn the state were made {@link #awake} at
   * its instant, the request decided, and its grant put in {@link #with(Lease, Instant)}. O(k log
   * n) for k requests.
   */
  public Batch decideAll(List<Request> requests) {
    return Batch.of(this, requests);
  }

  Leases holders() {
    return leases;
  }

  FreeSpace space() {
    return space;
  }

  Rests rests() {
    return rests;
  }

  Memory memory() {
    return memory;
  }

  // ---- equality

  /** Two states are equal when their content is. O(n log n). */
  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || (other instanceof SubnetState that
            && rules().equals(that.rules())
            && leases().equals(that.leases())
            && held.equals(that.held)
            && resting().equals(that.resting())
            && remembered().equals(that.remembered())
            && Objects.equals(last, that.last));
  }

  @Override
  public int hashCode() {
    return Objects.hash(rules(), leaseCount(), held, rests.size(), last);
  }

  /** The network and its counts. */
  @Override
  public String toString() {
    return rules().prefix() + ": " + counts();
  }
}
