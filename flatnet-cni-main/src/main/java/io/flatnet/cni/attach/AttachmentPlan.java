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
}
