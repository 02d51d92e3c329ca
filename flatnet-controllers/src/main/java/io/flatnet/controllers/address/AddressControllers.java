package io.flatnet.controllers.address;

import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.macvlan.MacvlanIP;
import io.flatnet.api.macvlan.MacvlanSubnet;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.event.EventSubject;
import io.flatnet.controllers.ip.IpReconciler;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.ledger.LedgerContext;
import io.flatnet.controllers.ledger.LedgerListener;
import io.flatnet.controllers.ledger.Ledgers;
import io.flatnet.controllers.ledger.RefusalReason;
import io.flatnet.controllers.pod.DeadNodes;
import io.flatnet.controllers.pod.Patience;
import io.flatnet.controllers.pod.PodPresence;
import io.flatnet.controllers.pod.PodReconciler;
import io.flatnet.controllers.pod.PodWorkloads;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.runtime.ControllerContext;
import io.flatnet.controllers.runtime.ControllerGroup;
import io.flatnet.controllers.runtime.ControllerObserver;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.DeleteOnce;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.controllers.subnet.DuplicateResolver;
import io.flatnet.controllers.subnet.OldAddresses;
import io.flatnet.controllers.subnet.SubnetJudge;
import io.flatnet.controllers.subnet.SubnetReconciler;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives addresses to pods: the controllers of pods, FlatNetworkIPs and subnets over one ledger for
 * each subnet.
 */
public final class AddressControllers extends ControllerGroup {
  private static final int WRITERS = 32;
  private static final int WRITES_AT_ONCE = 48;

  private final ObservedCache<FlatNetworkIP> addresses;
  private final ObservedCache<FlatNetworkSubnet> subnets;
  private final ControllerObserver observer;
  private final PodAges ages;
  private final Ledgers ledgers;
  private final PodPresence presence;
  private final WorkQueue<ObjectKey> podQueue;
  private final WorkQueue<ObjectKey> ipQueue;
  private final WorkQueue<ObjectKey> subnetQueue;

  /**
   * Controllers that hear from these caches.
   *
   * @param workloads tells whose reservation a pod may use
   * @param deadNodes what to think of pods on nodes that do not answer
   */
  public AddressControllers(
      ControllerContext context,
      PodWorkloads workloads,
      ObservedCache<V1Pod> pods,
      ObservedCache<FlatNetworkIP> addresses,
      ObservedCache<FlatNetworkSubnet> subnets,
      DeadNodes deadNodes) {
    this(context, workloads, pods, addresses, subnets, deadNodes, null);
  }

  /**
   * The same, beside pods of the old system.
   *
   * @param old whose addresses are given to nobody; null for no such pods
   */
  public AddressControllers(
      ControllerContext context,
      PodWorkloads workloads,
      ObservedCache<V1Pod> pods,
      ObservedCache<FlatNetworkIP> addresses,
      ObservedCache<FlatNetworkSubnet> subnets,
      DeadNodes deadNodes,
      @Nullable OldAddresses old) {
    this(
        context,
        new BoundedExecutor(context.executor(), WRITES_AT_ONCE),
        workloads,
        pods,
        addresses,
        subnets,
        deadNodes,
        () -> ThreadLocalRandom.current().nextDouble(),
        old);
  }

  /**
   * The same.
   *
   * @param publishers runs the writes of one batch, for which the batch waits
   * @param jitter from 0 to 1, each time another: the part of a ledger's pause that is taken
   * @param old whose addresses are given to nobody; null for no such pods
   */
  AddressControllers(
      ControllerContext context,
      Executor publishers,
      PodWorkloads workloads,
      ObservedCache<V1Pod> pods,
      ObservedCache<FlatNetworkIP> addresses,
      ObservedCache<FlatNetworkSubnet> subnets,
      DeadNodes deadNodes,
      DoubleSupplier jitter,
      @Nullable OldAddresses old) {
    super("address", context);
    this.observer = context.observer();
    this.ages = new PodAges(context.clock());
    this.addresses = addresses;
    this.subnets = subnets;
    ClusterStore store = deletingOnce(context.store());
    ledgers =
        new Ledgers(
            new LedgerContext(
                store,
                new SubnetJudge(subnets, old),
                workloads::key,
                new Listener(),
                publishers,
                context.clock(),
                jitter),
            WRITERS,
            context.executor(),
            context.timer());
    presence = new PodPresence(pods, store, deadNodes);
    podQueue =
        queue(
            "pod",
            new PodReconciler(
                    workloads, pods, addresses, subnets, store, context.events(), context.clock())
                ::reconcile);
    ipQueue =
        queue(
            "ip",
            new IpReconciler(
                    addresses,
                    subnets,
                    presence,
                    new Patience(pods, context.clock()),
                    workloads,
                    store,
                    ledgers)
                ::reconcile);
    subnetQueue =
        queue(
            "subnet",
            new SubnetReconciler(subnets, store.subnets(), ledgers, context.clock())::reconcile);
    if (old != null) {
      on(old.subnets(), (before, after) -> oldSubnetChanged(before, after));
      on(old.addresses(), (before, after) -> oldAddressChanged(old, before, after));
    }
    on(subnets, this::subnetChanged);
    on(addresses, this::addressChanged);
    on(pods, this::podChanged);
  }

  private static ClusterStore deletingOnce(ClusterStore store) {
    ResourceStore<FlatNetworkIP> addresses = new DeleteOnce<>(store.addresses());
    return new ClusterStore() {
      @Override
      @SuppressWarnings("unchecked") // of the one resource that is named
      public <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type) {
        return type.equals(ResourceType.FLAT_NETWORK_IPS)
            ? (ResourceStore<T>) addresses
            : store.resource(type);
      }
    };
  }

  /** The ledgers, to ask for their state. */
  public Ledgers ledgers() {
    return ledgers;
  }

  @Override
  public void close() {
    super.close();
    ledgers.close();
  }

  /** Waits for the batches too: one that is committed is also published. */
  @Override
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    boolean published = ledgers.awaitIdle(limit);
    return super.awaitIdle(Duration.ofNanos(end - System.nanoTime())) && published;
  }

  private void podChanged(@Nullable V1Pod before, @Nullable V1Pod after) {
    V1Pod pod = after != null ? after : before;
    if (pod == null) {
      return;
    }
    ObjectKey key = ObjectKey.of(pod);
    boolean takesPart = takesPart(pod);
    note(before, after);
    if (takesPart || addresses.get(key).isPresent()) {
      if (after == null) {
        presence.ended(pod);
      } else {
        podQueue.add(key);
      }
      ipQueue.add(key);
    }
  }

  private static boolean takesPart(V1Pod pod) {
    return FlatNetworkWish.takesPart(Metadata.annotations(pod));
  }

  private void note(@Nullable V1Pod before, @Nullable V1Pod after) {
    if (after == null) {
      if (before != null) {
        ages.ends(before);
      }
    } else if (before == null) {
      if (takesPart(after) && !isAddressed(after)) {
        ages.appears(after);
      }
    } else if (!takesPart(before) && takesPart(after)) {
      ages.joins(after);
    }
  }

  private boolean isAddressed(V1Pod pod) {
    return addresses
        .get(ObjectKey.of(pod))
        .filter(ip -> AddressObjects.published(ip).isPresent())
        .isPresent();
  }

  private void addressChanged(@Nullable FlatNetworkIP before, @Nullable FlatNetworkIP after) {
    FlatNetworkIP ip = after != null ? after : before;
    if (ip != null) {
      ObjectKey key = ObjectKey.of(ip);
      ipQueue.add(key);
      podQueue.add(key);
    }
  }

  private void subnetChanged(
      @Nullable FlatNetworkSubnet before, @Nullable FlatNetworkSubnet after) {
    FlatNetworkSubnet subnet = after != null ? after : before;
    if (subnet == null) {
      return;
    }
    ObjectKey key = ObjectKey.of(subnet);
    subnetQueue.add(key);
    boolean otherSpec =
        before == null || after == null || !Objects.equals(before.getSpec(), after.getSpec());
    if (otherSpec) { // what excludes what may be another now
      subnets.list().stream()
          .map(ObjectKey::of)
          .filter(other -> !other.equals(key))
          .forEach(other -> ledgers.reassess(other.name()));
    }
    if (after == null) {
      addresses.list().stream()
          .filter(ip -> key.name().equals(ip.spec().getSubnet()))
          .forEach(ip -> ipQueue.add(ObjectKey.of(ip)));
    }
  }

  /** A subnet of the old system says to which of ours its pods' addresses matter. */
  private void oldSubnetChanged(@Nullable MacvlanSubnet before, @Nullable MacvlanSubnet after) {
    if (before == null || after == null || !Objects.equals(before.getSpec(), after.getSpec())) {
      subnets.list().forEach(subnet -> ledgers.reassess(ObjectKey.of(subnet).name()));
    }
  }

  private void oldAddressChanged(
      OldAddresses old, @Nullable MacvlanIP before, @Nullable MacvlanIP after) {
    if (before != null && after != null && Objects.equals(before.getSpec(), after.getSpec())) {
      return;
    }
    for (FlatNetworkSubnet subnet : subnets.list()) {
      boolean concerned =
          (before != null && old.concerns(before, subnet))
              || (after != null && old.concerns(after, subnet));
      if (concerned) {
        ledgers.reassess(ObjectKey.of(subnet).name());
      }
    }
  }

  private final class Listener implements LedgerListener {
    private final EventRecorder events = context().events();
    private final DuplicateResolver duplicates = new DuplicateResolver(context().store());

    @Override
    public void granted(FlatNetworkIP ip, Lease lease) {
      String subnet = subnet(ip);
      observer.addressGranted(subnet);
      ages.take(AddressObjects.podId(ip))
          .ifPresent(waited -> observer.podAddressed(subnet, waited));
    }

    @Override
    public void freed(String subnet) {
      observer.addressFreed(subnet);
    }

    @Override
    public void committed(String subnet, int grants) {
      observer.ledgerWritten(subnet, grants);
    }

    @Override
    public void conflict(String subnet) {
      observer.ledgerConflict(subnet);
    }

    private static String subnet(FlatNetworkIP ip) {
      return Objects.requireNonNullElse(ip.spec().getSubnet(), "");
    }

    @Override
    public void refused(FlatNetworkIP ip, RefusalReason reason, String message) {
      observer.refused(subnet(ip), reason);
      events.warning(pod(ip), EventReasons.IP_ERROR, message);
    }

    @Override
    public void wishWaits(FlatNetworkIP ip, Lease lease) {
      events.normal(
          pod(ip),
          EventReasons.WISH_WAITS,
          "the pod's interface has "
              + lease.address()
              + " and keeps it; what the annotations ask for now is for the next pod");
    }

    @Override
    public void left(ObjectKey ip) {
      ipQueue.add(ip);
    }

    @Override
    public void duplicates(String subnet, Map<IpAddress, List<Lease>> found) {
      context().executor().execute(() -> duplicates.resolve(subnet, found));
    }

    private static EventSubject pod(FlatNetworkIP ip) {
      return EventSubject.pod(ObjectKey.of(ip), AddressObjects.podId(ip));
    }
  }
}
