package io.flatnet.controllers;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.cache.ObservedCache;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.stream.Stream;

/**
 * The caches that controllers read, for readers beside them. Objects are slimmed: see {@link
 * io.flatnet.controllers.cache.Slim}. After the controllers are closed they stay as they were.
 *
 * @param subnets all FlatNetworkSubnets, whole but for who wrote what
 * @param addresses all FlatNetworkIPs, the same
 * @param pods all pods; of those that take no part the name, UID, phase and deletion time only
 * @param jobs all Jobs, with what made them
 * @param cronJobs all CronJobs
 */
public record ClusterCaches(
    ObservedCache<FlatNetworkSubnet> subnets,
    ObservedCache<FlatNetworkIP> addresses,
    ObservedCache<V1Pod> pods,
    ObservedCache<V1Job> jobs,
    ObservedCache<V1CronJob> cronJobs) {
  /** Whether the first list of each is in. */
  public boolean areSynced() {
    return Stream.of(subnets, addresses, pods, jobs, cronJobs).allMatch(ObservedCache::isSynced);
  }
}
