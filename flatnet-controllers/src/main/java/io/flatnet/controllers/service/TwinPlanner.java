package io.flatnet.controllers.service;

import static io.flatnet.controllers.endpoint.FlatServices.TWIN_SUFFIX;

import io.flatnet.controllers.endpoint.FlatPods;
import io.flatnet.controllers.endpoint.FlatServices;
import io.flatnet.controllers.endpoint.Selectors;
import io.flatnet.controllers.service.TwinPorts.Unraisable;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about the twin of one Service. Pure.
 *
 * <p><b>When nothing matches.</b> A rolling restart with {@code maxUnavailable: 100%}, a scale to
 * zero, or pods that wait for a node leave a Service without flat pods for a while. The twin then
 * stays: it costs nothing, its name goes on to resolve (to no address), and what others wrote on it
 * is kept. It goes when no flat pod was matched for {@link TwinReconciler#LINGER}, and at once when
 * the Service itself is of a kind that has no twin, or its workload says {@code disabled}. A twin
 * that is made anew later is the same again: it has no address of its own to lose.
 */
final class TwinPlanner {
  private static final int MAX_NAME_CHARACTERS = 63;
  private static final String V1_SUFFIX = "-macvlan";
  private static final String V1_NETWORK = "static-macvlan-cni-attach";

  private TwinPlanner() {}

  /** Whether pods ask for a twin. */
  private enum Demand {
    WANTED,
    DISABLED,
    NONE
  }

  /**
   * Plans for one original.
   *
   * @param original the Service
   * @param twin the Service that has the twin's name, or null
   * @param pods pods of its namespace
   */
  static Optional<TwinAction> plan(V1Service original, @Nullable V1Service twin, List<V1Pod> pods) {
    Map<String, String> selector = FlatServices.selector(original);
    if (selector.isEmpty() || hasNoTwin(original)) {
      return remove(original, twin, "the Service is of a kind that has none");
    }
    return switch (demand(selector, pods)) {
      case WANTED -> wanted(original, twin, selector);
      case DISABLED -> remove(original, twin, "the workload wants no flat service");
      case NONE ->
          twin != null && isTwinOf(twin, original) && !Metadata.isDeleting(twin)
              ? Optional.of(new TwinAction.Linger(Metadata.uid(twin)))
              : Optional.empty();
    };
  }

  private static Demand demand(Map<String, String> selector, List<V1Pod> pods) {
    List<V1Pod> matched =
        pods.stream()
            .filter(pod -> Selectors.matches(selector, Metadata.labels(pod)))
            .filter(FlatPods::takesPart)
            .toList();
    if (matched.isEmpty()) {
      return Demand.NONE;
    }
    return matched.stream().allMatch(FlatPods::wantsNoService) ? Demand.DISABLED : Demand.WANTED;
  }

  /** Twins themselves, other names, what an Ingress made for itself, and the twins of V1. */
  static boolean hasNoTwin(V1Service service) {
    String name = ObjectKey.of(service).name();
    return FlatServices.isExternalName(service)
        || FlatServices.original(service).isPresent()
        || (name.endsWith(TWIN_SUFFIX)
            && FlatServices.isHeadless(service)
            && FlatServices.isFlat(service))
        || (name.startsWith("ingress-") && isOwnedByIngress(service))
        || (name.endsWith(V1_SUFFIX)
            && FlatServices.isHeadless(service)
            && FlatServices.networks(service).contains(V1_NETWORK));
  }

  private static boolean isOwnedByIngress(V1Service service) {
    return Metadata.owners(service).stream().anyMatch(owner -> "Ingress".equals(owner.getKind()));
  }

  private static Optional<TwinAction> wanted(
      V1Service original, @Nullable V1Service twin, Map<String, String> selector) {
    String name = ObjectKey.of(original).name() + TWIN_SUFFIX;
    if (name.length() > MAX_NAME_CHARACTERS) {
      return warn(
          name, "a Service's name has at most 63 characters, got " + name.length() + "; rename");
    }
    if (twin != null && !isTwinOf(twin, original)) {
      return FlatServices.original(twin).isPresent()
          ? delete(twin, "it is of an earlier Service of that name")
          : warn(name, "somebody else's Service has that name; rename one of the two");
    }
    if (twin != null && Metadata.isDeleting(twin)) {
      return Optional.empty(); // its end is an event that leads here again
    }
    try {
      V1Service wished = Twins.of(original, selector);
      if (twin == null) {
        return Optional.of(new TwinAction.Create(wished));
      }
      return FlatServices.isHeadless(twin)
          ? Twins.repair(twin, wished).map(TwinAction.Repair::new)
          : delete(twin, "it has an address of its own, which cannot be taken from it");
    } catch (Unraisable e) {
      return warn(name, e.getMessage());
    }
  }

  private static Optional<TwinAction> remove(
      V1Service original, @Nullable V1Service twin, String why) {
    return twin != null && isTwinOf(twin, original) ? delete(twin, why) : Optional.empty();
  }

  private static Optional<TwinAction> delete(V1Service twin, String why) {
    return Metadata.isDeleting(twin)
        ? Optional.empty()
        : Optional.of(new TwinAction.Delete(Metadata.uid(twin), why));
  }

  private static Optional<TwinAction> warn(String name, @Nullable String constraint) {
    return Optional.of(
        new TwinAction.Warn(
            "cannot make the flat-network Service \"" + name + "\": " + constraint));
  }

  private static boolean isTwinOf(V1Service twin, V1Service original) {
    return FlatServices.original(twin)
        .filter(owner -> Metadata.uid(original).equals(owner.getUid()))
        .isPresent();
  }
}
