package io.flatnet.controllers.service;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.endpoint.FlatServices;
import io.flatnet.controllers.endpoint.Selectors;
import io.flatnet.controllers.service.TwinPorts.Port;
import io.flatnet.controllers.service.TwinPorts.Unraisable;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a twin is, and what of it is mended when it is edited. Pure.
 *
 * <p>It has both families: it has no address of its own, and which families its pods have is the
 * subnets' matter, not the cluster's. {@code PreferDualStack} says so and is legal on a cluster of
 * one family, also if the Service gets a selector once more.
 */
final class Twins {
  private static final String NONE = "None";
  private static final String CLUSTER_IP = "ClusterIP";
  private static final String BOTH_FAMILIES = "PreferDualStack";

  private Twins() {}

  /** The twin that a Service should have. */
  static V1Service of(V1Service original, Map<String, String> selector) throws Unraisable {
    ObjectKey key = ObjectKey.of(original);
    V1ServiceSpec spec =
        new V1ServiceSpec() // begins with empty collections
            .clusterIPs(null)
            .externalIPs(null)
            .ipFamilies(null)
            .loadBalancerSourceRanges(null)
            .selector(null)
            .type(CLUSTER_IP)
            .clusterIP(NONE)
            .ipFamilyPolicy(BOTH_FAMILIES)
            .ports(TwinPorts.of(original));
    if (publishesAll(original)) {
      spec.publishNotReadyAddresses(true);
    }
    return new V1Service()
        .apiVersion("v1")
        .kind("Service")
        .metadata(
            new V1ObjectMeta()
                .namespace(key.namespace())
                .name(key.name() + FlatServices.TWIN_SUFFIX)
                .annotations(annotations(selector))
                .ownerReferences(
                    List.of(
                        new V1OwnerReference()
                            .apiVersion("v1")
                            .kind("Service")
                            .name(key.name())
                            .uid(Metadata.uid(original)))))
        .spec(spec);
  }

  private static Map<String, String> annotations(Map<String, String> selector) {
    return new TreeMap<>(
        Map.of(
            Annotations.NETWORKS,
            FlatNetwork.NETWORK_NAME,
            Annotations.SELECTOR,
            Selectors.format(selector)));
  }

  private static boolean publishesAll(V1Service service) {
    return Boolean.TRUE.equals(FlatServices.spec(service).getPublishNotReadyAddresses());
  }

  /**
   * The write that makes a twin what it should be; empty when it is. Labels, and annotations of
   * others, stay.
   */
  static Optional<MergePatch> repair(V1Service twin, V1Service wished) {
    V1ServiceSpec has = FlatServices.spec(twin);
    Map<String, @Nullable Object> spec = new TreeMap<>();
    if (!FlatServices.specSelector(twin).isEmpty()) {
      spec.put("selector", null);
    }
    if (!Port.of(twin).equals(Port.of(wished)) || hasNodePort(twin)) {
      spec.put("ports", FlatServices.ports(wished));
    }
    if (!CLUSTER_IP.equals(has.getType())) {
      spec.put("type", CLUSTER_IP);
    }
    if (publishesAll(twin) != publishesAll(wished)) {
      spec.put("publishNotReadyAddresses", publishesAll(wished));
    }
    if (!BOTH_FAMILIES.equals(has.getIpFamilyPolicy())) {
      spec.put("ipFamilyPolicy", BOTH_FAMILIES);
    }
    Map<String, String> annotations = new TreeMap<>(Metadata.annotations(wished));
    annotations
        .entrySet()
        .removeIf(entry -> entry.getValue().equals(Metadata.annotations(twin).get(entry.getKey())));
    if (spec.isEmpty() && annotations.isEmpty()) {
      return Optional.empty();
    }
    MergePatch.Builder patch =
        MergePatch.builder().resourceVersion(Metadata.version(twin)).uid(Metadata.uid(twin));
    if (!annotations.isEmpty()) {
      patch.annotations(annotations);
    }
    if (!spec.isEmpty()) {
      patch.members("spec", spec);
    }
    return Optional.of(patch.build());
  }

  private static boolean hasNodePort(V1Service service) {
    return FlatServices.ports(service).stream()
        .anyMatch(port -> port.getNodePort() != null && port.getNodePort() != 0);
  }
}
