package io.flatnet.controllers.pod;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.Labels;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the FlatNetworkIP that a pod asks for, and its parts. Pure. */
final class Claims {
  private static final String STATEFUL_SET = ResourceType.STATEFUL_SETS.kind();
  private static final String APPS_V1 = ResourceType.STATEFUL_SETS.apiVersion();

  private Claims() {}

  /**
   * The object that a pod is to have.
   *
   * @param subnet the subnet when it is known
   * @param project the project of the namespace, or null
   * @param workload the pod's workload, or null
   */
  static FlatNetworkIP of(
      V1Pod pod,
      FlatNetworkWish.Wanted wish,
      @Nullable FlatNetworkSubnet subnet,
      @Nullable String project,
      @Nullable String workload) {
    V1ObjectMeta metadata =
        new V1ObjectMeta()
            .namespace(Metadata.of(pod).getNamespace())
            .name(Metadata.of(pod).getName())
            .labels(labels(pod, wish, project, workload))
            .ownerReferences(List.of(owner(pod)))
            .finalizers(List.of(FlatNetwork.ADDRESS_FINALIZER));
    if (subnet != null && isMarked(subnet, Annotations.IPV6_TO_4)) {
      metadata.annotations(Map.of(Annotations.IPV6_TO_4, "true"));
    }
    return FlatNetworkIP.builder().metadata(metadata).spec(spec(pod, wish)).build();
  }

  private static boolean isMarked(FlatNetworkSubnet subnet, String annotation) {
    Map<String, String> annotations = subnet.getMetadata().getAnnotations();
    return annotations != null && !annotations.getOrDefault(annotation, "").isEmpty();
  }

  private static FlatNetworkIPSpec spec(V1Pod pod, FlatNetworkWish.Wanted wish) {
    return FlatNetworkIPSpec.builder()
        .subnet(wish.subnet())
        .addrs(texts(wish.addresses()))
        .macs(texts(wish.macs()))
        .podId(Metadata.uid(pod))
        .build();
  }

  /** The object's spec with this wish; everything else stays. */
  static FlatNetworkIPSpec wishing(FlatNetworkIPSpec spec, FlatNetworkWish.Wanted wish) {
    return spec.withSubnet(wish.subnet())
        .withAddrs(texts(wish.addresses()))
        .withMacs(texts(wish.macs()));
  }

  /** Whether the object asks for the same, however it is spelled. */
  static boolean asksFor(FlatNetworkIPSpec spec, FlatNetworkWish.Wanted wish) {
    return wish.subnet().equals(spec.getSubnet())
        && wish.addresses().equals(parsed(spec.getAddrs(), IpAddress::parse).orElse(null))
        && wish.macs().equals(parsed(spec.getMacs(), MacAddress::parse).orElse(null));
  }

  /** The labels that the object is to have. */
  static Map<String, String> labels(
      V1Pod pod, FlatNetworkWish.Wanted wish, @Nullable String project, @Nullable String workload) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(Labels.IP_SUBNET, wish.subnet());
    labels.put(Labels.IP_TYPE, wish.type().label());
    if (project != null) {
      labels.put(Labels.PROJECT_ID, project);
    }
    selector(pod, workload).ifPresent(selector -> labels.put(Labels.WORKLOAD_SELECTOR, selector));
    labels.values().removeIf(value -> !Labels.isValue(value));
    return labels;
  }

  private static Optional<String> selector(V1Pod pod, @Nullable String workload) {
    Map<String, String> labels = Metadata.labels(pod);
    String copied = labels.get(Labels.WORKLOAD_SELECTOR);
    if (copied != null) {
      return Optional.of(copied);
    }
    return Optional.ofNullable(workload).flatMap(Workloads::selector);
  }

  /** The pod, or its StatefulSet. */
  private static V1OwnerReference owner(V1Pod pod) {
    V1OwnerReference set =
        Workloads.controller(pod)
            .filter(owner -> STATEFUL_SET.equals(owner.getKind()))
            .orElse(null);
    if (set != null) {
      return new V1OwnerReference()
          .apiVersion(APPS_V1)
          .kind(STATEFUL_SET)
          .name(set.getName())
          .uid(set.getUid());
    }
    return new V1OwnerReference()
        .apiVersion("v1")
        .kind("Pod")
        .name(ObjectKey.of(pod).name())
        .uid(Metadata.uid(pod));
  }

  private static <T> @Nullable List<String> texts(List<T> values) {
    return values.isEmpty() ? null : values.stream().map(Object::toString).toList();
  }

  private static <T> Optional<List<T>> parsed(
      @Nullable List<String> texts, Function<String, T> parser) {
    try {
      return Optional.of(
          texts == null
              ? List.of()
              : texts.stream().filter(text -> !text.isEmpty()).map(parser).toList());
    } catch (AddressFormatException _) {
      return Optional.empty(); // whatever it is, it is not what the pod asks for
    }
  }
}
