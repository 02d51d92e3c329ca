package io.flatnet.controllers.endpoint;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The flat addresses that a Service publishes. Pure. */
final class Members {
  private Members() {}

  /**
   * What endpoints share that are in one slice.
   *
   * @param family the address family
   * @param ports the ports, sorted
   */
  record Group(IpFamily family, List<EndpointPort> ports) {
    Group {
      ports = List.copyOf(ports);
    }
  }

  /** One endpoint and the group that it belongs to. */
  record Member(Group group, FlatEndpoint endpoint) {}

  /**
   * The members: the pods that the Service selects, which have not ended and whose interface on the
   * flat network exists. Ready, serving and terminating are as in Kubernetes' own slices: serving
   * is the pod's Ready condition, and ready is that unless the pod is being deleted, or always when
   * the Service publishes addresses that are not ready.
   *
   * @param pods pods of the Service's namespace
   * @param address the FlatNetworkIP of a pod's name, or null
   */
  static List<Member> of(
      V1Service service, List<V1Pod> pods, Function<ObjectKey, @Nullable FlatNetworkIP> address) {
    Map<String, String> selector = FlatServices.selector(service);
    Set<IpFamily> families = families(service);
    boolean isTwin = FlatServices.original(service).isPresent();
    return pods.stream()
        .filter(pod -> Selectors.matches(selector, Metadata.labels(pod)))
        .filter(FlatPods::takesPart)
        .filter(pod -> !isTwin || !FlatPods.wantsNoService(pod))
        .flatMap(pod -> member(service, pod, address.apply(ObjectKey.of(pod))).stream())
        .filter(member -> families.contains(member.group().family()))
        .sorted((a, b) -> a.endpoint().compareTo(b.endpoint()))
        .toList();
  }

  /**
   * The families that a Service publishes: those of its own addresses; all when it is headless,
   * since then only DNS reads them, and a flat subnet may well have the family that the cluster's
   * own network does not.
   */
  static Set<IpFamily> families(V1Service service) {
    List<String> named =
        Objects.requireNonNullElse(FlatServices.spec(service).getIpFamilies(), List.of());
    EnumSet<IpFamily> families = EnumSet.noneOf(IpFamily.class);
    for (IpFamily family : IpFamily.values()) {
      if (named.contains(wire(family))) {
        families.add(family);
      }
    }
    return families.isEmpty() || FlatServices.isHeadless(service)
        ? EnumSet.allOf(IpFamily.class)
        : families;
  }

  /** The family as slices and Services spell it. */
  static String wire(IpFamily family) {
    return switch (family) {
      case IPV4 -> "IPv4";
      case IPV6 -> "IPv6";
    };
  }

  private static Optional<Member> member(V1Service service, V1Pod pod, @Nullable FlatNetworkIP ip) {
    boolean isOfPod = ip != null && Metadata.uid(pod).equals(ip.spec().getPodId());
    if (ip == null || !isOfPod || !AddressObjects.isActive(ip)) {
      return Optional.empty();
    }
    return AddressObjects.published(ip).map(address -> member(service, pod, address));
  }

  private static Member member(V1Service service, V1Pod pod, IpAddress address) {
    V1PodSpec spec = FlatPods.spec(pod);
    ObjectKey key = ObjectKey.of(pod);
    boolean serving = FlatPods.isReady(pod);
    boolean terminating = Metadata.isDeleting(pod);
    boolean publishesAll =
        Boolean.TRUE.equals(FlatServices.spec(service).getPublishNotReadyAddresses());
    boolean isNamed = Objects.equals(spec.getSubdomain(), Metadata.of(service).getName());
    FlatEndpoint endpoint =
        new FlatEndpoint(
            address.toString(),
            key.namespace(),
            key.name(),
            Metadata.uid(pod),
            Objects.requireNonNullElse(spec.getNodeName(), ""),
            isNamed ? Objects.requireNonNullElse(spec.getHostname(), "") : "",
            publishesAll || (serving && !terminating),
            serving,
            terminating);
    return new Member(
        new Group(address.family(), EndpointPort.of(FlatServices.ports(service), pod)), endpoint);
  }
}
