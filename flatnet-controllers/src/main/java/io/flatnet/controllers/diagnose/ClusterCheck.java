package io.flatnet.controllers.diagnose;

import java.util.List;
import java.util.stream.Stream;

/** What is wrong in a cluster, as far as one look can tell. Pure. */
public final class ClusterCheck {
  private ClusterCheck() {}

  /**
   * The faults, the gravest kinds first. A cluster that works can show some of them for a moment:
   * see {@link FaultKind#isMomentary}, and {@link Inspection}, which looks again.
   *
   * <p>Cost: linear in the objects, plus Services times the flat pods of their namespace.
   */
  public static List<Fault> of(ClusterPicture picture) {
    return Stream.of(
            DuplicateCheck.of(picture),
            LedgerCheck.of(picture),
            PodCheck.of(picture),
            SliceCheck.of(picture))
        .flatMap(faults -> faults)
        .sorted()
        .toList();
  }
}
