package io.flatnet.controllers;

import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.controllers.cache.InformerCache;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.ip.IpReconciler;
import io.flatnet.controllers.ledger.LedgerContext;
import io.flatnet.controllers.ledger.LedgerListener;
import io.flatnet.controllers.ledger.Ledgers;
import io.flatnet.controllers.pod.PodPresence;
import io.flatnet.controllers.pod.PodReconciler;
import io.flatnet.controllers.pod.Workloads;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.controllers.subnet.DuplicateResolver;
import io.flatnet.controllers.subnet.SubnetJudge;
import io.flatnet.controllers.subnet.SubnetReconciler;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All controllers in one: give it a client, start it, close it.
 *
 * <pre>{@code
 * try (FlatNetworkControllers controllers =
 *     FlatNetworkControllers.builder(client).workers(5).build()) {
 *   controllers.start();
 *   ...
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> One daemon thread {@code flatnet-timer} for delays; virtual threads {@code
 * flatnet-worker-N} for work, at most {@link Builder#workers} per controller, and for the writes of
 * the ledgers, one writer per subnet; and those of the three informers. None is left after {@link
 * #close}.
 *
 * <p><b>One at a time.</b> There is no leader election yet. Two running at once give no address
 * twice (see the ledger), but undo and redo each other's work: run one.
 */
public final class FlatNetworkControllers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FlatNetworkControllers.class);
  private static final Duration SYNC_CHECK = Duration.ofMillis(20);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int WRITERS = 32;
  private static final int WRITES_AT_ONCE = 48;

  private final ScheduledExecutorService timer;
  private final ExecutorService workers;
  private final InformerCache<V1Pod> pods;
  private final InformerCache<FlatNetworkIP> addresses;
  private final InformerCache<FlatNetworkSubnet> subnets;
  private final Ledgers ledgers;
  private final EventRecorder events;
  private final DuplicateResolver duplicates;
  private final WorkQueue<ObjectKey> podQueue;
  private final WorkQueue<ObjectKey> ipQueue;
  private final WorkQueue<ObjectKey> subnetQueue;
  private volatile boolean synced;

  private FlatNetworkControllers(Builder builder) {
    ApiCalls calls = new ApiCalls(ApiClients.tune(builder.client), builder.requestTimeout);
    ClusterStore store = ClusterStore.of(calls);
    InstantSource clock = builder.clock;
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("flatnet-timer").factory());
    workers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("flatnet-worker-", 0).factory());
    pods = new InformerCache<>(calls, ResourceType.PODS, builder.resync, this::podChanged);
    addresses =
        new InformerCache<>(
            calls, ResourceType.FLAT_NETWORK_IPS, builder.resync, this::addressChanged);
    subnets =
        new InformerCache<>(
            calls, ResourceType.FLAT_NETWORK_SUBNETS, builder.resync, this::subnetChanged);
    events = new EventRecorder(store.events(), workers, clock);
    duplicates = new DuplicateResolver(store);
    ledgers =
        new Ledgers(
            new LedgerContext(
                store,
                new SubnetJudge(subnets),
                this::workload,
                new Listener(),
                new BoundedExecutor(workers, WRITES_AT_ONCE),
                clock),
            WRITERS,
            workers,
            timer);
    podQueue =
        queue(
            "pod",
            builder.workers,
            new PodReconciler(pods, addresses, subnets, store, events, clock)::reconcile);
    ipQueue =
        queue(
            "ip",
            builder.workers,
            new IpReconciler(addresses, subnets, new PodPresence(pods, store), store, ledgers)
                ::reconcile);
    subnetQueue =
        queue(
            "subnet",
            builder.workers,
            new SubnetReconciler(subnets, store.subnets(), ledgers, clock)::reconcile);
  }

  private WorkQueue<ObjectKey> queue(String name, int size, Function<ObjectKey, Verdict> work) {
    return new WorkQueue<>(name, size, workers, timer, work);
  }

  /** Starts to build controllers over this client, which they then own. */
  public static Builder builder(ApiClient client) {
    return new Builder(client);
  }

  /** Starts the informers; work begins once all three lists are in. Returns at once. */
  public void start() {
    pods.start();
    addresses.start();
    subnets.start();
    awaitSync();
  }

  /** Whether all three lists are in and work has begun. */
  public boolean isSynced() {
    return synced;
  }

  /** Ends the informers and the work; waits for the requests that run, 20 s at most. */
  @Override
  public void close() {
    pods.close();
    addresses.close();
    subnets.close();
    podQueue.close();
    ipQueue.close();
    subnetQueue.close();
    ledgers.close();
    timer.shutdownNow();
    Instant limit = Instant.now().plus(STOP_LIMIT);
    try {
      // A batch that is committed is also published: its writes still need the workers.
      ledgers.awaitIdle(Duration.between(Instant.now(), limit));
      workers.shutdown();
      long rest = Math.max(0, Duration.between(Instant.now(), limit).toMillis());
      if (!workers.awaitTermination(rest, TimeUnit.MILLISECONDS)) {
        log.warn("some requests did not end within {}", STOP_LIMIT);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      workers.shutdownNow();
    }
  }

  private void awaitSync() {
    if (pods.isSynced() && addresses.isSynced() && subnets.isSynced()) {
      synced = true; // before the lists are read: an event from now on is not lost
      subnets.list().forEach(subnet -> subnetQueue.add(ObjectKey.of(subnet)));
      addresses.list().forEach(ip -> addressChanged(null, ip));
      pods.list().forEach(pod -> podChanged(null, pod));
      log.info(
          "started with {} subnets, {} FlatNetworkIPs and {} pods",
          subnets.list().size(),
          addresses.list().size(),
          pods.list().size());
      return;
    }
    if (!timer.isShutdown()) {
      var _ = timer.schedule(this::awaitSync, SYNC_CHECK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  // ---- events

  private void podChanged(@Nullable V1Pod before, @Nullable V1Pod after) {
    V1Pod pod = after != null ? after : before;
    if (!synced || pod == null) {
      return;
    }
    ObjectKey key = ObjectKey.of(pod);
    boolean takesPart =
        !(FlatNetworkWish.of(Metadata.annotations(pod)) instanceof FlatNetworkWish.None);
    if (takesPart || addresses.get(key).isPresent()) {
      podQueue.add(key);
      ipQueue.add(key);
    }
  }

  private void addressChanged(@Nullable FlatNetworkIP before, @Nullable FlatNetworkIP after) {
    FlatNetworkIP ip = after != null ? after : before;
    if (!synced || ip == null) {
      return;
    }
    ObjectKey key = ObjectKey.of(ip);
    ipQueue.add(key);
    podQueue.add(key);
  }

  private void subnetChanged(
      @Nullable FlatNetworkSubnet before, @Nullable FlatNetworkSubnet after) {
    FlatNetworkSubnet subnet = after != null ? after : before;
    if (!synced || subnet == null) {
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

  private Optional<String> workload(FlatNetworkIP ip) {
    return pods.get(ObjectKey.of(ip))
        .filter(pod -> Metadata.uid(pod).equals(ip.spec().getPodId()))
        .flatMap(Workloads::key);
  }

  private final class Listener implements LedgerListener {
    @Override
    public void refused(FlatNetworkIP ip, String message) {
      events.warning(ObjectKey.of(ip), podId(ip), EventReasons.IP_ERROR, message);
    }

    @Override
    public void wishWaits(FlatNetworkIP ip, Lease lease) {
      events.normal(
          ObjectKey.of(ip),
          podId(ip),
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
      workers.execute(() -> duplicates.resolve(subnet, found));
    }

    private static String podId(FlatNetworkIP ip) {
      return Objects.requireNonNullElse(ip.spec().getPodId(), "");
    }
  }

  /** Collects what controllers need. Not safe for use by many threads. */
  public static final class Builder {
    private static final int DEFAULT_WORKERS = 5;
    private static final Duration DEFAULT_RESYNC = Duration.ofHours(10);

    private final ApiClient client;
    private int workers = DEFAULT_WORKERS;
    private Duration resync = DEFAULT_RESYNC;
    private Duration requestTimeout = ApiClients.REQUEST_TIMEOUT;
    private InstantSource clock = InstantSource.system();

    private Builder(ApiClient client) {
      this.client = client;
    }

    /** How many objects each controller works on at once; 5 when not set. */
    public Builder workers(int count) {
      workers = count;
      return this;
    }

    /** How often every object is looked at though nothing happened; 600 minutes when not set. */
    public Builder resync(Duration period) {
      resync = period;
      return this;
    }

    /** How long a request other than a watch may take; 15 s when not set. */
    public Builder requestTimeout(Duration timeout) {
      requestTimeout = timeout;
      return this;
    }

    /** The time for time stamps and periods. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /** The controllers, not yet started. */
    public FlatNetworkControllers build() {
      return new FlatNetworkControllers(this);
    }
  }
}
