package io.flatnet.ipam;

import io.flatnet.ipam.Decision.Reason;
import io.flatnet.ipam.Decision.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * One decision: what a request gets in a state that is awake at its instant. The owner's own lease
 * is no obstacle to it.
 *
 * <p>Addresses that rest come last. A request for any gets one only when none is free, and then the
 * one whose rest ends first; a request that names addresses gets one only when no other of those
 * will do, and then the first of its list, since a name is a stronger wish than a rest. For the
 * identity that had an address last, that address does not rest.
 */
final class Allocation {
  private final Request request;
  private final SubnetState state;
  private final @Nullable Lease current;

  Allocation(SubnetState state, Request request) {
    this.request = request;
    this.state = state;
    this.current = state.holders().byOwner().get(request.owner());
  }

  Decision decide() {
    if (current != null && request.attached()) {
      return new Decision.Kept(current);
    }
    for (MacAddress mac : request.macs()) {
      if (mac.isMulticast() || mac.isZero()) {
        return refusals().macNotUsable(mac);
      }
    }
    if (request.isBeyondList()) {
      return refusals().ordinalBeyondList();
    }
    if (!request.macs().isEmpty() && !request.isPaired() && freeMac() == null) {
      return refusals().macsInUse();
    }
    return request.isAuto() ? decideAuto() : decideNamed();
  }

  private AddressPool pool() {
    return state.space().pool();
  }

  private Refusals refusals() {
    return new Refusals(state, request);
  }

  // ---- any address

  private Decision decideAuto() {
    if (current != null && obstacle(current.address()) == null) {
      return chosen(current.address(), Reason.STICKY, wishedMac());
    }
    IpAddress before = state.memory().address(request.identity());
    if (before != null && obstacle(before) == null) {
      return chosen(before, Reason.STICKY, wishedMac());
    }
    IpAddress free = state.space().next(start(), request.workload());
    if (free != null) {
      return chosen(free, reason(state.rules().strategy()), wishedMac());
    }
    RangeSet own = pool().reservedFor(request.workload());
    Rests.Rest rest = state.rests().first(own);
    return rest == null
        ? refusals().exhausted()
        : chosen(rest.address(), Reason.RESTED_EARLY, wishedMac());
  }

  /** Where the strategy begins to look for a free address; null for the lowest of all. */
  private @Nullable IpAddress start() {
    return switch (state.rules().strategy()) {
      case Strategy.LowestFree _ -> null;
      case Strategy.NextAfterLast _ ->
          state.last().filter(last -> !last.isHighest()).map(IpAddress::next).orElse(null);
      case Strategy.Random random ->
          state.candidates().nth(random.index(request.owner(), pool().size())).orElse(null);
    };
  }

  private static Reason reason(Strategy strategy) {
    return switch (strategy) {
      case Strategy.LowestFree _ -> Reason.LOWEST_FREE;
      case Strategy.NextAfterLast _ -> Reason.NEXT_AFTER_LAST;
      case Strategy.Random _ -> Reason.RANDOM;
    };
  }

  // ---- a named one

  private Decision decideNamed() {
    if (request.isOrdinal()) {
      int ordinal = request.ordinal().getAsInt();
      Decision awake = decideNamed(ordinal, false);
      Decision any = awake != null ? awake : decideNamed(ordinal, true);
      return any != null ? any : refusals().named();
    }
    int held = current == null ? -1 : request.addresses().indexOf(current.address());
    Decision decision = held < 0 ? null : decideNamed(held, false);
    decision = decision != null ? decision : decideFirst(false);
    if (decision == null && state.rests().size() > 0) {
      decision = decideFirst(true);
    }
    return decision != null ? decision : refusals().named();
  }

  private @Nullable Decision decideFirst(boolean early) {
    for (int i = 0; i < request.addresses().size(); i++) {
      Decision decision = decideNamed(i, early);
      if (decision != null) {
        return decision;
      }
    }
    return null;
  }

  /** The grant of the address at the place; null if it will not do, or only early. */
  private @Nullable Decision decideNamed(int index, boolean early) {
    IpAddress address = request.addresses().get(index);
    boolean rests = rests(address);
    if ((rests && !early) || obstacle(address) != null) {
      return null;
    }
    MacAddress mac = request.isPaired() ? request.macs().get(index) : wishedMac();
    if (request.isPaired() && mac != null && macUser(mac) != null) {
      return null;
    }
    Reason reason = request.isOrdinal() ? Reason.ORDINAL : Reason.NAMED;
    return chosen(address, rests ? Reason.RESTED_EARLY : reason, mac);
  }

  /** Whether the address rests, and did not belong to this identity. */
  private boolean rests(IpAddress address) {
    return state.rests().has(address)
        && !address.equals(state.memory().address(request.identity()));
  }

  private @Nullable Refusal obstacle(IpAddress address) {
    return Refusals.obstacle(state, request, address);
  }

  // ---- the MAC that goes with it

  private @Nullable String macUser(MacAddress mac) {
    return state.holders().otherHolder(mac, request.owner());
  }

  private @Nullable MacAddress wishedMac() {
    return request.macs().isEmpty() ? null : freeMac();
  }

  /** The owner's MAC if it was asked for and nobody else has it, else the first that is free. */
  private @Nullable MacAddress freeMac() {
    MacAddress own = current == null ? null : current.mac();
    if (own != null && request.macs().contains(own) && macUser(own) == null) {
      return own;
    }
    for (MacAddress mac : request.macs()) {
      if (macUser(mac) == null) {
        return mac;
      }
    }
    return null;
  }

  /** With no wish, the MAC that the owner has is as good as any, unless another has it too. */
  private @Nullable MacAddress ownMac() {
    MacAddress own = current == null ? null : current.mac();
    return own == null || macUser(own) != null ? null : own;
  }

  private Decision chosen(IpAddress address, Reason reason, @Nullable MacAddress wished) {
    boolean same = current != null && current.address().equals(address);
    MacAddress mac = same && request.macs().isEmpty() ? ownMac() : wished;
    Lease lease = new Lease(request.owner(), address, mac, request.identity());
    if (current == null || !same) {
      return new Decision.Granted(lease, reason);
    }
    if (lease.equals(current)) {
      return new Decision.Kept(current);
    }
    boolean sameMac = mac == null ? current.mac() == null : mac.equals(current.mac());
    return new Decision.Granted(lease, sameMac ? Reason.OTHER_IDENTITY : Reason.OTHER_MAC);
  }
}
