package io.flatnet.cni.attach;

import java.util.List;

/**
 * What to do for an attachment, in order.
 *
 * @param steps the steps
 * @param warnings what was asked and left out, and why
 */
public record AttachmentPlan(List<Step> steps, List<String> warnings) {
  /** Copies the lists. */
  public AttachmentPlan {
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /** The steps until the interface is there and its addresses are known to be nobody else's. */
  public List<Step> making() {
    return steps.subList(0, made());
  }

  /** The steps after {@link #making}. */
  public List<Step> finishing() {
    return steps.subList(made(), steps.size());
  }

  private int made() {
    int made = 0;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Step.CreateLink || steps.get(i) instanceof Step.Probe) {
        made = i + 1;
      }
    }
    return made;
  }
}
