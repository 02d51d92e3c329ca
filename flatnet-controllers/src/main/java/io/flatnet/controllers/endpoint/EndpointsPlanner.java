package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.endpoint.Members.Member;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.IpFamily;
import io.kubernetes.client.openapi.models.V1EndpointAddress;
import io.kubernetes.client.openapi.models.V1EndpointSubset;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Endpoints object of the core group, for those who do not read slices yet. It has a label that
 * keeps Kubernetes from making slices of it, and at most {@value #MAX_ADDRESSES} addresses, ready
 * ones first. Pure.
 */
final class EndpointsPlanner {
  /** The most addresses, as of Kubernetes' own controller. */
  static final int MAX_ADDRESSES = 1000;

  /** Tells that addresses are left out. */
  static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

  private static final String TRUNCATED = "truncated";
  private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

  private EndpointsPlanner() {}

  /** A subset whose lists are sets: their order means nothing. */
  private record Subset(
      List<EndpointPort> ports, Set<V1EndpointAddress> ready, Set<V1EndpointAddress> notReady) {}

  /**
   * The object as it is to be written; empty when it is right.
   *
   * @param present the object of that name, or null
   */
  static Optional<V1Endpoints> plan(
      V1Service service, @Nullable V1Endpoints present, List<Member> members) {
    List<Member> listed = listed(service, members);
    boolean truncated = listed.size() > MAX_ADDRESSES;
    List<V1EndpointSubset> subsets = subsets(truncated ? listed.subList(0, MAX_ADDRESSES) : listed);
    if (present != null && isRight(service, present, subsets, truncated)) {
      return Optional.empty();
    }
    ObjectKey key = ObjectKey.of(service);
    V1ObjectMeta metadata =
        new V1ObjectMeta()
            .namespace(key.namespace())
            .name(key.name())
            .annotations(annotations(present, truncated))
            .labels(SliceObjects.endpointsLabels(service))
            .ownerReferences(List.of(SliceObjects.owner(service)));
    if (present != null) {
      metadata
          .uid(Metadata.of(present).getUid())
          .resourceVersion(Metadata.of(present).getResourceVersion());
    }
    return Optional.of(
        new V1Endpoints().apiVersion("v1").kind("Endpoints").metadata(metadata).subsets(subsets));
  }

  /**
   * Who is in it: pods that are being deleted are not, unless the Service publishes all; the first
   * family of a Service with an address of its own; ready pods first.
   */
  private static List<Member> listed(V1Service service, List<Member> members) {
    Optional<IpFamily> only = onlyFamily(service);
    List<Member> listed =
        members.stream()
            .filter(m -> m.endpoint().ready() || !m.endpoint().terminating())
            .filter(m -> only.isEmpty() || only.get() == m.group().family())
            .filter(m -> !m.group().ports().isEmpty() || FlatServices.ports(service).isEmpty())
            .toList();
    return Stream.concat(
            listed.stream().filter(m -> m.endpoint().ready()),
            listed.stream().filter(m -> !m.endpoint().ready()))
        .toList();
  }

  private static Optional<IpFamily> onlyFamily(V1Service service) {
    List<String> families =
        Objects.requireNonNullElse(FlatServices.spec(service).getIpFamilies(), List.of());
    if (FlatServices.isHeadless(service) || families.isEmpty()) {
      return Optional.empty();
    }
    return Stream.of(IpFamily.values())
        .filter(family -> Members.wire(family).equals(families.getFirst()))
        .findFirst();
  }

  private static List<V1EndpointSubset> subsets(List<Member> listed) {
    Map<List<EndpointPort>, V1EndpointSubset> subsets = new HashMap<>();
    List<V1EndpointSubset> inOrder = new ArrayList<>();
    for (Member member : listed) {
      V1EndpointSubset subset =
          subsets.computeIfAbsent(
              member.group().ports(),
              ports -> {
                V1EndpointSubset fresh = subset(ports);
                inOrder.add(fresh);
                return fresh;
              });
      if (member.endpoint().ready()) {
        subset.addAddressesItem(member.endpoint().inEndpoints());
      } else {
        subset.addNotReadyAddressesItem(member.endpoint().inEndpoints());
      }
    }
    return inOrder;
  }

  private static V1EndpointSubset subset(List<EndpointPort> ports) {
    return new V1EndpointSubset()
        .addresses(null) // the type sets empty ones
        .notReadyAddresses(null)
        .ports(ports.isEmpty() ? null : ports.stream().map(EndpointPort::inEndpoints).toList());
  }

  private static boolean isRight(
      V1Service service, V1Endpoints present, List<V1EndpointSubset> subsets, boolean truncated) {
    boolean saysSo = TRUNCATED.equals(Metadata.annotations(present).get(OVER_CAPACITY));
    return SliceObjects.endpointsLabels(service).equals(Metadata.labels(present))
        && SliceObjects.isOwned(present, service)
        && saysSo == truncated
        && canonical(present.getSubsets()).equals(canonical(subsets));
  }

  private static Set<Subset> canonical(@Nullable List<V1EndpointSubset> subsets) {
    Set<Subset> set = new HashSet<>();
    for (V1EndpointSubset subset :
        Objects.requireNonNullElse(subsets, List.<V1EndpointSubset>of())) {
      set.add(
          new Subset(
              EndpointPort.ofSubset(subset.getPorts()),
              set(subset.getAddresses()),
              set(subset.getNotReadyAddresses())));
    }
    return set;
  }

  private static Set<V1EndpointAddress> set(@Nullable List<V1EndpointAddress> addresses) {
    return addresses == null ? Set.of() : new HashSet<>(addresses);
  }

  private static @Nullable Map<String, String> annotations(
      @Nullable V1Endpoints present, boolean truncated) {
    Map<String, String> annotations = new TreeMap<>();
    if (present != null) {
      annotations.putAll(Metadata.annotations(present));
    }
    annotations.remove(TRIGGER_TIME); // of Kubernetes' controller, from before it was ours
    annotations.remove(OVER_CAPACITY);
    if (truncated) {
      annotations.put(OVER_CAPACITY, TRUNCATED);
    }
    return annotations;
  }
}
