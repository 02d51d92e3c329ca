package io.flatnet.controllers.diagnose;

import io.flatnet.controllers.pod.PodPresence;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A pod's way to its address, step by step. Pure.
 *
 * @param steps all steps in their order; those after the first that is not done are {@code LATER}
 * @param end what is to be said of a pod that is on its way out; empty for others
 */
public record PodTrace(List<TraceStep> steps, String end) {
  private static final List<String> NAMES =
      List.of(
          "annotation",
          "subnet",
          "object",
          "ledger",
          "published",
          "node",
          "interface",
          "labels",
          "services");

  /** Follows a pod. */
  public static PodTrace of(PodView view) {
    PodSteps follower = new PodSteps(view);
    List<TraceStep> steps = new ArrayList<>();
    for (Supplier<TraceStep> step : follower.steps()) {
      steps.add(step.get());
      if (!steps.getLast().isPassed()) {
        break;
      }
    }
    for (String name : NAMES.subList(steps.size(), NAMES.size())) {
      steps.add(new TraceStep(name, TraceStep.State.LATER, null, "", ""));
    }
    return new PodTrace(steps, end(view.pod()));
  }

  /** The step that is waited for; empty when all is done. */
  public Optional<TraceStep> open() {
    return steps.stream().filter(step -> !step.isPassed()).findFirst();
  }

  private static String end(V1Pod pod) {
    if (PodPresence.isEnded(pod)) {
      return "the pod has ended, and its address is given back";
    }
    OffsetDateTime deleted = Metadata.of(pod).getDeletionTimestamp();
    return deleted == null
        ? ""
        : "the pod is being deleted since "
            + deleted.toInstant()
            + ", and keeps its address until it is gone";
  }
}
