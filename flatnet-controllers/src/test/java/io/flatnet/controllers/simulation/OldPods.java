package io.flatnet.controllers.simulation;

import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.api.macvlan.MacvlanIP;
import io.flatnet.api.macvlan.MacvlanIPSpec;
import io.flatnet.api.macvlan.MacvlanSubnet;
import io.flatnet.api.macvlan.MacvlanSubnetSpec;
import io.flatnet.controllers.migrate.OldResources;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.subnet.OldAddresses;
import io.flatnet.ipam.IpAddress;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The pods of the old system, each with its MacvlanIP: they are there before any operator is, and
 * end in any order. None comes later, since the old operator knows nothing of what ours gave.
 */
final class OldPods {
  /** Its MacvlanSubnet is there; of the other ones only the name is left. */
  private static final String SUBNET = "s-0";

  final ChangeLog<MacvlanSubnet> subnets;
  final ChangeLog<MacvlanIP> addresses;

  private final World world;
  private final TreeMap<IpAddress, String> holders = new TreeMap<>();
  private int begun;

  OldPods(World world, Sabotage sabotage) {
    this.world = world;
    subnets = new ChangeLog<>(world.cluster, OldResources.SUBNETS, subnet -> subnet);
    addresses =
        new ChangeLog<>(
            world.cluster,
            OldResources.ADDRESSES,
            ip -> sabotage == Sabotage.UNSEEN_OLD_PODS ? null : ip);
  }

  /** The pods with which all begins, each with another address. */
  void begin(List<String> subnetNames, List<String> addressesOfPods) {
    world
        .admin
        .resource(OldResources.SUBNETS)
        .create(
            MacvlanSubnet.builder()
                .metadata(new V1ObjectMeta().namespace(Macvlan.NAMESPACE).name(SUBNET))
                .spec(MacvlanSubnetSpec.builder().master("eth0").vlan(0).build())
                .build());
    for (int i = 0; i < addressesOfPods.size(); i++) {
      String name = "old-" + i;
      holders.put(IpAddress.parse(addressesOfPods.get(i)), name);
      world
          .admin
          .resource(OldResources.ADDRESSES)
          .create(
              MacvlanIP.builder()
                  .metadata(new V1ObjectMeta().namespace(World.NAMESPACE).name(name))
                  .spec(
                      MacvlanIPSpec.builder()
                          .subnet(subnetNames.get(i))
                          .cidr(addressesOfPods.get(i) + "/29")
                          .build())
                  .build());
    }
    begun = addresses.size();
  }

  /** How many changes of MacvlanIPs every operator knows, however old its first list is. */
  int begun() {
    return begun;
  }

  boolean isAny() {
    return !holders.isEmpty();
  }

  /** One of them ends, if there is any; what it was, for the trace. */
  String end(SplittableRandom random) {
    if (holders.isEmpty()) {
      return "none";
    }
    IpAddress address = List.copyOf(holders.keySet()).get(random.nextInt(holders.size()));
    ObjectKey key = World.key(holder(address));
    holders.remove(address);
    world
        .admin
        .resource(OldResources.ADDRESSES)
        .get(key)
        .answer()
        .ifPresent(
            ip -> world.admin.resource(OldResources.ADDRESSES).delete(key, Metadata.uid(ip)));
    return key.name() + " with " + address;
  }

  /** The pod that has an address on the one link that there is; empty text for none. */
  String holder(IpAddress address) {
    return holders.getOrDefault(address, "");
  }

  /** What an operator knows that is late in nothing. */
  OldAddresses known() {
    return new OldAddresses(new SimulatedCache<>(subnets, 0), new SimulatedCache<>(addresses, 0));
  }
}
