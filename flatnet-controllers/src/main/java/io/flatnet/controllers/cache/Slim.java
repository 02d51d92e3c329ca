package io.flatnet.controllers.cache;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of objects what no controller uses, before a cache keeps them. A pod that takes no part
 * keeps its name, UID, phase and deletion time only.
 */
public final class Slim {
  /** The label that tells which part of a ReplicaSet's name its Deployment did not give it. */
  public static final String POD_TEMPLATE_HASH = "pod-template-hash";

  private static final Set<String> USED_CONDITIONS = Set.of("Ready", "PodScheduled");

  private Slim() {}

  /** Takes the fields out, in place, that say who wrote what: the most of a small object. */
  public static <T extends KubernetesObject> T managedFields(T object) {
    V1ObjectMeta metadata = object.getMetadata();
    if (metadata != null) {
      metadata.setManagedFields(null);
    }
    return object;
  }

  /** Metadata without anything: the type itself begins with five empty collections. */
  public static V1ObjectMeta emptyMetadata() {
    return new V1ObjectMeta()
        .annotations(null)
        .finalizers(null)
        .labels(null)
        .managedFields(null)
        .ownerReferences(null);
  }

  /** A status without anything: the type itself begins with nine empty collections. */
  static V1PodStatus emptyStatus() {
    return new V1PodStatus()
        .allocatedResources(null)
        .conditions(null)
        .containerStatuses(null)
        .ephemeralContainerStatuses(null)
        .hostIPs(null)
        .initContainerStatuses(null)
        .nodeAllocatableResourceClaimStatuses(null)
        .podIPs(null)
        .resourceClaimStatuses(null);
  }

  /** A spec without anything: the type itself begins with thirteen collections of its own. */
  static V1PodSpec emptySpec() {
    return new V1PodSpec()
        .containers(List.of())
        .ephemeralContainers(null)
        .hostAliases(null)
        .imagePullSecrets(null)
        .initContainers(null)
        .nodeSelector(null)
        .overhead(null)
        .readinessGates(null)
        .resourceClaims(null)
        .schedulingGates(null)
        .tolerations(null)
        .topologySpreadConstraints(null)
        .volumes(null);
  }

  /** A pod with what the controllers use of it. */
  public static V1Pod pod(V1Pod pod) {
    V1ObjectMeta full = Metadata.of(pod);
    V1ObjectMeta metadata =
        emptyMetadata()
            .namespace(full.getNamespace())
            .name(full.getName())
            .uid(full.getUid())
            .resourceVersion(full.getResourceVersion())
            .deletionTimestamp(full.getDeletionTimestamp());
    V1PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), V1PodStatus::new);
    V1PodStatus slimStatus = emptyStatus().phase(status.getPhase());
    V1Pod slim = new V1Pod().metadata(metadata).status(slimStatus);
    if (FlatNetworkWish.takesPart(full.getAnnotations())) {
      metadata
          .creationTimestamp(full.getCreationTimestamp())
          .ownerReferences(Metadata.owners(pod).isEmpty() ? null : full.getOwnerReferences())
          .annotations(only(full.getAnnotations(), key -> key.startsWith(FlatNetwork.GROUP)))
          .labels(full.getLabels() == null ? null : Map.copyOf(full.getLabels()));
      slim.spec(spec(pod.getSpec()));
      slimStatus.conditions(conditions(status.getConditions()));
    }
    return slim;
  }

  /** Where the pod runs, and its named ports, which Services point at. */
  private static V1PodSpec spec(@Nullable V1PodSpec full) {
    V1PodSpec spec = emptySpec();
    if (full == null) {
      return spec;
    }
    List<V1Container> sidecars = named(sidecars(full));
    if (!sidecars.isEmpty()) {
      spec.initContainers(sidecars);
    }
    return spec.nodeName(full.getNodeName())
        .hostname(full.getHostname())
        .subdomain(full.getSubdomain())
        .containers(
            named(Objects.requireNonNullElse(full.getContainers(), List.<V1Container>of())));
  }

  /** Those of these containers that have named ports, without all else. */
  private static List<V1Container> named(List<V1Container> containers) {
    List<V1Container> named = new ArrayList<>();
    for (V1Container container : containers) {
      List<V1ContainerPort> ports =
          Objects.requireNonNullElse(container.getPorts(), List.<V1ContainerPort>of()).stream()
              .filter(port -> port.getName() != null)
              .toList();
      if (!ports.isEmpty()) {
        named.add(
            new V1Container()
                .name(container.getName())
                .restartPolicy(container.getRestartPolicy())
                .ports(ports));
      }
    }
    return List.copyOf(named);
  }

  /** The init containers that run as long as the pod: native sidecars. */
  public static List<V1Container> sidecars(V1PodSpec spec) {
    return Objects.requireNonNullElse(spec.getInitContainers(), List.<V1Container>of()).stream()
        .filter(container -> "Always".equals(container.getRestartPolicy()))
        .toList();
  }

  /** Whether the pod is ready, and when it was scheduled. */
  private static @Nullable List<V1PodCondition> conditions(@Nullable List<V1PodCondition> full) {
    return full == null
        ? null
        : full.stream().filter(condition -> USED_CONDITIONS.contains(condition.getType())).toList();
  }

  private static @Nullable Map<String, String> only(
      @Nullable Map<String, String> all, Predicate<String> wanted) {
    if (all == null) {
      return null;
    }
    Map<String, String> some = new HashMap<>();
    all.forEach(
        (key, value) -> {
          if (wanted.test(key)) {
            some.put(key, value);
          }
        });
    return Map.copyOf(some);
  }
}
