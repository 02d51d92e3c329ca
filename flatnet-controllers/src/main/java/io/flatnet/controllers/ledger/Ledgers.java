package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * All ledgers, one writer each: work for one subnet never waits for another's. Nothing here blocks;
 * results are seen as events of the objects. Safe for use by many threads.
 */
public final class Ledgers implements AutoCloseable {
  /** How long a ledger gathers what arrives between two batches, so that more share a write. */
  static final Duration REST = Duration.ofMillis(50);

  private final LedgerContext context;
  private final WorkQueue<String> queue;
  private final Map<String, SubnetLedger> ledgers = new ConcurrentHashMap<>();
  private final Map<String, Pause> rests = new ConcurrentHashMap<>();
  private final List<Consumer<Reservation>> reservationListeners = new CopyOnWriteArrayList<>();

  /**
   * Ledgers that are read when they are first asked for something.
   *
   * @param writers how many subnets are written at once at most
   * @param executor runs the writers
   * @param timer runs their retries
   */
  public Ledgers(
      LedgerContext context, int writers, Executor executor, ScheduledExecutorService timer) {
    this.context = context;
    this.queue = new WorkQueue<>("ledger", writers, executor, timer, this::runBatch);
  }

  /** Has a look taken at an object that may need an address. */
  public void submit(FlatNetworkIP ip) {
    String subnet = ip.spec().getSubnet();
    if (subnet != null && !subnet.isEmpty() && !Metadata.isDeleting(ip)) {
      ledger(subnet).inbox().submit(ip);
      queue.add(subnet);
    }
  }

  /** Lets an object go that is on its way out and whose pod is gone, and gives its address back. */
  public void release(FlatNetworkIP ip) {
    String subnet = ip.spec().getSubnet();
    String owner = subnet == null ? "" : subnet;
    ledger(owner).inbox().release(ip);
    queue.add(owner);
  }

  /** Gives the address back of a holder whose object and pod are gone. */
  public void vanished(String subnet, String owner, Holder holder) {
    ledger(subnet).inbox().vanished(owner, holder);
    queue.add(subnet);
  }

  /**
   * Has these addresses of a subnet reserved for a workload, and no others; none ends its
   * reservation. What another workload has reserved stays that one's until it lets go of it. Costs
   * nothing when the workload's last wish was the same. Many wishes are one write.
   *
   * @param workload {@code <Kind>/<namespace>/<name>}
   */
  public void reserve(String subnet, String workload, RangeSet addresses) {
    if (ledger(subnet).reserve(workload, addresses)) {
      queue.add(subnet);
    }
  }

  /**
   * The subnets of which a workload's wish is known here, written or not. Beside what the subnets'
   * own status says, these are all in which it may have a reservation.
   */
  public Set<String> wishedIn(String workload) {
    Set<String> found = new TreeSet<>();
    ledgers.forEach(
        (subnet, ledger) -> {
          if (ledger.concerns(workload)) {
            found.add(subnet);
          }
        });
    return found;
  }

  /**
   * Has a listener hear what became of each wish to reserve, once it is written. It is called on a
   * writer's thread: it must not block.
   */
  public void onReserved(Consumer<Reservation> listener) {
    reservationListeners.add(listener);
  }

  /** Has the subnet judged again, and all that wait for an address of it looked at. */
  public void reassess(String subnet) {
    ledger(subnet).inbox().reassess();
    queue.add(subnet);
  }

  /** Has the subnet judged again if this version of it did not come from its own ledger. */
  public void observe(FlatNetworkSubnet subnet) {
    String name = String.valueOf(subnet.getMetadata().getName());
    if (!ledger(name).isOwn(subnet)) {
      reassess(name);
    }
  }

  /** Has the ledger compared with all FlatNetworkIPs, and mended. */
  public void repair(String subnet) {
    ledger(subnet).inbox().rebuild();
    queue.add(subnet);
  }

  /** Whether the ledger knows this object, it publishes its lease, and that is what it wishes. */
  public boolean isSettled(FlatNetworkIP ip) {
    SubnetLedger ledger = ledgers.get(String.valueOf(ip.spec().getSubnet()));
    return ledger != null && ledger.isSettled(ip);
  }

  /** Where an owner has an address kept, by subnet; several only after a move. */
  public Map<String, Holder> holders(String owner) {
    Map<String, Holder> found = new ConcurrentHashMap<>();
    ledgers.forEach(
        (subnet, ledger) -> ledger.holder(owner).ifPresent(holder -> found.put(subnet, holder)));
    return found;
  }

  /** A subnet's state as of its last batch. */
  public Optional<SubnetState> state(String subnet) {
    return Optional.ofNullable(ledgers.get(subnet)).map(SubnetLedger::state);
  }

  /** The queue of subnets with work, for metrics. */
  public WorkQueue<?> queue() {
    return queue;
  }

  /** Whether no ledger has work that could be done now. */
  public boolean isIdle() {
    return queue.isIdle();
  }

  /**
   * Waits until no batch runs.
   *
   * @return whether that is so within the limit
   */
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    return queue.awaitIdle(limit);
  }

  /** Takes no more work; a batch that runs ends. */
  @Override
  public void close() {
    queue.close();
  }

  private Verdict runBatch(String subnet) {
    SubnetLedger ledger = ledger(subnet);
    Pause rest = rests.computeIfAbsent(subnet, _ -> new Pause(context.clock()));
    if (rest.left().isPositive()) { // what arrived meanwhile does not shorten it
      return Verdict.after(rest.left());
    }
    Verdict verdict = ledger.runBatch();
    rest.begin(REST);
    for (Reservation reservation : ledger.takeReservations()) {
      reservationListeners.forEach(listener -> listener.accept(reservation));
    }
    return verdict;
  }

  private SubnetLedger ledger(String subnet) {
    return ledgers.computeIfAbsent(
        subnet, name -> new SubnetLedger(ObjectKey.ofSubnet(name), context));
  }
}
