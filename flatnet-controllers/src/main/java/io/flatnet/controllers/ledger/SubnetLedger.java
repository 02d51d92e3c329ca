package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.controllers.ledger.LedgerInbox.Batch;
import io.flatnet.controllers.ledger.LedgerPlan.Refusal;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of one subnet's ledger. One thread at a time runs {@link #runBatch}.
 *
 * <p><b>What is where.</b> P is the set of addresses that FlatNetworkIPs publish and hold: {@code
 * status.addr} of every object that is not on its way out without our finalizer. L is the subnet's
 * {@code status.ledger}.
 *
 * <p><b>The invariant</b> is P ⊆ L, with each address of P published by one object. It holds
 * because of the order of the writes, each of which is one request that names the resourceVersion
 * it was decided on:
 *
 * <ol>
 *   <li><em>Grant:</em> L := L ∪ {a}, where a ∉ L at the version that the write names; after the
 *       answer, {@code status.addr} := a. A crash in between leaves a ∈ L without an object: held.
 *   <li><em>Change of a wish before the interface exists:</em> L := L ∪ {new}; publish new over
 *       old; when that write was answered, and only then, L := L \ {old}. After any other end of it
 *       L and the objects are read again: the address that the object says then is its own, even
 *       when its interface was made meanwhile, and the other one is held, as below.
 *   <li><em>Release:</em> the caller has seen that the pod is gone; our finalizer is taken off, so
 *       the object goes and a ∉ P; then L := L \ {a}. A crash in between leaves a ∈ L without an
 *       object: held. (The other order, ledger first, would let another object publish a while the
 *       old one still does, and a restart could not tell whose it is.)
 * </ol>
 *
 * <p><b>No address twice.</b> Only a ∉ L is granted, at the version of L that the write names, and
 * an address is published with the version of the object that was read before that write. A batch
 * that publishes always changes the subnet's version, if need be by an annotation without meaning:
 * one that gives away just what it got back, or publishes again what an earlier batch committed,
 * would else leave it as it is. So of two writers, or a writer and its own delayed request, one
 * gets a conflict, publishes nothing, and reads L and the objects again; so does a writer whose
 * answer was lost. An object that somebody wrote since it was read is read again and goes through
 * another write of the subnet. Another version of the subnet is always read together with the
 * objects, even when L looks the same: somebody may have given back an address and granted it
 * again.
 *
 * <p><b>Whose lease it is.</b> A lease is changed or given back for one object, by its UID. So
 * nothing is decided on an object that says anything else than what is known here: another UID, or
 * another address, or none. It is read again first, wherever the batch has it from: submitted,
 * waiting since an earlier batch, or listed. Else a lease would be decided for an object that is
 * gone, and its end would give back what the next one of its name publishes. When what is read is
 * no more what is known here, the address that was known is held until all was read again.
 *
 * <p><b>No interface loses its address.</b> An object whose interface exists is published to with
 * no other address than its own: that is its lease, by the last paragraph, and a lease with an
 * interface is kept. A version from before the interface may be given another one, or be refused
 * one; either write names that version, so it conflicts, and the object is decided on once more.
 *
 * <p><b>No address lost.</b> Every step leaves at worst an address in L \ P. After a read of L and
 * <em>then</em> a list of the objects those are held, and given back once nobody can publish them
 * any more: whoever committed one did so for an object that existed before L was read and whose
 * interface did not exist, so it is in the list unless it is gone. When each of these ({@code
 * unsettled}) has been written or is gone, a late publication of it meets a conflict, and the held
 * addresses are free.
 *
 * <p><b>MACs.</b> What holds of L and P, holds of {@code usedMac} and the MACs that objects say: a
 * MAC is committed before it is published, held when it is committed and no object says it, and
 * free again when the addresses are. One that an object gives up stays in {@code usedMac} until
 * that was published.
 *
 * <p><b>A ledger that is lost.</b> Without L, which somebody took away, nobody can tell what was
 * committed. So all unsettled objects are written first, and then listed again: what they publish
 * now is all that anybody will.
 *
 * <p><b>An end.</b> Leaders that are in each other's way, by conflicts or by fences, pause for
 * times that grow and are random ({@link Contention}), so one of them is alone for long enough at
 * last.
 *
 * <p>While L cannot be read (another version of the encoding, damage) nothing is given and L is
 * left as it is.
 */
final class SubnetLedger {
  private static final Logger log = LoggerFactory.getLogger(SubnetLedger.class);

  private final String name;
  private final LedgerContext context;
  private final SubnetWriter subnet;
  private final AddressPublisher addresses;
  private final LedgerInbox inbox = new LedgerInbox();
  private final LedgerBook book = new LedgerBook();
  private final ReservationBook reservations;
  private final Contention contention;

  // Only the thread that runs a batch.
  private Assessment assessment = Assessment.failed(null, "not read yet");
  private boolean stale = true;
  private Outcome.@Nullable Failure<?> notLetGo;

  SubnetLedger(ObjectKey key, LedgerContext context) {
    this.name = key.name();
    this.context = context;
    this.subnet = new SubnetWriter(key, context.store().subnets());
    this.addresses = new AddressPublisher(name, context, inbox, book);
    this.reservations = new ReservationBook(name);
    this.contention = new Contention(context.clock(), context.jitter());
  }

  LedgerInbox inbox() {
    return inbox;
  }

  /**
   * Takes note of what a workload wishes to have reserved; nothing ends its reservation. Any thread
   * may call it.
   *
   * @return whether there is something to write, so that a batch is to run
   */
  boolean reserve(String workload, RangeSet wish) {
    boolean news = reservations.wish(workload, wish);
    if (news) {
      inbox.reserve();
    }
    return news;
  }

  /** Whether a wish of the workload is known. Any thread may ask. */
  boolean concerns(String workload) {
    return reservations.concerns(workload);
  }

  /** What became of wishes in the last batch. For the thread that ran it. */
  List<Reservation> takeReservations() {
    return reservations.takeNews();
  }

  /** For whom an owner's address is kept, as of the last batch. Any thread may ask. */
  Optional<Holder> holder(String owner) {
    return book.holder(owner);
  }

  /** The state as of the last batch. Any thread may ask. */
  SubnetState state() {
    return book.state();
  }

  /** Whether nothing is open about the object. Any thread may ask. */
  boolean isSettled(FlatNetworkIP ip) {
    return holder(ip.key()).filter(Holder.of(ip)::equals).isPresent()
        && state().lease(ip.key()).filter(lease -> AddressObjects.isContent(ip, lease)).isPresent();
  }

  /** Whether this version of the subnet was read or written here. Any thread may ask. */
  boolean isOwn(FlatNetworkSubnet version) {
    return subnet.isOwn(version);
  }

  /** Works on all that arrived. Never waits but for the API server's answers. */
  Verdict runBatch() {
    Duration pause = contention.left();
    if (pause.isPositive()) { // what arrived meanwhile does not shorten it
      return Verdict.after(pause);
    }
    Batch batch = inbox.take();
    boolean ended = false;
    try {
      Verdict verdict = run(batch);
      ended = true;
      return verdict;
    } finally {
      if (!ended) { // a bug: what is known in memory may be half a batch
        stale = true;
        inbox.putBack(batch);
      }
    }
  }

  private Verdict run(Batch batch) {
    addresses.begin();
    reservations.begin();
    notLetGo = null;
    Optional<Verdict> cannotRead = read(batch);
    if (cannotRead.isPresent()) {
      inbox.putBack(batch);
      return cannotRead.get();
    }
    addresses.giveBack(batch);
    if (subnet.current().isEmpty()) {
      addresses.refresh(batch);
      refuseAll(batch);
      return end();
    }
    decideReservations(batch);
    book.gather(batch);
    addresses.settle(batch);
    LedgerPlan plan = plan(batch);
    Optional<Verdict> notCommitted = commit(plan);
    if (notCommitted.isPresent()) {
      batch.reassess = true;
      inbox.putBack(batch);
      return notCommitted.get();
    }
    addresses.publish(plan);
    addresses.fence();
    stale |= addresses.isReadAgain();
    letSubnetGo();
    return end();
  }

  private Verdict end() {
    if (addresses.isUnfinished()) {
      return addresses.unfinished();
    }
    if (notLetGo != null) {
      return Verdict.failed(notLetGo);
    }
    if (addresses.isReadAgain() || addresses.isStillToDo()) {
      return contention.met();
    }
    if (book.isRoomMade() || stale) {
      return Verdict.after(Duration.ZERO);
    }
    contention.over();
    return Verdict.done();
  }

  // ---- reading

  private Optional<Verdict> read(Batch batch) {
    if (!stale && !batch.rebuild && !batch.reassess) {
      return Optional.empty();
    }
    return switch (subnet.read()) {
      case Outcome.Done<FlatNetworkSubnet>(FlatNetworkSubnet fresh) -> adopt(fresh, batch);
      case Outcome.NotFound<FlatNetworkSubnet> _ -> {
        subnet.forget();
        book.forget();
        reservations.forget();
        stale = true;
        yield Optional.empty();
      }
      case Outcome.Failure<FlatNetworkSubnet> failure -> Optional.of(Verdict.failed(failure));
    };
  }

  private Optional<Verdict> adopt(FlatNetworkSubnet fresh, Batch batch) {
    Assessment judged = context.assessor().assess(fresh);
    if (stale || batch.rebuild || !subnet.isCurrent(fresh)) {
      stale = true;
      Optional<Verdict> notRead = list(fresh, judged, batch);
      if (notRead.isPresent()) {
        return notRead;
      }
    } else if (judged.rules() != null) {
      book.rules(judged.rules());
    }
    subnet.take(fresh);
    assessment = judged;
    reservations.reopen();
    return Optional.empty();
  }

  private Optional<Verdict> list(FlatNetworkSubnet fresh, Assessment judged, Batch batch) {
    boolean lost = LedgerImage.isLost(fresh);
    for (boolean fenced = false; ; fenced = true) {
      Outcome<List<FlatNetworkIP>> listed = context.store().addresses().list();
      if (!(listed instanceof Outcome.Done<List<FlatNetworkIP>>(List<FlatNetworkIP> all))) {
        return Optional.of(Verdict.failed((Outcome.Failure<?>) listed));
      }
      LedgerImage image = LedgerImage.read(fresh, judged.rules(), all);
      if (!lost || fenced) {
        take(lost ? image.settled() : image);
        if (lost) { // the fence wrote them
          all.forEach(ip -> batch.submitted.computeIfPresent(ip.key(), (owner, old) -> ip));
        }
        return Optional.empty();
      }
      if (!addresses.fenceAll(image.unsettled().values())) {
        return Optional.of(addresses.unfinished());
      }
    }
  }

  private void take(LedgerImage image) {
    book.take(image);
    stale = false;
    SubnetState state = book.state();
    if (book.isAnyHeld()) {
      log.info(
          "subnet \"{}\": {} {} of the ledger are in no FlatNetworkIP; held until {} objects are settled",
          name,
          state.held(),
          image.heldMacs(),
          image.unsettled().size());
    }
    if (!state.duplicates().isEmpty()) {
      context.listener().duplicates(name, state.duplicates());
    }
  }

  // ---- deciding

  /** Before the addresses, so that these are given by the reservations that the batch writes. */
  private void decideReservations(Batch batch) {
    if (assessment.rules() != null && book.fault() == null) { // else what is written stays
      reservations.plan(book.state().rules(), batch.reserve).ifPresent(book::rules);
    }
  }

  private LedgerPlan plan(Batch batch) {
    List<FlatNetworkIP> objects =
        batch.submitted.values().stream()
            .filter(ip -> !Metadata.isDeleting(ip) && name.equals(ip.spec().getSubnet()))
            .toList();
    return LedgerPlan.of(
        name, book.state(), book.heldMacs(), closed(), objects, context.workloads());
  }

  private @Nullable String closed() {
    String reason = book.fault() != null ? book.fault() : assessment.failure();
    if (subnet.isDeleting()) {
      reason = "it is being deleted; use another subnet";
    }
    return reason == null ? null : "cannot give an address of subnet \"" + name + "\": " + reason;
  }

  private void refuseAll(Batch batch) {
    String message =
        "cannot give an address of subnet \""
            + name
            + "\": there is no such subnet; create it, or correct the annotation";
    book.waiting.putAll(batch.submitted);
    addresses.refuse(
        book.waiting.values().stream()
            .filter(ip -> !AddressObjects.isActive(ip))
            .map(ip -> new Refusal(ip, RefusalReason.NO_SUBNET, message, message))
            .toList());
    book.roomMade(false);
    stale = false; // there is nothing to read until the subnet is there
  }

  // ---- committing

  private Optional<Verdict> commit(LedgerPlan plan) {
    if (!plan.grants().isEmpty()
        && subnet.keep() instanceof Outcome.Failure<FlatNetworkSubnet> failure) {
      return Optional.of(notCommitted(failure));
    }
    FlatNetworkSubnetStatus status = status(plan);
    boolean isSaid = subnet.says(status);
    if (!isSaid || !plan.grants().isEmpty()) { // what is published needs a write of the ledger
      Outcome<FlatNetworkSubnet> outcome = isSaid ? subnet.bump() : subnet.write(status);
      if (outcome instanceof Outcome.Failure<FlatNetworkSubnet> failure) {
        return Optional.of(notCommitted(failure));
      }
      context.listener().committed(name, plan.grants().size());
    }
    book.commit(plan);
    reservations.committed(plan.state());
    return Optional.empty();
  }

  private FlatNetworkSubnetStatus status(LedgerPlan plan) {
    return reservations.write(
        LedgerStatus.of(
            subnet.current().orElseThrow().status(),
            plan.state(),
            plan.heldMacs(),
            assessment,
            book.fault()));
  }

  /** Nothing is published; the next batch reads again. */
  private Verdict notCommitted(Outcome.Failure<FlatNetworkSubnet> failure) {
    stale = true; // it may have happened: only the objects can tell whose addresses are whose
    log.debug("subnet \"{}\": not committed: {}", name, failure.message());
    if (failure instanceof Outcome.Conflict) {
      context.listener().conflict(name);
      return contention.met();
    }
    return Verdict.failed(failure);
  }

  // ---- the subnet's end

  private void letSubnetGo() {
    if (!stale && subnet.isHeldBack() && book.state().used().isEmpty()) {
      notLetGo = subnet.letGo() instanceof Outcome.Failure<?> failure ? failure : null;
      stale = true; // gone now, or to be read again
    }
  }
}
