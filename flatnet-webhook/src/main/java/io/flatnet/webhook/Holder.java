package io.flatnet.webhook;

import java.util.Objects;
import java.util.Optional;

/**
 * A pod that has an address.
 *
 * @param subnet the name of the address's subnet
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param workload the workload that the pod is of, {@code <Kind>/<namespace>/<name>} as the keys of
 *     {@code status.reservedIP}: see {@link io.flatnet.api.PodOwner}; empty for a pod that nothing
 *     made
 */
public record Holder(String subnet, String namespace, String pod, Optional<String> workload) {
  /**
   * Checks that all is there.
   *
   * @throws NullPointerException if a member is null; it names which
   */
  public Holder {
    Objects.requireNonNull(subnet, "subnet");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(pod, "pod");
    Objects.requireNonNull(workload, "workload");
  }

  /** {@code <namespace>/<name>} of the pod. */
  public String podKey() {
    return namespace + "/" + pod;
  }
}
