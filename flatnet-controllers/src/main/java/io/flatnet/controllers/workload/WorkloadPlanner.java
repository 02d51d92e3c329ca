package io.flatnet.controllers.workload;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.IpType;
import io.flatnet.api.Labels;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for a workload. Pure.
 *
 * <p>Labels and reservation follow the pod template. While an annotation of the template cannot be
 * read, both stay as they are: nobody can tell that the addresses are given up, and one that was
 * let go in the meantime could be another's when the template is corrected.
 */
final class WorkloadPlanner {
  private WorkloadPlanner() {}

  /**
   * What is known about one workload.
   *
   * @param workload the workload
   * @param subnet the subnet that its template names, or null when it is unknown
   * @param reservedIn the subnets in which it may have a reservation
   */
  record View(
      Workload workload, @Nullable FlatNetworkSubnet subnet, SortedSet<String> reservedIn) {}

  /** The actions, in their order; none when all is as it should be, but for what is idempotent. */
  static List<WorkloadAction> plan(View view) {
    return switch (view.workload().wish()) {
      case FlatNetworkWish.None _ -> actions(view, Map.of(), Optional.empty());
      case FlatNetworkWish.Malformed malformed ->
          List.of(new WorkloadAction.Warn(malformed.message()));
      case FlatNetworkWish.Wanted wish ->
          actions(view, labels(wish, view.subnet()), reservation(view.workload(), wish));
    };
  }

  /** The actions when there is no such workload any more. */
  static List<WorkloadAction> gone(SortedSet<String> reservedIn) {
    return reservedIn.stream().<WorkloadAction>map(WorkloadAction.Release::new).toList();
  }

  private static List<WorkloadAction> actions(
      View view, Map<String, String> labels, Optional<WorkloadAction.Reserve> reservation) {
    List<WorkloadAction> actions = new ArrayList<>();
    reservation.ifPresent(actions::add);
    for (String subnet : view.reservedIn()) {
      if (reservation.filter(kept -> kept.subnet().equals(subnet)).isEmpty()) {
        actions.add(new WorkloadAction.Release(subnet));
      }
    }
    Map<String, @Nullable String> changes = changes(view.workload().labels(), labels);
    if (!changes.isEmpty()) {
      actions.add(new WorkloadAction.Label(changes));
    }
    return actions;
  }

  /** Of a wish for certain addresses; those of a Job that a CronJob made are the CronJob's. */
  private static Optional<WorkloadAction.Reserve> reservation(
      Workload workload, FlatNetworkWish.Wanted wish) {
    return wish.type() == IpType.AUTO || workload.ofCronJob()
        ? Optional.empty()
        : Optional.of(new WorkloadAction.Reserve(wish.subnet(), set(wish.addresses())));
  }

  private static RangeSet set(List<IpAddress> addresses) {
    return RangeSet.copyOf(addresses.stream().map(IpRange::of).toList());
  }

  private static Map<String, String> labels(
      FlatNetworkWish.Wanted wish, @Nullable FlatNetworkSubnet subnet) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(Labels.IP_TYPE, wish.type().label());
    labels.put(Labels.SUBNET, wish.subnet());
    String flatMode = subnet == null ? null : subnet.spec().getFlatMode();
    if (flatMode != null && !flatMode.isEmpty()) {
      labels.put(Labels.FLAT_MODE, flatMode);
    }
    labels.values().removeIf(value -> !Labels.isValue(value));
    return labels;
  }

  private static Map<String, @Nullable String> changes(
      Map<String, String> present, Map<String, String> wanted) {
    Map<String, @Nullable String> changes = new TreeMap<>();
    for (String label : Workload.LABELS) {
      String value = wanted.get(label);
      String before = present.get(label);
      boolean same = value == null ? before == null : value.equals(before);
      if (!same) {
        changes.put(label, value);
      }
    }
    return changes;
  }
}
