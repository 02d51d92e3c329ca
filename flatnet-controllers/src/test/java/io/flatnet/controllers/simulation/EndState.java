package io.flatnet.controllers.simulation;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.Phase;
import io.flatnet.controllers.cache.MapCache;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.ledger.Assessment;
import io.flatnet.controllers.pod.PodPresence;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.subnet.SubnetJudge;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.Request;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What holds when all faults have ended, all that was under way has arrived, and all operators have
 * nothing to do any more: nothing is lost, nothing is left over, and nobody waits for what is
 * there.
 */
final class EndState {
  private final World world;
  private final List<FlatNetworkIP> ips;
  private final SubnetJudge judge;
  private final List<String> faults = new ArrayList<>();

  private EndState(World world) {
    this.world = world;
    this.ips = world.allIps();
    this.judge = new SubnetJudge(MapCache.of(world.allSubnets()), world.old.known());
  }

  /** What does not hold; empty when all is well. */
  static List<String> check(World world) {
    EndState state = new EndState(world);
    world.allSubnets().forEach(state::checkSubnet);
    state.ips.forEach(state::checkIp);
    world.allPods().forEach(state::checkPod);
    return state.faults;
  }

  /**
   * The ledger is the union of the FlatNetworkIPs' addresses, and the rest of the status fits. Of a
   * FlatNetworkIP that somebody removed by force it may have the address while the pod is there.
   */
  private void checkSubnet(FlatNetworkSubnet subnet) {
    String name = ObjectKey.of(subnet).name();
    RangeSet published = published(name);
    RangeSet ledger = ledger(subnet);
    RangeSet more = ledger.minus(published);
    expect(
        published.minus(ledger).isEmpty() && more.minus(world.invariants.orphans(name)).isEmpty(),
        name + " has " + ledger + " but published are " + published);
    checkMacs(subnet, name);
    Integer count = subnet.status().getUsedIPCount();
    expect(
        count != null && count == ledger.addressCount().intValue(),
        name + " counts " + count + " and has " + ledger);
    Assessment judged = judge.assess(subnet);
    if (judged.rules() != null) { // else what is written stays
      faults.addAll(world.reservations.atRest(subnet));
    }
    Phase expected = judged.failure() == null ? Phase.ACTIVE : Phase.FAILED;
    expect(
        Phase.of(subnet.status().getPhase()) == expected,
        name + " is " + subnet.status().getPhase() + " and should be " + expected);
    expect(!World.isDeleting(subnet) || !ledger.isEmpty(), name + " is leaving for ever");
  }

  /**
   * The same of {@code usedMac}; a MAC that a node's kernel chose may be in it or not. It counts
   * once its pod asks for MACs.
   */
  private void checkMacs(FlatNetworkSubnet subnet, String name) {
    Set<String> published = new TreeSet<>();
    for (FlatNetworkIP ip : ips) {
      String mac = ip.status().getMac();
      if (name.equals(ip.spec().getSubnet())
          && AddressObjects.isHolding(ip)
          && AddressObjects.published(ip).isPresent()
          && mac != null
          && !mac.isEmpty()) {
        published.add(mac);
      }
    }
    Set<String> used = usedMacs(subnet);
    Set<String> more = new TreeSet<>(used);
    more.removeAll(published);
    more.removeAll(world.invariants.orphanMacs(name));
    published.removeIf(World::isOfNode);
    expect(
        more.isEmpty() && used.containsAll(published),
        name + " has MACs " + used + " but published are " + published);
  }

  /** The MACs that a subnet says are given. */
  static Set<String> usedMacs(FlatNetworkSubnet subnet) {
    return new TreeSet<>(Objects.requireNonNullElse(subnet.status().getUsedMac(), List.of()));
  }

  private RangeSet published(String subnet) {
    RangeSet published = RangeSet.empty();
    for (FlatNetworkIP ip : ips) {
      if (subnet.equals(ip.spec().getSubnet()) && AddressObjects.isHolding(ip)) {
        published = AddressObjects.published(ip).map(published::with).orElse(published);
      }
    }
    return published;
  }

  private static RangeSet ledger(FlatNetworkSubnet subnet) {
    String text = subnet.status().getLedger();
    return text == null ? RangeSet.empty() : LedgerCodec.decode(text);
  }

  /** No FlatNetworkIP outlives its pod, and one without an address says why. */
  private void checkIp(FlatNetworkIP ip) {
    ObjectKey key = ObjectKey.of(ip);
    String podId = String.valueOf(ip.spec().getPodId());
    if (Metadata.isDeleting(ip)) {
      expect(!world.isGone(key, podId), key + " is leaving for ever: its pod is gone");
      return;
    }
    expect(
        world
            .pod(key.name())
            .filter(pod -> Metadata.uid(pod).equals(podId) && !isGoing(pod))
            .isPresent(),
        key + " is there and its pod is gone");
    expect(
        AddressObjects.published(ip).isPresent() || ip.status().getFailureMessage() != null,
        key + " has no address and does not say why");
  }

  private static boolean isGoing(V1Pod pod) {
    return World.isDeleting(pod) || PodPresence.isEnded(pod);
  }

  /** Who wishes for an address has one, unless there is none for him. */
  private void checkPod(V1Pod pod) {
    if (isGoing(pod)
        || !(FlatNetworkWish.of(Metadata.annotations(pod))
            instanceof FlatNetworkWish.Wanted wish)) {
      return;
    }
    ObjectKey key = ObjectKey.of(pod);
    FlatNetworkIP ip = world.ip(key.name()).orElse(null);
    if (ip == null) {
      faults.add(key + " has no FlatNetworkIP");
    } else if (!Metadata.isDeleting(ip)) {
      checkWish(ip, wish);
    }
  }

  private void checkWish(FlatNetworkIP ip, FlatNetworkWish.Wanted wish) {
    Optional<IpAddress> address = AddressObjects.published(ip);
    boolean moved = !wish.subnet().equals(ip.spec().getSubnet());
    if (address.isEmpty()) {
      expect(!moved, ip.key() + " does not turn to " + wish.subnet());
    } else if (AddressObjects.isActive(ip) || moved) {
      return; // it keeps what it has
    }
    Request request = AddressObjects.request(ip, null);
    boolean content =
        address.isPresent() && (request.isAuto() || request.addresses().contains(address.get()));
    expect(
        content || !isFree(ip, request),
        ip.key() + " waits, and what it asks for is free: " + ip.spec() + ip.status());
  }

  private boolean isFree(FlatNetworkIP ip, Request request) {
    FlatNetworkSubnet subnet = world.subnet(String.valueOf(ip.spec().getSubnet())).orElse(null);
    if (subnet == null || World.isDeleting(subnet)) {
      return false;
    }
    Assessment assessment = judge.assess(subnet);
    if (assessment.failure() != null || assessment.rules() == null) {
      return false;
    }
    RangeSet free =
        assessment
            .rules()
            .candidates()
            .minus(ledger(subnet))
            .minus(world.reservations.ofOthers(subnet, String.valueOf(ip.spec().getPodId())));
    if (request.isAuto()) {
      return !free.isEmpty() && isMacFree(ip, request.macs());
    }
    boolean paired = request.macs().size() == request.addresses().size();
    for (int i = 0; i < request.addresses().size(); i++) {
      List<MacAddress> macs = paired ? List.of(request.macs().get(i)) : request.macs();
      if (free.contains(request.addresses().get(i)) && isMacFree(ip, macs)) {
        return true;
      }
    }
    return false;
  }

  private boolean isMacFree(FlatNetworkIP asking, List<MacAddress> macs) {
    return macs.isEmpty() || macs.stream().anyMatch(mac -> isMacFree(asking, mac.toString()));
  }

  private boolean isMacFree(FlatNetworkIP asking, String mac) {
    String subnet = String.valueOf(asking.spec().getSubnet());
    return !world.invariants.orphanMacs(subnet).contains(mac)
        && ips.stream()
            .filter(ip -> !ip.key().equals(asking.key()) && AddressObjects.isHolding(ip))
            .filter(ip -> subnet.equals(ip.spec().getSubnet()))
            .noneMatch(ip -> mac.equals(ip.status().getMac()));
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      faults.add(otherwise);
    }
  }
}
