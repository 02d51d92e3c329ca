package io.flatnet.controllers.endpoint;

import io.flatnet.api.Annotations;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the selector of a Service is to be: of one on the flat network in the annotation, so that
 * Kubernetes publishes no other addresses of its pods; of any other in its spec. Pure.
 */
final class SelectorPlanner {
  private SelectorPlanner() {}

  /** What is to be done about the selector before anything else. */
  sealed interface Step {
    /** Take the selector out of the spec. */
    record Move(MergePatch patch) implements Step {}

    /**
     * Put the selector into the spec.
     *
     * @param singleStack the same for a headless Service that was given a second family when it had
     *     no selector, which a cluster of one family refuses with a selector
     */
    record PutBack(MergePatch patch, MergePatch singleStack) implements Step {}

    /** Take the annotation off, since the spec has a selector. */
    record Drop(MergePatch patch) implements Step {}

    /** The annotation cannot be read, so nothing that others made may be touched. */
    record Unreadable(String message) implements Step {}
  }

  /** The step; empty when the selector is where it belongs. */
  static Optional<Step> plan(V1Service service) {
    @Nullable String kept = Metadata.annotations(service).get(Annotations.SELECTOR);
    boolean inSpec = !FlatServices.specSelector(service).isEmpty();
    boolean belongsInSpec = !FlatServices.isFlat(service) || FlatServices.keepsSelector(service);
    if (belongsInSpec && FlatServices.original(service).isPresent()) {
      return Optional.empty(); // a twin that somebody edited; the service controller mends it
    }
    if (inSpec) {
      return belongsInSpec ? drop(service, kept) : Optional.of(move(service));
    }
    if (kept == null) {
      return Optional.empty();
    }
    Optional<Map<String, String>> selector = FlatServices.keptSelector(service);
    if (selector.isEmpty()) {
      return Optional.of(new Step.Unreadable(unreadable(kept)));
    }
    return belongsInSpec ? Optional.of(putBack(service, selector.get())) : Optional.empty();
  }

  private static Optional<Step> drop(V1Service service, @Nullable String kept) {
    return kept == null
        ? Optional.empty()
        : Optional.of(new Step.Drop(annotated(service, null).build()));
  }

  private static Step move(V1Service service) {
    Map<String, String> selector = FlatServices.specSelector(service);
    return new Step.Move(
        annotated(service, Selectors.format(selector))
            .members("spec", Collections.<String, @Nullable Object>singletonMap("selector", null))
            .build());
  }

  private static Step putBack(V1Service service, Map<String, String> selector) {
    Map<String, Object> spec = new HashMap<>(Map.of("selector", selector));
    MergePatch patch = annotated(service, null).members("spec", spec).build();
    spec.put("ipFamilyPolicy", "SingleStack");
    return new Step.PutBack(patch, annotated(service, null).members("spec", spec).build());
  }

  /** One write at the version that was read: never a moment with two selectors or none. */
  private static MergePatch.Builder annotated(V1Service service, @Nullable String selector) {
    return MergePatch.builder()
        .annotations(
            Collections.<String, @Nullable String>singletonMap(Annotations.SELECTOR, selector))
        .resourceVersion(Metadata.version(service));
  }

  private static String unreadable(String kept) {
    return "cannot read annotation "
        + Annotations.SELECTOR
        + " \""
        + kept
        + "\": must be name=value joined by commas; write the selector there, or into spec.selector";
  }
}
