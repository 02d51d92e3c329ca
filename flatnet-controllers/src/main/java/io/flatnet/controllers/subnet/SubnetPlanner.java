package io.flatnet.controllers.subnet;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.Labels;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpPrefix;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What of a subnet, beside its status, is to be changed. Pure. */
final class SubnetPlanner {
  private static final Map<String, String> DEFAULT_MODES =
      Map.of("macvlan", "bridge", "ipvlan", "l2");

  private SubnetPlanner() {}

  /** Labels that are missing or wrong, and the cidr in its normal form; empty when all is well. */
  static Optional<MergePatch> plan(FlatNetworkSubnet subnet) {
    if (Metadata.isDeleting(subnet)) {
      return Optional.empty();
    }
    Map<String, String> labels = labels(subnet.spec());
    Map<String, String> present =
        Objects.requireNonNullElse(subnet.getMetadata().getLabels(), Map.of());
    labels.entrySet().removeIf(label -> label.getValue().equals(present.get(label.getKey())));
    Optional<String> cidr = normalCidr(subnet.spec());
    if (labels.isEmpty() && cidr.isEmpty()) {
      return Optional.empty();
    }
    MergePatch.Builder patch = MergePatch.builder();
    if (!labels.isEmpty()) {
      patch.labels(labels);
    }
    cidr.ifPresent(normal -> patch.field("spec", Map.of("cidr", normal)));
    return Optional.of(
        patch
            .resourceVersion(
                Objects.requireNonNullElse(subnet.getMetadata().getResourceVersion(), ""))
            .build());
  }

  private static Map<String, String> labels(FlatNetworkSubnetSpec spec) {
    String flatMode = Objects.requireNonNullElse(spec.getFlatMode(), "");
    String mode = Objects.requireNonNullElse(spec.getMode(), "");
    Map<String, String> labels = new TreeMap<>();
    labels.put(Labels.SUBNET_MASTER, Objects.requireNonNullElse(spec.getMaster(), ""));
    labels.put(Labels.SUBNET_VLAN, Integer.toString(Objects.requireNonNullElse(spec.getVlan(), 0)));
    labels.put(
        Labels.SUBNET_MODE, mode.isEmpty() ? DEFAULT_MODES.getOrDefault(flatMode, "") : mode);
    labels.put(Labels.SUBNET_FLAT_MODE, flatMode);
    labels.values().removeIf(value -> !Labels.isValue(value));
    return labels;
  }

  /** {@code 10.0.0.7/24} is stored as {@code 10.0.0.0/24}. */
  private static Optional<String> normalCidr(FlatNetworkSubnetSpec spec) {
    String cidr = spec.getCidr();
    if (cidr == null || cidr.isEmpty()) {
      return Optional.empty();
    }
    try {
      String normal = IpPrefix.parse(cidr).toString();
      return normal.equals(cidr) ? Optional.empty() : Optional.of(normal);
    } catch (AddressFormatException _) {
      return Optional.empty(); // the status says so
    }
  }
}
