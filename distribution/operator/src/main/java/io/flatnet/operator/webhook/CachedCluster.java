package io.flatnet.operator.webhook;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.ObjectNames;
import io.flatnet.controllers.ClusterCaches;
import io.flatnet.controllers.pod.PodWorkloads;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.webhook.ClusterView;
import io.flatnet.webhook.Holder;
import io.flatnet.webhook.UnknownStateException;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The cluster as the controllers' caches know it, and as the API server does where the judges ask
 * for that or a cache is behind. Safe for use by many threads.
 *
 * <p>A FlatNetworkIP whose pod is gone holds nothing: the operator is about to free its address,
 * and until then the subnet's ledger has it.
 */
final class CachedCluster implements ClusterView {
  private final ClusterCaches caches;
  private final LeaseIndexes leases;
  private final PodWorkloads workloads;
  private final ClusterStore store;

  /**
   * A view of caches that are not filled yet.
   *
   * @param store for what is read live, with a time limit below that of a review
   */
  CachedCluster(ClusterCaches caches, ClusterStore store) {
    this.caches = caches;
    this.leases = new LeaseIndexes(caches.addresses());
    this.workloads =
        new PodWorkloads(caches.pods(), caches.jobs(), store.resource(ResourceType.JOBS));
    this.store = store;
  }

  /** Whether all caches have their first list. */
  boolean isSynced() {
    return caches.areSynced();
  }

  @Override
  public Optional<FlatNetworkSubnet> subnet(String name) {
    return caches.subnets().get(ObjectKey.ofSubnet(name));
  }

  @Override
  public Optional<FlatNetworkSubnet> freshSubnet(String name) {
    return read(store.subnets().get(ObjectKey.ofSubnet(name)), "subnet \"" + name + "\"");
  }

  @Override
  public Collection<FlatNetworkSubnet> freshSubnets() {
    return read(store.subnets().list(), "the subnets").orElse(List.of()).stream()
        .filter(subnet -> FlatNetwork.NAMESPACE.equals(subnet.getMetadata().getNamespace()))
        .toList();
  }

  @Override
  public Collection<Holder> holders(String subnet, IpAddress address) {
    return known(leases.of(subnet, address));
  }

  @Override
  public Collection<Holder> holders(MacAddress mac) {
    return known(leases.of(mac));
  }

  @Override
  public Collection<Holder> holders(String subnet) {
    return leases.of(subnet).stream().map(lease -> holder(lease, workloads.key(lease))).toList();
  }

  @Override
  public boolean hasCronJob(String namespace, String name) {
    if (!ObjectNames.isLegal(namespace) || !ObjectNames.isLegal(name)) {
      return false; // the text of an object that nobody has checked yet
    }
    ObjectKey key = new ObjectKey(namespace, name);
    return caches.cronJobs().get(key).isPresent()
        || read(store.resource(ResourceType.CRON_JOBS).get(key), "CronJob \"" + key + "\"")
            .isPresent();
  }

  private List<Holder> known(Collection<FlatNetworkIP> found) {
    return found.stream()
        .flatMap(lease -> pod(lease).map(pod -> holder(lease, workload(pod))).stream())
        .toList();
  }

  private static Holder holder(FlatNetworkIP lease, Optional<String> workload) {
    ObjectKey key = ObjectKey.of(lease);
    String subnet = Objects.requireNonNullElse(lease.spec().getSubnet(), "");
    return new Holder(subnet, key.namespace(), key.name(), workload);
  }

  /** The pod with its owners; empty when it is gone. */
  private Optional<V1Pod> pod(FlatNetworkIP lease) {
    ObjectKey key = ObjectKey.of(lease);
    return caches
        .pods()
        .get(key)
        .filter(pod -> isOf(pod, lease))
        .filter(pod -> FlatNetworkWish.takesPart(Metadata.annotations(pod))) // else without owners
        .or(
            () ->
                read(store.pods().get(key), "pod \"" + key + "\"").filter(pod -> isOf(pod, lease)));
  }

  private static boolean isOf(V1Pod pod, FlatNetworkIP lease) {
    return Metadata.uid(pod).equals(lease.spec().getPodId());
  }

  private Optional<String> workload(V1Pod pod) {
    if (!workloads.learn(pod)) {
      throw new UnknownStateException(
          "cannot tell which workload pod \""
              + ObjectKey.of(pod)
              + "\" is of: the API server does not say what made its Job");
    }
    return workloads.key(pod);
  }

  /** What was read; empty when there is no such object. */
  private static <T> Optional<T> read(Outcome<T> outcome, String what) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> Optional.of(value);
      case Outcome.NotFound<T> _ -> Optional.empty();
      case Outcome.Failure<T> failure ->
          throw new UnknownStateException(
              "cannot read " + what + ": the API server must tell, got: " + failure.message());
    };
  }
}
