package io.flatnet.controllers;

import io.flatnet.controllers.cache.InformerCache;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.leader.ElectionSettings;
import io.flatnet.controllers.leader.FencedClusterStore;
import io.flatnet.controllers.leader.LeaderElection;
import io.flatnet.controllers.namespace.AttachmentSettings;
import io.flatnet.controllers.pod.DeadNodes;
import io.flatnet.controllers.queue.DurationText;
import io.flatnet.controllers.runtime.ControllerContext;
import io.flatnet.controllers.runtime.ControllerGroup;
import io.flatnet.controllers.runtime.ControllerObserver;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
 * the ledgers, one writer per subnet; and those of the informers. None is left after {@link
 * #close}.
 *
 * <p><b>One at a time.</b> With {@link Builder#election} only the leader works; the others keep
 * their caches warm. One that has led and lost the Lease writes nothing from then on and is of no
 * more use: close it and build another. Without an election it always leads; two such give no
 * address twice (see the ledger), but undo and redo each other's work.
 */
public final class FlatNetworkControllers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FlatNetworkControllers.class);
  private static final Duration SYNC_CHECK = Duration.ofMillis(20);
  private static final Duration LONGEST_SYNC_CHECK = Duration.ofMillis(500);
  private static final int WAITED_PER_SYNC_CHECK = 10;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final ApiCalls calls;
  private final Duration resync;
  private final ScheduledExecutorService timer;
  private final ExecutorService workers;
  private final Assembly assembly;
  private final @Nullable LeaderElection election;
  private final ControllerStatus status;
  private final Runnable whenOver;
  private boolean over;

  private FlatNetworkControllers(Builder builder) {
    calls = new ApiCalls(ApiClients.tune(builder.client), builder.requestTimeout);
    resync = builder.resync;
    whenOver = builder.whenOver;
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("flatnet-timer").factory());
    workers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("flatnet-worker-", 0).factory());
    election = builder.election == null ? null : election(builder, builder.election);
    ClusterStore store =
        election == null
            ? ClusterStore.of(calls)
            : new FencedClusterStore(ClusterStore.of(calls), election);
    ControllerContext context =
        new ControllerContext(
            store,
            new EventRecorder(store.events(), workers, builder.clock),
            workers,
            timer,
            builder.clock,
            builder.workers,
            builder.observer);
    assembly =
        new Assembly(
            calls,
            context,
            new Assembly.Choices(builder.deadNodes(), builder.endpoints, builder.attachments));
    status =
        new LiveStatus(
            assembly.caches(),
            assembly.old(),
            assembly.groups(),
            assembly.addressing(),
            assembly.subnets(),
            election);
  }

  private LeaderElection election(Builder builder, ElectionSettings settings) {
    Duration timeout = settings.leaseRequestTimeout(builder.requestTimeout);
    return new LeaderElection(
        settings,
        ClusterStore.of(new ApiCalls(calls.client(), timeout)).resource(ResourceType.LEASES),
        workers,
        timer,
        System::nanoTime,
        builder.clock,
        new LeaderElection.Listener() {
          @Override
          public void leads() {
            timer.execute(FlatNetworkControllers.this::beginAll);
          }

          @Override
          public void over() {
            endAll();
            whenOver.run();
          }
        });
  }

  /** Starts to build controllers over this client, which they then own. */
  public static Builder builder(ApiClient client) {
    return new Builder(client);
  }

  /**
   * Starts the informers, and stands for election if there is one. Each group begins once its lists
   * are in and this process leads. Returns at once.
   */
  public void start() {
    assembly.caches().forEach(InformerCache::start);
    assembly.old().start();
    if (resync.isPositive()) {
      long nanos = resync.toNanos();
      var _ = timer.scheduleWithFixedDelay(this::resyncAll, nanos, nanos, TimeUnit.NANOSECONDS);
    }
    if (election == null) {
      timer.execute(this::beginAll);
    } else {
      election.start();
    }
  }

  /** Whether addresses are given: this process leads, and pods and subnets are known. */
  public boolean isSynced() {
    return assembly.addressing().isWorking();
  }

  /** Whether this process may write: it holds the Lease, or there is no election. */
  public boolean isLeading() {
    return status.isLeading();
  }

  /** What probes and metrics ask for; it may be asked after {@link #close} too. */
  public ControllerStatus status() {
    return status;
  }

  /**
   * What the caches know, for readers beside the controllers such as an admission webhook; they are
   * filled whether or not this process leads. Indexes are to be kept before {@link #start}.
   */
  public ClusterCaches caches() {
    return assembly.shared();
  }

  /**
   * Ends the informers and the work; waits for the requests that run, 20 s at most. Hands the Lease
   * back if nothing is written any more, so that the next leads at once.
   */
  @Override
  public void close() {
    assembly.caches().forEach(InformerCache::close);
    assembly.old().close();
    endAll();
    Instant limit = Instant.now().plus(STOP_LIMIT);
    try {
      boolean idle = true;
      for (ControllerGroup group : assembly.groups()) { // what they still write needs the workers
        idle &= group.awaitIdle(Duration.between(Instant.now(), limit));
      }
      leave(idle);
      timer.shutdownNow();
      workers.shutdown();
      long rest = Math.max(0, Duration.between(Instant.now(), limit).toMillis());
      if (!workers.awaitTermination(rest, TimeUnit.MILLISECONDS)) {
        log.warn("some requests did not end within {}", DurationText.of(STOP_LIMIT));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      timer.shutdownNow();
      workers.shutdownNow();
    }
  }

  private void leave(boolean idle) throws InterruptedException {
    if (election == null) {
      return;
    }
    if (idle) {
      election.release();
    } else {
      election.abandon();
    }
  }

  private void resyncAll() {
    assembly.caches().forEach(cache -> workers.execute(cache::resync));
  }

  /** On the timer's thread. */
  private void beginAll() {
    beginWhatIsReady(System.nanoTime());
  }

  private synchronized void beginWhatIsReady(long sinceNanos) {
    if (over) {
      return;
    }
    boolean allWork = true;
    for (ControllerGroup group : assembly.groups()) {
      if (!group.isWorking() && group.isReady()) {
        group.begin();
        log.info("controllers of \"{}\" work", group.name());
      }
      allWork &= group.isWorking();
    }
    if (!allWork) { // seldom, once it takes long: a resource may be missing for ever
      long waited = System.nanoTime() - sinceNanos;
      long delay =
          Math.clamp(
              waited / WAITED_PER_SYNC_CHECK, SYNC_CHECK.toNanos(), LONGEST_SYNC_CHECK.toNanos());
      var _ = timer.schedule(() -> beginWhatIsReady(sinceNanos), delay, TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void endAll() {
    over = true;
    assembly.groups().forEach(ControllerGroup::close);
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
    private @Nullable Duration deadNodeLimit;
    private boolean endpoints = true;
    private AttachmentSettings attachments = AttachmentSettings.DEFAULTS;
    private ControllerObserver observer = ControllerObserver.NONE;
    private @Nullable ElectionSettings election;
    private Runnable whenOver = () -> {};

    private Builder(ApiClient client) {
      this.client = client;
    }

    /** How many objects each controller works on at once; 5 when not set. */
    public Builder workers(int count) {
      workers = count;
      return this;
    }

    /**
     * How often every object is looked at though nothing happened; 600 minutes when not set, zero
     * is never.
     */
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

    /**
     * Frees addresses of deleted pods, other than those of StatefulSets, whose node has not been
     * ready for this long; never when not set.
     */
    public Builder releaseFromDeadNodes(Duration limit) {
      deadNodeLimit = limit;
      return this;
    }

    private DeadNodes deadNodes() {
      return deadNodeLimit == null
          ? DeadNodes.keep()
          : DeadNodes.releaseAfter(deadNodeLimit, clock);
    }

    /**
     * Whether Endpoints of the core group are written beside EndpointSlices; they are if not set.
     */
    public Builder endpoints(boolean written) {
      endpoints = written;
      return this;
    }

    /** What the CNI plugin is told; {@link AttachmentSettings#DEFAULTS} when not set. */
    public Builder attachments(AttachmentSettings settings) {
      attachments = settings;
      return this;
    }

    /** Hears what is done, to count it; nobody when not set. */
    public Builder observer(ControllerObserver listener) {
      observer = listener;
      return this;
    }

    /**
     * Has the controllers work only while they hold a Lease.
     *
     * @param settings with an identity that no other candidate has or had
     * @param over called once, on a thread that it must not hold, when the controllers have led and
     *     do not any more
     */
    public Builder election(ElectionSettings settings, Runnable over) {
      election = settings;
      whenOver = over;
      return this;
    }

    /**
     * The controllers, not yet started.
     *
     * @throws IllegalArgumentException when a request that starts just before the leader's deadline
     *     could end after another may lead
     */
    public FlatNetworkControllers build() {
      if (election != null) {
        election.requireRoomFor(requestTimeout);
      }
      return new FlatNetworkControllers(this);
    }
  }
}
