package io.flatnet.controllers.simulation;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds after every single write, whoever wrote:
 *
 * <ul>
 *   <li>No address of a subnet is published by two FlatNetworkIPs that hold it.
 *   <li>No address is published by one while the pod of another has an interface with it.
 *   <li>What is published is in the ledger.
 *   <li>Where an interface exists, the FlatNetworkIP goes on to publish its address.
 * </ul>
 */
final class Invariants {
  private final World world;
  private final Map<Place, String> publishers = new HashMap<>();
  private final Map<Place, Wire> wires = new HashMap<>();
  private final Map<String, RangeSet> ledgers = new HashMap<>();
  private final Map<Place, Wire> orphans = new HashMap<>();
  private final Set<String> exempt = new HashSet<>();
  private @Nullable String broken;

  /** An address of a subnet. */
  private record Place(String subnet, IpAddress address) {}

  /** The pod whose interface has an address. */
  private record Wire(ObjectKey pod, String podId) {}

  Invariants(World world) {
    this.world = world;
    world.cluster.onChange(ResourceType.FLAT_NETWORK_IPS, this::ipChanged);
    world.cluster.onChange(ResourceType.FLAT_NETWORK_SUBNETS, this::subnetChanged);
  }

  /** The first thing that went wrong, or null. */
  @Nullable String broken() {
    return broken;
  }

  /** A pod whose FlatNetworkIP somebody took from our hands: its interface is not protected. */
  void exempt(String podId) {
    exempt.add(podId);
  }

  /** The addresses of a subnet whose FlatNetworkIP somebody removed while its pod is there. */
  RangeSet orphans(String subnet) {
    RangeSet addresses = RangeSet.empty();
    for (Map.Entry<Place, Wire> orphan : orphans.entrySet()) {
      if (orphan.getKey().subnet.equals(subnet)
          && exempt.contains(orphan.getValue().podId)
          && world.isStanding(orphan.getValue().pod, orphan.getValue().podId)) {
        addresses = addresses.with(orphan.getKey().address);
      }
    }
    return addresses;
  }

  private void ipChanged(@Nullable FlatNetworkIP before, @Nullable FlatNetworkIP after) {
    Place old = before == null ? null : place(before);
    Place now = after == null ? null : place(after);
    if (before != null && old != null && !old.equals(now)) {
      publishers.remove(old, before.key());
      if (after == null) {
        orphans.put(old, new Wire(ObjectKey.of(before), podId(before)));
      }
    }
    if (before != null && after != null) {
      checkKept(before, after);
    }
    if (after != null && now != null) {
      checkPublished(now, after);
      if (AddressObjects.isActive(after) && (before == null || !AddressObjects.isActive(before))) {
        wires.put(now, new Wire(ObjectKey.of(after), podId(after)));
      }
    }
  }

  private void checkKept(FlatNetworkIP before, FlatNetworkIP after) {
    if (AddressObjects.isActive(before)
        && !AddressObjects.published(before).equals(AddressObjects.published(after))) {
      fail(before.key() + " has an interface with " + before.status().getAddr() + " and loses it");
    }
  }

  private void checkPublished(Place place, FlatNetworkIP ip) {
    String other = publishers.put(place, ip.key());
    if (other != null && !other.equals(ip.key())) {
      fail(place + " is published by " + other + " and by " + ip.key());
    }
    Wire wire = wires.get(place);
    if (wire != null
        && !wire.podId.equals(podId(ip))
        && !exempt.contains(wire.podId)
        && world.isThere(wire.pod, wire.podId)) {
      fail(place + " is published by " + ip.key() + " while " + wire + " has an interface with it");
    }
    RangeSet ledger = ledgers.get(place.subnet);
    if (ledger != null && !ledger.contains(place.address)) {
      fail(place + " of " + ip.key() + " is not in the ledger " + ledger);
    }
  }

  private void subnetChanged(
      @Nullable FlatNetworkSubnet before, @Nullable FlatNetworkSubnet after) {
    FlatNetworkSubnet subnet = after != null ? after : before;
    String name = subnet == null ? "" : ObjectKey.of(subnet).name();
    String text = after == null ? null : after.status().getLedger();
    if (text == null || text.isEmpty()) {
      ledgers.remove(name);
      return;
    }
    RangeSet ledger = LedgerCodec.decode(text);
    if (ledger.equals(ledgers.put(name, ledger))) {
      return;
    }
    publishers.forEach(
        (place, ip) -> {
          if (place.subnet.equals(name) && !ledger.contains(place.address)) {
            fail(place + " of " + ip + " is not in the ledger " + ledger + " any more");
          }
        });
  }

  private static @Nullable Place place(FlatNetworkIP ip) {
    return AddressObjects.isHolding(ip)
        ? AddressObjects.published(ip)
            .map(address -> new Place(String.valueOf(ip.spec().getSubnet()), address))
            .orElse(null)
        : null;
  }

  private static String podId(FlatNetworkIP ip) {
    return String.valueOf(ip.spec().getPodId());
  }

  private void fail(String what) {
    if (broken == null) {
      broken = what;
    }
  }
}
