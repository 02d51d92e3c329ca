package io.flatnet.controllers.simulation;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What holds after every single write, whoever wrote:
 *
 * <ul>
 *   <li>No address and no MAC of a subnet is published by two FlatNetworkIPs that hold it.
 *   <li>None is published by one while the pod of another has an interface with it, or a pod of the
 *       old system has it.
 *   <li>What the ledger gave and is published, is in the ledger.
 *   <li>Where an interface exists, the FlatNetworkIP goes on to publish its address and its MAC.
 * </ul>
 */
final class Invariants {
  private final World world;
  private final Map<Place, String> publishers = new HashMap<>();
  private final Map<Place, Wire> wires = new HashMap<>();
  private final Map<String, Ledger> ledgers = new HashMap<>();
  private final Map<Place, Wire> orphans = new HashMap<>();
  private final Set<String> exempt = new HashSet<>();
  private @Nullable String broken;

  /** An address or a MAC of a subnet. */
  private record Place(String subnet, Comparable<?> what) {
    @Override
    public String toString() {
      return subnet + (what instanceof MacAddress ? " MAC " : " address ") + what;
    }
  }

  /** What a subnet says is given. */
  private record Ledger(RangeSet addresses, Set<String> macs) {
    static @Nullable Ledger of(@Nullable FlatNetworkSubnet subnet) {
      String text = subnet == null ? null : subnet.status().getLedger();
      return subnet == null || text == null || text.isEmpty()
          ? null
          : new Ledger(LedgerCodec.decode(text), EndState.usedMacs(subnet));
    }

    boolean has(Place place) {
      return place.what instanceof IpAddress address
          ? addresses.contains(address)
          : World.isOfNode(place.what.toString()) || macs.contains(place.what.toString());
    }
  }

  /** The pod whose interface has an address. */
  private record Wire(ObjectKey pod, String podId) {
    static Wire of(FlatNetworkIP ip) {
      return new Wire(ObjectKey.of(ip), Invariants.podId(ip));
    }
  }

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
    for (Comparable<?> orphan : orphansOf(subnet)) {
      addresses = orphan instanceof IpAddress address ? addresses.with(address) : addresses;
    }
    return addresses;
  }

  /** The MACs of those. */
  Set<String> orphanMacs(String subnet) {
    return orphansOf(subnet).stream()
        .filter(MacAddress.class::isInstance)
        .map(Object::toString)
        .collect(Collectors.toSet());
  }

  private List<Comparable<?>> orphansOf(String subnet) {
    List<Comparable<?>> found = new ArrayList<>();
    orphans.forEach(
        (place, wire) -> {
          if (place.subnet.equals(subnet)
              && exempt.contains(wire.podId)
              && world.isStanding(wire.pod, wire.podId)) {
            found.add(place.what);
          }
        });
    return found;
  }

  private void ipChanged(@Nullable FlatNetworkIP before, @Nullable FlatNetworkIP after) {
    List<Place> old = before == null ? List.of() : places(before);
    List<Place> now = after == null ? List.of() : places(after);
    if (before != null) {
      for (Place place : old) {
        if (!now.contains(place)) {
          publishers.remove(place, before.key());
          if (after == null) {
            orphans.put(place, Wire.of(before));
          }
        }
      }
    }
    if (before != null && after != null) {
      checkKept(before, after);
    }
    if (after != null) {
      boolean attached =
          AddressObjects.isActive(after) && (before == null || !AddressObjects.isActive(before));
      for (Place place : now) {
        checkPublished(place, after);
        if (attached) {
          wires.put(place, Wire.of(after));
        }
      }
    }
  }

  private void checkKept(FlatNetworkIP before, FlatNetworkIP after) {
    if (AddressObjects.isActive(before)
        && !(AddressObjects.published(before).equals(AddressObjects.published(after))
            && Objects.equals(before.status().getMac(), after.status().getMac()))) {
      fail(before.key() + " has an interface with " + before.status() + " and loses it");
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
    String old = place.what instanceof IpAddress address ? world.old.holder(address) : "";
    if (!old.isEmpty()) {
      fail(
          place
              + " is published by "
              + ip.key()
              + " while pod "
              + old
              + " of the old system has it");
    }
    Ledger ledger = ledgers.get(place.subnet);
    if (ledger != null && !ledger.has(place)) {
      fail(place + " of " + ip.key() + " is not in the ledger " + ledger);
    }
  }

  private void subnetChanged(
      @Nullable FlatNetworkSubnet before, @Nullable FlatNetworkSubnet after) {
    FlatNetworkSubnet subnet = after != null ? after : before;
    String name = subnet == null ? "" : ObjectKey.of(subnet).name();
    Ledger ledger = Ledger.of(after);
    if (ledger == null) {
      ledgers.remove(name);
      return;
    }
    if (ledger.equals(ledgers.put(name, ledger))) {
      return;
    }
    publishers.forEach(
        (place, ip) -> {
          if (place.subnet.equals(name) && !ledger.has(place)) {
            fail(place + " of " + ip + " is not in the ledger " + ledger + " any more");
          }
        });
  }

  private static List<Place> places(FlatNetworkIP ip) {
    IpAddress address = AddressObjects.published(ip).orElse(null);
    if (address == null || !AddressObjects.isHolding(ip)) {
      return List.of();
    }
    String subnet = String.valueOf(ip.spec().getSubnet());
    String mac = ip.status().getMac();
    Place place = new Place(subnet, address);
    return mac == null || mac.isEmpty()
        ? List.of(place)
        : List.of(place, new Place(subnet, MacAddress.parse(mac)));
  }

  private static String podId(FlatNetworkIP ip) {
    return String.valueOf(ip.spec().getPodId());
  }

  /** Something does not hold; the first such thing counts. */
  void fail(String what) {
    if (broken == null) {
      broken = what;
    }
  }
}
