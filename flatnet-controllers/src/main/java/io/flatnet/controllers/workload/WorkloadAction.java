package io.flatnet.controllers.workload;

import io.flatnet.ipam.RangeSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that the workload controller does. */
sealed interface WorkloadAction {
  /** Set labels of the workload; a null value takes one off. */
  record Label(Map<String, @Nullable String> labels) implements WorkloadAction {}

  /** Have exactly these addresses of a subnet reserved for the workload. */
  record Reserve(String subnet, RangeSet addresses) implements WorkloadAction {}

  /** End the workload's reservation in a subnet. */
  record Release(String subnet) implements WorkloadAction {}

  /** Tell the workload's owner what is wrong. */
  record Warn(String message) implements WorkloadAction {}
}
