package io.flatnet.webhook;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.api.SubnetValues;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A cluster in memory: what is in the API server, and what the caches have of it. */
final class FakeCluster implements ClusterView {
  /** A pod with an address and a MAC. */
  record Lease(Holder holder, IpAddress address, @Nullable MacAddress mac) {}

  private final Map<String, FlatNetworkSubnet> cached = new TreeMap<>();
  private final Map<String, FlatNetworkSubnet> live = new TreeMap<>();
  private final List<Lease> leases = new ArrayList<>();
  private final Set<String> cronJobs = new HashSet<>();
  private int version;
  private int reads;
  private boolean isDown;

  static FlatNetworkSubnetSpec spec(String cidr) {
    return FlatNetworkSubnetSpec.builder()
        .flatMode("macvlan")
        .master("eth0")
        .vlan(0)
        .cidr(cidr)
        .build();
  }

  static IpRangeSpec range(String from, String to) {
    return IpRangeSpec.builder().from(from).to(to).build();
  }

  static RangeSet addresses(String... addresses) {
    return RangeSet.copyOf(
        Arrays.stream(addresses).map(IpAddress::parse).map(IpRange::of).toList());
  }

  /** A subnet that the API server and the caches have. */
  FakeCluster subnet(String name, FlatNetworkSubnetSpec spec) {
    put(name, spec, FlatNetworkSubnetStatus.builder().build());
    cached.put(name, Objects.requireNonNull(live.get(name)));
    return this;
  }

  /** Gives a subnet another status, in the API server and the caches. */
  FakeCluster status(String name, FlatNetworkSubnetStatus status) {
    freshStatus(name, status);
    cached.put(name, Objects.requireNonNull(live.get(name)));
    return this;
  }

  /** Gives a subnet another status that the caches do not have yet. */
  FakeCluster freshStatus(String name, FlatNetworkSubnetStatus status) {
    put(name, Objects.requireNonNull(live.get(name)).spec(), status);
    return this;
  }

  /** The caches lose a subnet that the API server has. */
  FakeCluster late(String name) {
    cached.remove(name);
    return this;
  }

  private void put(String name, FlatNetworkSubnetSpec spec, FlatNetworkSubnetStatus status) {
    live.put(
        name,
        FlatNetworkSubnet.builder()
            .metadata(
                new V1ObjectMeta()
                    .namespace("cattle-flat-network")
                    .name(name)
                    .uid(name)
                    .resourceVersion(Integer.toString(++version)))
            .spec(spec)
            .status(status)
            .build());
  }

  static FlatNetworkSubnetStatus reserved(String workload, String... addresses) {
    return FlatNetworkSubnetStatus.builder()
        .reservedIP(Map.of(workload, SubnetValues.wire(addresses(addresses))))
        .build();
  }

  static FlatNetworkSubnetStatus used(String... addresses) {
    return FlatNetworkSubnetStatus.builder()
        .ledger(LedgerCodec.encode(addresses(addresses)))
        .build();
  }

  /** A pod of a workload that has an address; null for a bare pod. */
  FakeCluster pod(String subnet, String pod, @Nullable String workload, String address) {
    return pod(subnet, pod, workload, address, null);
  }

  /** The same with a MAC. */
  FakeCluster pod(
      String subnet, String pod, @Nullable String workload, String address, @Nullable String mac) {
    leases.add(
        new Lease(
            new Holder(subnet, "default", pod, Optional.ofNullable(workload)),
            IpAddress.parse(address),
            mac == null ? null : MacAddress.parse(mac)));
    return this;
  }

  FakeCluster cronJob(String name) {
    cronJobs.add("default/" + name);
    return this;
  }

  /** The API server answers no more. */
  FakeCluster down() {
    isDown = true;
    return this;
  }

  /** How often the API server was asked. */
  int reads() {
    return reads;
  }

  private void read(String what) {
    reads++;
    if (isDown) {
      throw new UnknownStateException(
          "cannot read " + what + ": the API server must answer, got a refused connection");
    }
  }

  @Override
  public Optional<FlatNetworkSubnet> subnet(String name) {
    return Optional.ofNullable(cached.get(name));
  }

  @Override
  public Optional<FlatNetworkSubnet> freshSubnet(String name) {
    read("subnet \"" + name + "\"");
    return Optional.ofNullable(live.get(name));
  }

  @Override
  public Collection<FlatNetworkSubnet> freshSubnets() {
    read("the subnets");
    return new HashMap<>(live).values();
  }

  @Override
  public Collection<Holder> holders(String subnet, IpAddress address) {
    return leases.stream()
        .filter(lease -> lease.address().equals(address))
        .map(Lease::holder)
        .filter(holder -> holder.subnet().equals(subnet))
        .toList();
  }

  @Override
  public Collection<Holder> holders(MacAddress mac) {
    return leases.stream().filter(lease -> mac.equals(lease.mac())).map(Lease::holder).toList();
  }

  @Override
  public Collection<Holder> holders(String subnet) {
    return leases.stream()
        .map(Lease::holder)
        .filter(holder -> holder.subnet().equals(subnet))
        .toList();
  }

  @Override
  public boolean hasCronJob(String namespace, String name) {
    return cronJobs.contains(namespace + "/" + name);
  }
}
