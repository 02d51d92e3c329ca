package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.SubnetState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * All ledgers, one writer each: work for one subnet never waits for another's. Nothing here blocks;
 * results are seen as events of the objects. Safe for use by many threads.
 */
public final class Ledgers implements AutoCloseable {
  private final LedgerContext context;
  private final WorkQueue<String> queue;
  private final Map<String, SubnetLedger> ledgers = new ConcurrentHashMap<>();

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
    if (subnet != null && !subnet.isEmpty() && !AddressObjects.isDeleting(ip)) {
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
    return ledger(subnet).runBatch();
  }

  private SubnetLedger ledger(String subnet) {
    return ledgers.computeIfAbsent(
        subnet,
        name ->
            new SubnetLedger(
                new ObjectKey(FlatNetwork.NAMESPACE, name.isEmpty() ? "-" : name), context));
  }
}
