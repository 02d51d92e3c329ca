package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.ledger.LedgerInbox.Batch;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.SubnetState;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a subnet's writer knows in memory. One thread changes it; any thread may ask for {@link
 * #state} and {@link #holder}.
 */
final class LedgerBook {
  private volatile SubnetState state = SubnetState.of(LedgerImage.effective(null), List.of());
  private Set<MacAddress> heldMacs = Set.of();
  private final Map<String, Holder> holders = new ConcurrentHashMap<>();

  /** Objects whose address somebody else may yet publish, as they were listed. */
  final Map<String, FlatNetworkIP> unsettled = new LinkedHashMap<>();

  /** Objects that got nothing. */
  final Map<String, FlatNetworkIP> waiting = new LinkedHashMap<>();

  private @Nullable String fault;
  private boolean roomMade;

  SubnetState state() {
    return state;
  }

  /** MACs of the ledger that no lease has, and that somebody may yet publish. */
  Set<MacAddress> heldMacs() {
    return heldMacs;
  }

  /** Whether anything of the ledger is given to nobody and published by nobody. */
  boolean isAnyHeld() {
    return !state.held().isEmpty() || !heldMacs.isEmpty();
  }

  Optional<Holder> holder(String owner) {
    return Optional.ofNullable(holders.get(owner));
  }

  /** Why the ledger cannot be read, or null. */
  @Nullable String fault() {
    return fault;
  }

  /** Whether those that wait may get something now. */
  boolean isRoomMade() {
    return roomMade;
  }

  void roomMade(boolean made) {
    roomMade = made;
  }

  void take(LedgerImage image) {
    state = image.state();
    heldMacs = Set.copyOf(image.heldMacs());
    holders.clear();
    holders.putAll(image.holders());
    fault = image.fault();
    unsettled.clear();
    unsettled.putAll(image.unsettled());
    roomMade = true;
  }

  void forget() {
    state = SubnetState.of(LedgerImage.effective(null), List.of());
    heldMacs = Set.of();
    holders.clear();
    fault = null;
    unsettled.clear();
  }

  void rules(SubnetRules rules) {
    state = state.withRules(rules);
    roomMade = true;
  }

  /** Adds those to a batch that may get something now, and those that are unsettled. */
  void gather(Batch batch) {
    Map<String, FlatNetworkIP> objects = new LinkedHashMap<>();
    if (roomMade) {
      objects.putAll(waiting);
      roomMade = false; // what is made from here on is for the next batch
    }
    objects.putAll(batch.submitted);
    unsettled.forEach(objects::putIfAbsent);
    batch.submitted.clear();
    batch.submitted.putAll(objects);
  }

  /** Takes a committed plan over. */
  void commit(LedgerPlan plan) {
    state = plan.state();
    heldMacs = plan.heldMacs();
    plan.grants().forEach(grant -> holders.put(grant.ip().key(), Holder.of(grant.ip())));
  }

  /** An owner publishes another lease in place of this one, which is free. */
  void superseded(Lease before) {
    state = state.withHeld(state.held().without(before.address()));
    hold(null, before.mac());
    roomMade = true;
  }

  /** Nobody can publish an older grant to this object any more; one of the same name is another. */
  void settled(FlatNetworkIP ip) {
    String uid = Holder.of(ip).uid();
    unsettled.computeIfPresent(ip.key(), (name, listed) -> isUid(listed, uid) ? null : listed);
  }

  /** The object is gone, or waits for another subnet; one of the same name is another. */
  void left(FlatNetworkIP ip) {
    String uid = Holder.of(ip).uid();
    settled(ip);
    waiting.computeIfPresent(ip.key(), (name, known) -> isUid(known, uid) ? null : known);
  }

  /** Whether a submitted object and this book agree on whose lease it is and what it publishes. */
  boolean knows(FlatNetworkIP ip) {
    String owner = ip.key();
    Optional<IpAddress> leased = leased(owner);
    Holder holder = holders.get(owner);
    boolean sameHolder = holder == null ? leased.isEmpty() : holder.equals(Holder.of(ip));
    return sameHolder && AddressObjects.published(ip).equals(leased);
  }

  /**
   * Takes over what an object, as it is now, publishes; an older holder of its name is gone. An
   * address or a MAC that was leased to it and is another is held: somebody may yet publish it.
   *
   * @return whether anything is held that was not
   */
  boolean record(FlatNetworkIP live) {
    Lease before = state.lease(live.key()).orElse(null);
    if (AddressObjects.isHolding(live)) {
      AddressObjects.claim(live, givenMacs()).ifPresent(claim -> state = state.with(claim));
    }
    Lease now = state.lease(live.key()).orElse(null);
    if (now == null) {
      return false;
    }
    holders.put(live.key(), Holder.of(live));
    hold(null, now.mac());
    return before != null && holdOther(before, now);
  }

  private boolean holdOther(Lease before, Lease now) {
    boolean otherAddress = !before.address().equals(now.address());
    if (otherAddress) {
      state = state.withHeld(state.held().with(before.address()));
    }
    boolean otherMac = before.mac() != null && !before.mac().equals(now.mac());
    if (otherMac) {
      hold(before.mac(), null);
    }
    return otherAddress || otherMac;
  }

  private Set<MacAddress> givenMacs() {
    Set<MacAddress> given = new HashSet<>(state.macs());
    given.addAll(heldMacs);
    return given;
  }

  /** Holds one MAC more, and one less. */
  private void hold(@Nullable MacAddress more, @Nullable MacAddress less) {
    Set<MacAddress> next = new HashSet<>(heldMacs);
    if (more != null) {
      next.add(more);
    }
    if (less != null) {
      next.remove(less);
    }
    heldMacs = Set.copyOf(next);
  }

  private Optional<IpAddress> leased(String owner) {
    return state.lease(owner).map(Lease::address);
  }

  /** Gives a holder's address back; the address, if it was still this holder's. */
  Optional<IpAddress> drop(String owner, String uid) {
    waiting.computeIfPresent(owner, (name, ip) -> isUid(ip, uid) ? null : ip);
    unsettled.computeIfPresent(owner, (name, ip) -> isUid(ip, uid) ? null : ip);
    Holder holder = holders.get(owner);
    if (holder == null || !holder.uid().equals(uid)) {
      return Optional.empty();
    }
    Optional<IpAddress> address = leased(owner);
    state = state.without(owner);
    holders.remove(owner);
    roomMade = true;
    return address;
  }

  /**
   * Frees what is held of the ledger, once nothing is unsettled.
   *
   * @return whether anything became free
   */
  boolean freeHeld() {
    if (!unsettled.isEmpty() || !isAnyHeld()) {
      return false;
    }
    state = state.withHeld(RangeSet.empty());
    heldMacs = Set.of();
    roomMade = true;
    return true;
  }

  private static boolean isUid(FlatNetworkIP ip, String uid) {
    return Objects.equals(ip.getMetadata().getUid(), uid);
  }
}
