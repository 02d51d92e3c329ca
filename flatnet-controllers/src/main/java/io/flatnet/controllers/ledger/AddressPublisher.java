package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.ledger.AddressWriter.Written;
import io.flatnet.controllers.ledger.LedgerInbox.Batch;
import io.flatnet.controllers.ledger.LedgerPlan.Grant;
import io.flatnet.controllers.ledger.LedgerPlan.Refusal;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.ipam.Lease;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a subnet's writer does to FlatNetworkIPs, and what of it follows for the {@link LedgerBook}.
 * The reasons for the order are in {@link SubnetLedger}. One thread.
 */
final class AddressPublisher {
  private static final Logger log = LoggerFactory.getLogger(AddressPublisher.class);

  private static final Set<RefusalReason> NAMED =
      Set.of(
          RefusalReason.NAMED_IN_USE,
          RefusalReason.NAMED_RESERVED,
          RefusalReason.NAMED_NOT_IN_SUBNET);

  private final String name;
  private final LedgerListener listener;
  private final SubnetAssessor assessor;
  private final AddressWriter addresses;
  private final LedgerInbox inbox;
  private final LedgerBook book;
  private final Map<String, Said> said = new HashMap<>();
  private final Set<String> changed = new HashSet<>();
  private boolean unfinished;
  private boolean stillToDo;
  private boolean readAgain;

  /** What the status of an object says; another object of its name says nothing yet. */
  private record Said(String uid, String kind) {
    static Said of(Refusal refusal) {
      return new Said(Holder.of(refusal.ip()).uid(), refusal.kind());
    }
  }

  AddressPublisher(String name, LedgerContext context, LedgerInbox inbox, LedgerBook book) {
    this.name = name;
    this.listener = context.listener();
    this.assessor = context.assessor();
    this.addresses =
        new AddressWriter(context.store().addresses(), context.publishers(), context.clock());
    this.inbox = inbox;
    this.book = book;
  }

  /** A batch begins. */
  void begin() {
    addresses.begin();
    unfinished = false;
    stillToDo = false;
    readAgain = false;
  }

  /** What becomes of a batch in which something did not work. */
  Verdict unfinished() {
    return addresses
        .forbidden()
        .map(Verdict::failed)
        .orElseGet(() -> Verdict.retry("not all objects could be written"));
  }

  /** Whether something did not work in this batch and is to be tried again a little later. */
  boolean isUnfinished() {
    return unfinished;
  }

  /** Whether another batch is to follow at once. */
  boolean isStillToDo() {
    return stillToDo;
  }

  /** Whether an object says what this writer did not write, so that all is to be read again. */
  boolean isReadAgain() {
    return readAgain;
  }

  /** Lets go what is released, and gives its addresses back. */
  void giveBack(Batch batch) {
    addresses
        .each(batch.released.values(), addresses::letGo)
        .forEach(
            (ip, written) -> {
              if (written == Written.DONE || written == Written.GONE) {
                drop(ip.key(), Holder.of(ip).uid());
              } else {
                inbox.release(ip);
                unfinished = true;
              }
            });
    batch.released.clear();
    batch.vanished.forEach((owner, holder) -> drop(owner, holder.uid()));
    batch.vanished.clear();
  }

  private void drop(String owner, String uid) {
    said.remove(owner);
    book.drop(owner, uid)
        .ifPresent(
            address -> {
              log.info("subnet \"{}\": {} of \"{}\" is free", name, address, owner);
              listener.freed(name);
            });
  }

  /** Reads the objects again that say anything else than the book, wherever they are from. */
  void settle(Batch batch) {
    for (FlatNetworkIP ip : List.copyOf(batch.submitted.values())) {
      if (changed.remove(ip.key()) || !book.knows(ip)) {
        readAgain(ip, batch)
            .ifPresent(
                live -> {
                  readAgain |= book.record(live);
                  batch.submitted.put(live.key(), live);
                });
      }
    }
  }

  /** Reads the objects again that somebody wrote since, where there is no subnet to settle. */
  void refresh(Batch batch) {
    for (FlatNetworkIP ip : List.copyOf(batch.submitted.values())) {
      if (changed.remove(ip.key())) {
        readAgain(ip, batch).ifPresent(live -> batch.submitted.put(live.key(), live));
      }
    }
  }

  /** Takes an object out of the batch; as it is now, if it is still of this subnet. */
  private Optional<FlatNetworkIP> readAgain(FlatNetworkIP ip, Batch batch) {
    batch.submitted.remove(ip.key());
    switch (addresses.read(ip)) {
      case Outcome.Done<FlatNetworkIP>(FlatNetworkIP live) -> {
        if (name.equals(live.spec().getSubnet())) {
          return Optional.of(live);
        }
        turned(live);
      }
      case Outcome.NotFound<FlatNetworkIP> _ -> left(ip); // its end is an event of its own
      case Outcome.Failure<FlatNetworkIP> _ -> {
        changed.add(ip.key());
        inbox.submit(ip);
        unfinished = true;
      }
    }
    return Optional.empty();
  }

  /** The object waits for another subnet: what was committed for it and not published is free. */
  private void turned(FlatNetworkIP live) {
    left(live);
    if (AddressObjects.published(live).isEmpty()) {
      drop(live.key(), Holder.of(live).uid());
    }
  }

  /** Publishes what a committed plan grants, and says in the status what it refuses. */
  void publish(LedgerPlan plan) {
    addresses
        .each(plan.grants(), grant -> addresses.publish(grant.ip(), grant.lease()))
        .forEach(
            (grant, written) -> {
              published(grant, written);
              Lease before = plan.superseded().get(grant.ip().key());
              if (before != null) {
                superseded(before, written);
              }
            });
    refuse(plan.refusals());
    plan.waiting().forEach(wish -> listener.wishWaits(wish.ip(), wish.lease()));
  }

  private void published(Grant grant, Written written) {
    FlatNetworkIP ip = grant.ip();
    String owner = ip.key();
    switch (written) {
      case DONE, SAID -> {
        log.info("subnet \"{}\": {} is given to \"{}\"", name, grant.lease().address(), owner);
        said.remove(owner);
        book.waiting.remove(owner);
        if (AddressObjects.published(ip).filter(grant.lease().address()::equals).isEmpty()) {
          listener.granted(ip, grant.lease());
        }
        if (written == Written.DONE) { // what was not written now does not stop an older write
          book.settled(ip);
        }
      }
      case GONE -> { // the lease stays until the pod is seen to be gone
        left(ip);
        listener.left(ObjectKey.of(ip));
      }
      case LEAVING -> book.waiting.remove(owner);
      case LEAVING_EMPTY, MOVED -> drop(owner, Holder.of(ip).uid());
      case FOREIGN -> foreign(ip);
      case CHANGED -> changed(ip);
      case UNKNOWN -> {
        inbox.submit(ip);
        unfinished = true;
      }
    }
  }

  /** Only a write of now leaves no doubt that the object does not say the old lease, nor will. */
  private void superseded(Lease before, Written written) {
    if (written == Written.DONE) {
      book.superseded(before);
    } else {
      readAgain = true;
    }
  }

  /** Says in the status why objects get nothing. */
  void refuse(List<Refusal> refusals) {
    refusals.forEach(refusal -> book.waiting.put(refusal.ip().key(), refusal.ip()));
    addresses
        .each(
            refusals.stream()
                .filter(refusal -> !Said.of(refusal).equals(said.get(refusal.ip().key())))
                .map(this::withOutsiders)
                .toList(),
            refusal -> addresses.refuse(refusal.ip(), refusal.message()))
        .forEach(this::refused);
  }

  private Refusal withOutsiders(Refusal refusal) {
    return NAMED.contains(refusal.reason())
        ? new Refusal(
            refusal.ip(),
            refusal.reason(),
            refusal.kind(),
            refusal.message() + assessor.outsiders(refusal.ip()))
        : refusal;
  }

  private void refused(Refusal refusal, Written written) {
    FlatNetworkIP ip = refusal.ip();
    switch (written) {
      case DONE, SAID -> {
        // Not settled by this: a refusal that was there already leaves the version as it is.
        said.put(ip.key(), Said.of(refusal));
        listener.refused(ip, refusal.reason(), refusal.message());
      }
      case GONE, MOVED -> left(ip);
      case LEAVING, LEAVING_EMPTY -> book.waiting.remove(ip.key());
      case FOREIGN -> foreign(ip);
      case CHANGED -> changed(ip);
      case UNKNOWN -> {
        inbox.submit(ip);
        unfinished = true;
      }
    }
  }

  private void left(FlatNetworkIP ip) {
    said.remove(ip.key());
    book.left(ip);
  }

  /** Somebody wrote the object since it was read: it is read again and decided on once more. */
  private void changed(FlatNetworkIP ip) {
    changed.add(ip.key());
    inbox.submit(ip);
    stillToDo = true;
  }

  /** Somebody else wrote what is known of the object: it is read again, and so is all. */
  private void foreign(FlatNetworkIP ip) {
    book.waiting.remove(ip.key());
    changed.add(ip.key());
    inbox.submit(ip);
    readAgain = true;
  }

  /**
   * Makes every write of these objects conflict that is based on what was listed.
   *
   * @return whether that is so for all
   */
  boolean fenceAll(Collection<FlatNetworkIP> listed) {
    return addresses.each(listed, addresses::fence).values().stream()
        .noneMatch(written -> written == Written.CHANGED || written == Written.UNKNOWN);
  }

  /** Settles what the last list left open, and frees what was held because of it. */
  void fence() {
    if (readAgain || !book.isAnyHeld()) {
      return;
    }
    addresses
        .each(book.unsettled.values(), addresses::fence)
        .forEach(
            (ip, written) -> {
              switch (written) {
                case DONE, SAID, GONE, MOVED, LEAVING, LEAVING_EMPTY -> book.settled(ip);
                case FOREIGN -> readAgain = true;
                case CHANGED, UNKNOWN -> unfinished = true;
              }
            });
    if (!readAgain && book.freeHeld()) {
      log.info("subnet \"{}\": what was held is free", name);
    }
  }
}
