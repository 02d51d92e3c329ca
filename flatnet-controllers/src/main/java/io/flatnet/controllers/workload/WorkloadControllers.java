package io.flatnet.controllers.workload;

import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.ledger.Ledgers;
import io.flatnet.controllers.ledger.Reservation;
import io.flatnet.controllers.pod.PodWorkloads;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.runtime.ControllerContext;
import io.flatnet.controllers.runtime.ControllerGroup;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.common.KubernetesObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps labels and reservations of workloads as their pod templates are. Reservations of workloads
 * that were deleted while nobody watched are found in the subnets, when the group begins; keys of
 * kinds that are not of the five are left alone.
 */
public final class WorkloadControllers extends ControllerGroup {
  private final Map<String, WorkloadCache<?>> kinds = new HashMap<>();
  private final PodWorkloads pods;
  private final WorkQueue<WorkloadKey> queue;

  /**
   * Controllers of the workloads in these caches.
   *
   * @param workloads a cache for each kind
   * @param subnets all subnets
   * @param ledgers who writes reservations
   * @param pods tells whose a pod is that holds an address
   */
  public WorkloadControllers(
      ControllerContext context,
      List<WorkloadCache<?>> workloads,
      ObservedCache<FlatNetworkSubnet> subnets,
      Ledgers ledgers,
      PodWorkloads pods) {
    super("workload", context);
    this.pods = pods;
    workloads.forEach(cache -> kinds.put(cache.kind().resource().kind(), cache));
    queue =
        queue(
            "workload",
            new WorkloadReconciler(kinds, subnets, ledgers, context.store(), context.events())
                ::reconcile);
    ledgers.onReserved(this::reserved);
    on(subnets, this::subnetChanged);
    workloads.forEach(this::listen);
  }

  private <T extends KubernetesObject> void listen(WorkloadCache<T> cache) {
    on(
        cache.objects(),
        (before, after) -> {
          changed(before == null ? null : cache.kind().read(before));
          changed(after == null ? null : cache.kind().read(after));
        });
  }

  private void changed(@Nullable Workload workload) {
    if (workload != null && workload.concerns()) {
      queue.add(workload.key());
    }
  }

  private void subnetChanged(
      @Nullable FlatNetworkSubnet before, @Nullable FlatNetworkSubnet after) {
    Map<String, List<IpRangeSpec>> old = reservations(before);
    Map<String, List<IpRangeSpec>> now = reservations(after);
    Set<String> keys = new HashSet<>(old.keySet());
    keys.addAll(now.keySet());
    keys.removeIf(key -> Objects.equals(old.get(key), now.get(key)));
    for (String text : keys) {
      WorkloadKey.parse(text).filter(key -> kinds.containsKey(key.kind())).ifPresent(queue::add);
    }
    FlatNetworkSubnet subnet = after != null ? after : before;
    if (subnet != null && !Objects.equals(flatMode(before), flatMode(after))) {
      String name = ObjectKey.of(subnet).name();
      kinds.values().forEach(kind -> kind.naming(name).forEach(queue::add));
    }
  }

  private static Map<String, List<IpRangeSpec>> reservations(@Nullable FlatNetworkSubnet subnet) {
    Map<String, List<IpRangeSpec>> reserved =
        subnet == null ? null : subnet.status().getReservedIP();
    return reserved == null ? Map.of() : reserved;
  }

  private static @Nullable String flatMode(@Nullable FlatNetworkSubnet subnet) {
    return subnet == null ? null : subnet.spec().getFlatMode();
  }

  /** On a ledger's thread: says on the workload who has what it wishes. */
  private void reserved(Reservation reservation) {
    WorkloadKey key = WorkloadKey.parse(reservation.workload()).orElse(null);
    WorkloadCache<?> kind = key == null ? null : kinds.get(key.kind());
    if (key == null || kind == null) {
      return;
    }
    ReservationMessage.of(
            reservation, pod -> pods.isOfAnother(ObjectKey.parse(pod), reservation.workload()))
        .ifPresent(
            message ->
                kind.get(key.object())
                    .ifPresent(
                        workload ->
                            context()
                                .events()
                                .warning(
                                    workload.subject(), EventReasons.RESERVATION_ERROR, message)));
  }
}
