package io.flatnet.controllers.ip;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.pod.Patience;
import io.flatnet.controllers.pod.PodPresence.Presence;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** What is to be done with a FlatNetworkIP. Pure, but for what it is given to ask. */
final class IpPlanner {
  private static final String STATEFUL_SET = ResourceType.STATEFUL_SETS.kind();
  private static final String APPS_V1 = ResourceType.STATEFUL_SETS.apiVersion();

  /** How often the node of a pod that does not end is looked for; the pod's own end is an event. */
  static final Duration NODE_CHECK = Duration.ofSeconds(30);

  private IpPlanner() {}

  /**
   * The next thing to do; what follows is planned after the event of it.
   *
   * @param pod tells whether the object's pod is there; asked at most once
   * @param subnetGone whether the object's subnet is surely gone; asked only of an active object
   * @param settled whether the ledger knows the object and nothing is open
   * @param patience the time that is left to the pod to get its interface, empty for ever; asked
   *     only of a settled object without one
   */
  static Optional<IpAction> plan(
      FlatNetworkIP ip,
      Supplier<Presence> pod,
      Supplier<Boolean> subnetGone,
      Supplier<Boolean> settled,
      Supplier<Optional<Duration>> patience) {
    if (Metadata.isDeleting(ip)) {
      return AddressObjects.finalizersToTakeOff(ip) ? Optional.of(leaving(pod)) : Optional.empty();
    }
    switch (pod.get()) {
      case GONE -> {
        return Optional.of(new IpAction.Delete(uid(ip), "its pod is gone"));
      }
      case UNKNOWN -> {
        return Optional.of(new IpAction.AskAgain());
      }
      case THERE -> {}
    }
    Optional<MergePatch> patch = repair(ip.getMetadata());
    if (patch.isPresent()) {
      return patch.map(IpAction.Patch::new);
    }
    if (AddressObjects.isActive(ip) && subnetGone.get()) {
      return Optional.of(new IpAction.Delete(uid(ip), "its subnet is gone"));
    }
    if (!settled.get()) {
      return Optional.of(new IpAction.Submit());
    }
    return AddressObjects.isActive(ip)
        ? Optional.empty()
        : patience.get().map(left -> waiting(ip, left));
  }

  private static IpAction waiting(FlatNetworkIP ip, Duration left) {
    return left.isPositive()
        ? new IpAction.Await(left)
        : new IpAction.DeletePod(
            AddressObjects.podId(ip),
            "it has an address and a node, and no interface after "
                + Patience.LIMIT.toMinutes()
                + " min; see the agent's log on the node");
  }

  private static IpAction leaving(Supplier<Presence> pod) {
    return switch (pod.get()) {
      case GONE -> new IpAction.Release();
      case UNKNOWN -> new IpAction.AskAgain();
      case THERE -> new IpAction.Await(NODE_CHECK);
    };
  }

  /** Our finalizer, and the right group for an owner that the reference wrote as {@code v1}. */
  static Optional<MergePatch> repair(V1ObjectMeta metadata) {
    List<String> finalizers = Objects.requireNonNullElse(metadata.getFinalizers(), List.of());
    List<V1OwnerReference> owners =
        Objects.requireNonNullElse(metadata.getOwnerReferences(), List.of());
    boolean finalizerMissing = !finalizers.contains(FlatNetwork.ADDRESS_FINALIZER);
    boolean ownerWrong = owners.stream().anyMatch(IpPlanner::isWrong);
    if (!finalizerMissing && !ownerWrong) {
      return Optional.empty();
    }
    MergePatch.Builder patch = MergePatch.builder();
    if (finalizerMissing) {
      List<String> more = new ArrayList<>(finalizers);
      more.add(FlatNetwork.ADDRESS_FINALIZER);
      patch.finalizers(more);
    }
    if (ownerWrong) {
      patch.ownerReferences(owners.stream().map(IpPlanner::corrected).toList());
    }
    return Optional.of(
        patch
            .resourceVersion(Objects.requireNonNullElse(metadata.getResourceVersion(), ""))
            .build());
  }

  private static boolean isWrong(V1OwnerReference owner) {
    return STATEFUL_SET.equals(owner.getKind()) && !APPS_V1.equals(owner.getApiVersion());
  }

  private static V1OwnerReference corrected(V1OwnerReference owner) {
    return isWrong(owner)
        ? new V1OwnerReference()
            .apiVersion(APPS_V1)
            .kind(owner.getKind())
            .name(owner.getName())
            .uid(owner.getUid())
            .controller(owner.getController())
            .blockOwnerDeletion(owner.getBlockOwnerDeletion())
        : owner;
  }

  private static String uid(FlatNetworkIP ip) {
    return Objects.requireNonNullElse(ip.getMetadata().getUid(), "");
  }
}
