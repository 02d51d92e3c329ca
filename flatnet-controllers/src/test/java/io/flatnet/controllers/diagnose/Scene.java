package io.flatnet.controllers.diagnose;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A cluster in which all is well: a subnet, two pods with addresses, and a Service that publishes
 * them. Tests change one thing.
 */
final class Scene {
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  static final OffsetDateTime LONG_AGO = NOW.minusSeconds(3600).atOffset(ZoneOffset.UTC);

  final List<FlatNetworkSubnet> before = new ArrayList<>();
  final List<FlatNetworkSubnet> subnets = new ArrayList<>();
  final List<FlatNetworkIP> addresses = new ArrayList<>();
  final List<V1Pod> pods = new ArrayList<>();
  final Set<String> workloads = Set.of("StatefulSet/shop/db");
  final List<V1Service> services = new ArrayList<>();
  final List<V1EndpointSlice> slices = new ArrayList<>();

  Scene() {
    ledger("10.0.0.10", "10.0.0.11");
    add("web-1", "10.0.0.10");
    add("web-2", "10.0.0.11");
    services.add(
        new V1Service()
            .metadata(
                new V1ObjectMeta()
                    .namespace("shop")
                    .name("web-flat")
                    .uid("u-service")
                    .annotations(
                        Map.of(
                            Annotations.NETWORKS,
                            FlatNetwork.NETWORK_NAME,
                            Annotations.SELECTOR,
                            "app=web")))
            .spec(new V1ServiceSpec().clusterIP("None")));
    publish("web-1", "10.0.0.10", "web-2", "10.0.0.11");
  }

  /** What is read of this cluster. */
  ClusterPicture picture() {
    return new ClusterPicture(NOW, before, subnets, addresses, pods, workloads, services, slices);
  }

  List<Fault> faults() {
    return ClusterCheck.of(picture());
  }

  /** Makes the subnet anew, with these addresses in its ledger. */
  void ledger(String... used) {
    FlatNetworkSubnet subnet =
        subnet(
            FlatNetworkSubnetStatus.builder()
                .phase("Active")
                .ledger(LedgerCodec.encode(set(used)))
                .reservedIP(
                    Map.of(
                        "StatefulSet/shop/db",
                        List.of(IpRangeSpec.builder().from("10.0.0.20").to("10.0.0.22").build())))
                .build());
    before.clear();
    before.add(subnet);
    subnets.clear();
    subnets.add(subnet);
  }

  static FlatNetworkSubnet subnet(FlatNetworkSubnetStatus status) {
    return FlatNetworkSubnet.builder()
        .metadata(new V1ObjectMeta().namespace(FlatNetwork.NAMESPACE).name("lab").uid("u-lab"))
        .spec(
            FlatNetworkSubnetSpec.builder()
                .flatMode("macvlan")
                .master("eth0")
                .vlan(0)
                .cidr("10.0.0.0/24")
                .gateway("10.0.0.1")
                .build())
        .status(status)
        .build();
  }

  static RangeSet set(String... addresses) {
    RangeSet set = RangeSet.empty();
    for (String address : addresses) {
      set = set.with(IpAddress.parse(address));
    }
    return set;
  }

  /** A pod with an address. */
  void add(String name, String address) {
    pods.add(pod(name));
    addresses.add(address(name, address));
  }

  static V1Pod pod(String name) {
    return new V1Pod()
        .metadata(
            new V1ObjectMeta()
                .namespace("shop")
                .name(name)
                .uid("u-" + name)
                .creationTimestamp(LONG_AGO)
                .labels(Map.of("app", "web"))
                .annotations(Map.of(Annotations.IP, "auto", Annotations.SUBNET, "lab")));
  }

  static FlatNetworkIP address(String name, String address) {
    return FlatNetworkIP.builder()
        .metadata(
            new V1ObjectMeta()
                .namespace("shop")
                .name(name)
                .uid("u-ip-" + name)
                .creationTimestamp(LONG_AGO)
                .finalizers(List.of(FlatNetwork.ADDRESS_FINALIZER)))
        .spec(FlatNetworkIPSpec.builder().subnet("lab").podId("u-" + name).build())
        .status(FlatNetworkIPStatus.builder().phase("Active").addr(address).build())
        .build();
  }

  /** Makes the Service's slice anew, with pairs of pods and addresses. */
  void publish(String... podsAndAddresses) {
    List<V1Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < podsAndAddresses.length; i += 2) {
      endpoints.add(
          new V1Endpoint()
              .addresses(List.of(podsAndAddresses[i + 1]))
              .targetRef(
                  new V1ObjectReference()
                      .kind("Pod")
                      .namespace("shop")
                      .name(podsAndAddresses[i])
                      .uid("u-" + podsAndAddresses[i])));
    }
    slices.clear();
    slices.add(
        new V1EndpointSlice()
            .metadata(
                new V1ObjectMeta()
                    .namespace("shop")
                    .name("web-flat-abcde")
                    .uid("u-slice")
                    .labels(
                        Map.of(
                            "kubernetes.io/service-name",
                            "web-flat",
                            "endpointslice.kubernetes.io/managed-by",
                            "flatnet-operator")))
            .endpoints(endpoints));
  }
}
