package io.flatnet.controllers.subnet;

import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends duplicates that somebody else made: of the pods that hold one address all but the eldest are
 * deleted, so that their workloads make them anew. No other pod of the subnet is touched.
 */
public final class DuplicateResolver {
  private static final Logger log = LoggerFactory.getLogger(DuplicateResolver.class);
  private static final Comparator<V1Pod> AGE =
      Comparator.comparing(
              (V1Pod pod) ->
                  Objects.requireNonNullElse(
                      Metadata.of(pod).getCreationTimestamp(), OffsetDateTime.MAX))
          .thenComparing(pod -> Metadata.uid(pod));

  private final ClusterStore store;

  /** A resolver that reads and deletes pods of this store. */
  public DuplicateResolver(ClusterStore store) {
    this.store = store;
  }

  /** Deletes the younger pods. Blocks for a few requests. */
  public void resolve(String subnet, Map<IpAddress, List<Lease>> duplicates) {
    duplicates.forEach(
        (address, leases) -> {
          List<V1Pod> pods = new ArrayList<>();
          for (Lease lease : leases) {
            store.pods().get(ObjectKey.parse(lease.owner())).answer().ifPresent(pods::add);
          }
          for (V1Pod pod : younger(pods)) {
            delete(subnet, address, pod);
          }
        });
  }

  /** All but the eldest of the pods that are not on their way out already. */
  static List<V1Pod> younger(List<V1Pod> pods) {
    List<V1Pod> byAge = pods.stream().sorted(AGE).toList();
    return byAge.stream().skip(1).filter(pod -> !Metadata.isDeleting(pod)).toList();
  }

  private void delete(String subnet, IpAddress address, V1Pod pod) {
    ObjectKey key = ObjectKey.of(pod);
    log.warn(
        "subnet \"{}\": {} is held by an elder pod too; deleting pod \"{}\"", subnet, address, key);
    if (store.pods().delete(key, Metadata.uid(pod)) instanceof Outcome.Failure<?> failure) {
      log.warn("subnet \"{}\": {}; tried again at the next repair", subnet, failure.message());
    }
  }
}
