package io.flatnet.controllers;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.address.AddressControllers;
import io.flatnet.controllers.cache.InformerCache;
import io.flatnet.controllers.leader.LeaderElection;
import io.flatnet.controllers.namespace.NetworkAttachmentDefinition;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.runtime.ControllerGroup;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.Decision;
import io.flatnet.ipam.SubnetState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status of controllers as they are. */
record LiveStatus(
    List<InformerCache<?>> caches,
    OldSystem old,
    List<ControllerGroup> groups,
    AddressControllers addressing,
    InformerCache<FlatNetworkSubnet> subnetCache,
    @Nullable LeaderElection election)
    implements ControllerStatus {
  private static final Set<String> OPTIONAL =
      Set.of(NetworkAttachmentDefinition.RESOURCE.rbacName());

  @Override
  public boolean isLeading() {
    return election == null || election.isOpen();
  }

  @Override
  public List<String> missing() {
    return unsynced().filter(name -> !OPTIONAL.contains(name)).toList();
  }

  @Override
  public List<String> missingOptional() {
    return unsynced().filter(OPTIONAL::contains).toList();
  }

  private Stream<String> unsynced() {
    return Stream.concat(
            caches.stream().filter(cache -> !cache.isSynced()).map(InformerCache::name),
            old.missing())
        .sorted();
  }

  @Override
  public Optional<String> fault() {
    if (election != null && !election.isAlive()) {
      return Optional.of("nothing stands for election any more");
    }
    return Stream.concat(
            caches.stream().filter(cache -> !cache.isAlive()).map(InformerCache::name), old.dead())
        .findFirst()
        .map(name -> "nothing watches " + name + " any more");
  }

  @Override
  public Map<String, Integer> queueDepths() {
    Map<String, Integer> depths = new TreeMap<>();
    for (ControllerGroup group : groups) {
      group.queues().forEach(queue -> add(depths, queue));
    }
    add(depths, addressing.ledgers().queue());
    return depths;
  }

  private static void add(Map<String, Integer> depths, WorkQueue<?> queue) {
    depths.merge(queue.name(), queue.size(), Integer::sum);
  }

  @Override
  public Optional<Set<String>> subnets() {
    return subnetCache.isSynced()
        ? Optional.of(
            subnetCache.list().stream()
                .map(subnet -> ObjectKey.of(subnet).name())
                .collect(Collectors.toSet()))
        : Optional.empty();
  }

  @Override
  public Map<String, Decision.Counts> pools() {
    Map<String, Decision.Counts> pools = new TreeMap<>();
    for (String subnet : subnets().orElse(Set.of())) {
      addressing
          .ledgers()
          .state(subnet)
          .map(SubnetState::counts)
          .ifPresent(counts -> pools.put(subnet, counts));
    }
    return pools;
  }
}
