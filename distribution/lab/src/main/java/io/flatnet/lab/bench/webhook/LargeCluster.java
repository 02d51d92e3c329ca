package io.flatnet.lab.bench.webhook;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.webhook.ClusterView;
import io.flatnet.webhook.Holder;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster in memory, found by hash tables as caches with indexes find it: {@value #SUBNETS}
 * subnets, each a /24 with every second of {@value #LEASES} addresses in use. What is read live
 * costs nothing here. Immutable once made.
 */
final class LargeCluster implements ClusterView {
  static final int SUBNETS = 1_000;
  static final int LEASES = 50;
  private static final int FIRST_HOST = 11;
  private static final int STRIDE = 2;
  private static final int OCTET = 256;

  private final Map<String, FlatNetworkSubnet> subnets = new HashMap<>();
  private final Map<String, List<Holder>> bySubnet = new HashMap<>();
  private final Map<String, Holder> byAddress = new HashMap<>();
  private final Map<MacAddress, Holder> byMac = new HashMap<>();

  LargeCluster() {
    for (int i = 0; i < SUBNETS; i++) {
      add(i);
    }
  }

  private void add(int number) {
    String name = name(number);
    List<IpRange> used = new ArrayList<>();
    List<Holder> holders = new ArrayList<>();
    for (int lease = 0; lease < LEASES; lease++) {
      IpAddress address = IpAddress.parse(address(number, FIRST_HOST + STRIDE * lease));
      Holder holder =
          new Holder(
              name, "default", name + "-" + lease, Optional.of("Deployment/default/" + name));
      used.add(IpRange.of(address));
      holders.add(holder);
      byAddress.put(name + "/" + address, holder);
      byMac.put(
          MacAddress.parse(
              String.format("02:00:%02x:%02x:00:%02x", number / OCTET, number % OCTET, lease)),
          holder);
    }
    bySubnet.put(name, List.copyOf(holders));
    subnets.put(name, subnet(name, number, address(number, 0) + "/24", RangeSet.copyOf(used)));
  }

  private static FlatNetworkSubnet subnet(String name, int vlan, String cidr, RangeSet used) {
    return FlatNetworkSubnet.builder()
        .metadata(
            new V1ObjectMeta()
                .namespace(FlatNetwork.NAMESPACE)
                .name(name)
                .uid(name)
                .resourceVersion("1"))
        .spec(
            FlatNetworkSubnetSpec.builder()
                .flatMode("macvlan")
                .master("eth0")
                .vlan(vlan)
                .cidr(cidr)
                .build())
        .status(
            FlatNetworkSubnetStatus.builder()
                .phase("Active")
                .ledger(LedgerCodec.encode(used))
                .build())
        .build();
  }

  /** The name of a subnet, by its number from 0. */
  static String name(int number) {
    return "net-" + number;
  }

  /** The text of an address in a subnet. */
  static String address(int number, int host) {
    return "10." + number / OCTET + "." + number % OCTET + "." + host;
  }

  @Override
  public Optional<FlatNetworkSubnet> subnet(String name) {
    return Optional.ofNullable(subnets.get(name));
  }

  @Override
  public Optional<FlatNetworkSubnet> freshSubnet(String name) {
    return subnet(name);
  }

  @Override
  public Collection<FlatNetworkSubnet> freshSubnets() {
    return subnets.values();
  }

  @Override
  public Collection<Holder> holders(String subnet, IpAddress address) {
    return Optional.ofNullable(byAddress.get(subnet + "/" + address)).stream().toList();
  }

  @Override
  public Collection<Holder> holders(MacAddress mac) {
    return Optional.ofNullable(byMac.get(mac)).stream().toList();
  }

  @Override
  public Collection<Holder> holders(String subnet) {
    return bySubnet.getOrDefault(subnet, List.of());
  }

  @Override
  public boolean hasCronJob(String namespace, String name) {
    return false;
  }
}
