package io.flatnet.controllers.workload;

import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.Labels;
import io.flatnet.controllers.event.EventSubject;
import java.util.Map;
import java.util.Set;

/**
 * What of a workload matters, whatever its kind.
 *
 * @param key its kind and name
 * @param subject the object, for events
 * @param labels its own labels
 * @param wish what the annotations of its pod template ask for
 * @param ofCronJob whether it is a Job that a CronJob made, and so has no reservation of its own
 */
record Workload(
    WorkloadKey key,
    EventSubject subject,
    Map<String, String> labels,
    FlatNetworkWish wish,
    boolean ofCronJob) {
  /** The labels that the operator keeps on workloads, and takes off again. */
  static final Set<String> LABELS = Set.of(Labels.IP_TYPE, Labels.SUBNET, Labels.FLAT_MODE);

  /** Whether there is something to look at: its template takes part, or it has labels of ours. */
  boolean concerns() {
    return !(wish instanceof FlatNetworkWish.None) || LABELS.stream().anyMatch(labels::containsKey);
  }

  /** Whether its template names this subnet. */
  boolean names(String subnet) {
    return wish instanceof FlatNetworkWish.Wanted wanted && wanted.subnet().equals(subnet);
  }
}
