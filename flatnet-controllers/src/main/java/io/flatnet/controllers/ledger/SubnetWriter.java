package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last version of a subnet that its ledger read or wrote, and the writes that are based on it.
 * One thread writes; any thread may ask {@link #isOwn}.
 */
final class SubnetWriter {
  private static final int REMEMBERED_VERSIONS = 64;

  private final ObjectKey key;
  private final ResourceStore<FlatNetworkSubnet> subnets;
  private final Set<String> ownVersions = ConcurrentHashMap.newKeySet();
  private @Nullable FlatNetworkSubnet current;

  SubnetWriter(ObjectKey key, ResourceStore<FlatNetworkSubnet> subnets) {
    this.key = key;
    this.subnets = subnets;
  }

  /** Reads the subnet without taking it over. */
  Outcome<FlatNetworkSubnet> read() {
    return subnets.get(key);
  }

  /** Bases all further writes on this version. */
  void take(FlatNetworkSubnet subnet) {
    current = subnet;
    remember(subnet);
  }

  /** There is no subnet. */
  void forget() {
    current = null;
  }

  /** The version that writes are based on, or empty when there is no subnet. */
  Optional<FlatNetworkSubnet> current() {
    return Optional.ofNullable(current);
  }

  /** Whether this version of the subnet came from here, so that it is no news. */
  boolean isOwn(FlatNetworkSubnet subnet) {
    return ownVersions.contains(version(subnet));
  }

  /** Whether this is exactly the version that writes are based on. */
  boolean isCurrent(FlatNetworkSubnet subnet) {
    return current != null && version(current).equals(version(subnet));
  }

  /** Whether the subnet is on its way out. */
  boolean isDeleting() {
    return current != null && Metadata.isDeleting(current);
  }

  /** Whether writing this status would change nothing. */
  boolean says(FlatNetworkSubnetStatus status) {
    return required().status().equals(status);
  }

  /** Writes the status at the version that was read. */
  Outcome<FlatNetworkSubnet> write(FlatNetworkSubnetStatus status) {
    return written(subnets.updateStatus(required().withStatus(status)));
  }

  /** Changes the version and nothing that means anything, at the version that was read. */
  Outcome<FlatNetworkSubnet> bump() {
    return written(
        subnets.patch(
            key,
            MergePatch.builder()
                .annotations(Map.of(AddressWriter.FENCE_ANNOTATION, UUID.randomUUID().toString()))
                .resourceVersion(version(required()))
                .build()));
  }

  /** Puts our finalizer on, which keeps the subnet while addresses of it are in use. */
  Outcome<FlatNetworkSubnet> keep() {
    List<String> finalizers = new ArrayList<>(finalizers());
    if (isDeleting() || finalizers.contains(FlatNetwork.IN_USE_FINALIZER)) {
      return new Outcome.Done<>(required());
    }
    finalizers.add(FlatNetwork.IN_USE_FINALIZER);
    return patch(finalizers);
  }

  /** Whether the subnet is on its way out and only our finalizer, or the reference's, holds it. */
  boolean isHeldBack() {
    List<String> finalizers = current == null ? List.of() : finalizers();
    return isDeleting()
        && (finalizers.contains(FlatNetwork.IN_USE_FINALIZER)
            || finalizers.contains(FlatNetwork.REFERENCE_SUBNET_FINALIZER));
  }

  /** Takes our finalizer, and the reference's, off. */
  Outcome<FlatNetworkSubnet> letGo() {
    List<String> finalizers = new ArrayList<>(finalizers());
    finalizers.remove(FlatNetwork.IN_USE_FINALIZER);
    finalizers.remove(FlatNetwork.REFERENCE_SUBNET_FINALIZER);
    return patch(finalizers);
  }

  private Outcome<FlatNetworkSubnet> patch(List<String> finalizers) {
    return written(
        subnets.patch(
            key,
            MergePatch.builder()
                .finalizers(finalizers)
                .resourceVersion(version(required()))
                .build()));
  }

  private Outcome<FlatNetworkSubnet> written(Outcome<FlatNetworkSubnet> outcome) {
    outcome.answer().ifPresent(this::take);
    return outcome;
  }

  private void remember(FlatNetworkSubnet subnet) {
    if (ownVersions.size() >= REMEMBERED_VERSIONS) {
      ownVersions.clear(); // at worst one read more
    }
    ownVersions.add(version(subnet));
  }

  private List<String> finalizers() {
    return Objects.requireNonNullElse(required().getMetadata().getFinalizers(), List.of());
  }

  private FlatNetworkSubnet required() {
    return Objects.requireNonNull(current, "no subnet was read");
  }

  private static String version(FlatNetworkSubnet subnet) {
    return Objects.requireNonNullElse(subnet.getMetadata().getResourceVersion(), "");
  }
}
