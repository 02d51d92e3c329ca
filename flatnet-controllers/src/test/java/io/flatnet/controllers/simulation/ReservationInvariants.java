package io.flatnet.controllers.simulation;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.SubnetValues;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds of reservations.
 *
 * <p>After every write: who begins to publish an address is one who could be given it at some time
 * since it came into the ledger: nobody had it reserved then, or his workload had. (A reservation
 * that comes later takes nothing from the one to whom an address is committed already, nor from the
 * pod that had it, when its FlatNetworkIP was removed by force and is made again.)
 *
 * <p>At rest: {@code reservedIP} has what the pod templates name, each address of one workload, and
 * nothing else.
 */
final class ReservationInvariants {
  private static final String ANYBODY = "anybody";

  private final World world;
  private final Map<String, Given> given = new HashMap<>();
  private final Set<Had> had = new HashSet<>();

  /**
   * The ledger of a subnet.
   *
   * @param addresses what is in it
   * @param takers for whom each may be
   */
  private record Given(RangeSet addresses, Map<IpAddress, Set<String>> takers) {}

  /** The pod that an address was published for. */
  private record Had(String subnet, IpAddress address, String podId) {}

  ReservationInvariants(World world) {
    this.world = world;
    world.cluster.onChange(ResourceType.FLAT_NETWORK_SUBNETS, this::subnetChanged);
    world.cluster.onChange(ResourceType.FLAT_NETWORK_IPS, this::ipChanged);
  }

  private void subnetChanged(
      @Nullable FlatNetworkSubnet before, @Nullable FlatNetworkSubnet after) {
    FlatNetworkSubnet subnet = after != null ? after : before;
    String name = subnet == null ? "" : ObjectKey.of(subnet).name();
    String text = after == null ? null : after.status().getLedger();
    if (after == null || text == null || text.isEmpty()) {
      given.remove(name);
      return;
    }
    RangeSet now = LedgerCodec.decode(text);
    Given old = given.getOrDefault(name, new Given(RangeSet.empty(), Map.of()));
    Map<String, RangeSet> reserved = SubnetValues.reservations(after.status());
    Map<IpAddress, Set<String>> takers = new HashMap<>();
    for (IpAddress address : now.addresses()) {
      Set<String> may = new HashSet<>(old.takers.getOrDefault(address, Set.of()));
      may.addAll(takers(address, reserved));
      takers.put(address, may);
    }
    given.put(name, new Given(now, takers));
  }

  private static Set<String> takers(IpAddress address, Map<String, RangeSet> reserved) {
    Set<String> takers = new HashSet<>();
    reserved.forEach(
        (workload, addresses) -> {
          if (addresses.contains(address)) {
            takers.add(workload);
          }
        });
    return takers.isEmpty() ? Set.of(ANYBODY) : takers;
  }

  private void ipChanged(@Nullable FlatNetworkIP before, @Nullable FlatNetworkIP after) {
    IpAddress address = after == null ? null : AddressObjects.published(after).orElse(null);
    if (after == null
        || address == null
        || (before != null && AddressObjects.published(before).equals(Optional.of(address)))) {
      return;
    }
    String podId = String.valueOf(after.spec().getPodId());
    boolean isNew = had.add(new Had(String.valueOf(after.spec().getSubnet()), address, podId));
    Given subnet = given.get(String.valueOf(after.spec().getSubnet()));
    Set<String> takers = subnet == null ? null : subnet.takers.get(address);
    String workload = world.workloads.ofPod(podId);
    if (isNew && takers != null && !takers.contains(ANYBODY) && !takers.contains(workload)) {
      world.invariants.fail(
          address
              + " is published by "
              + after.key()
              + " of \""
              + workload
              + "\" and reserved for "
              + takers);
    }
  }

  /** What is reserved in a subnet for others than the workload of this pod. */
  RangeSet ofOthers(FlatNetworkSubnet subnet, String podId) {
    String workload = world.workloads.ofPod(podId);
    RangeSet others = RangeSet.empty();
    Map<String, RangeSet> reserved = SubnetValues.reservations(subnet.status());
    for (Map.Entry<String, RangeSet> entry : reserved.entrySet()) {
      others = entry.getKey().equals(workload) ? others : others.union(entry.getValue());
    }
    return others.minus(reserved.getOrDefault(workload, RangeSet.empty()));
  }

  /** What does not hold at rest of a subnet whose spec can be read. */
  List<String> atRest(FlatNetworkSubnet subnet) {
    String name = ObjectKey.of(subnet).name();
    Map<String, RangeSet> reserved = SubnetValues.reservations(subnet.status());
    List<String> faults = new ArrayList<>();
    Set<String> known = new HashSet<>();
    RangeSet taken = RangeSet.empty();
    for (Map.Entry<String, RangeSet> entry : reserved.entrySet()) {
      if (!entry.getValue().intersection(taken).isEmpty()) {
        faults.add(name + " has addresses reserved for two: " + reserved);
      }
      taken = taken.union(entry.getValue());
    }
    for (String workload : SimulatedWorkloads.NAMES) {
      Optional<FlatNetworkWish> wish = world.workloads.template(workload).map(FlatNetworkWish::of);
      String key = SimulatedWorkloads.key(workload);
      RangeSet has = reserved.getOrDefault(key, RangeSet.empty());
      known.add(key);
      RangeSet wanted = wish.map(asked -> wanted(asked, name)).orElse(RangeSet.empty());
      if (!has.minus(wanted).isEmpty() || !wanted.minus(taken).isEmpty()) {
        faults.add(name + ": " + key + " wishes " + wanted + " and reserved are " + reserved);
      }
    }
    if (!known.containsAll(reserved.keySet())) {
      faults.add(name + " has a reservation of nobody: " + reserved);
    }
    return faults;
  }

  private static RangeSet wanted(FlatNetworkWish wish, String subnet) {
    return wish instanceof FlatNetworkWish.Wanted wanted && wanted.subnet().equals(subnet)
        ? RangeSet.copyOf(wanted.addresses().stream().map(IpRange::of).toList())
        : RangeSet.empty();
  }
}
