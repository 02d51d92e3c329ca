package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a subnet's writer has to look at. Any thread puts in; the writer takes all at once. */
final class LedgerInbox {
  private Batch next = new Batch();

  /** Work that arrived since the last batch, in the order of arrival. Owned by one thread. */
  static final class Batch {
    /** Objects that may need an address, by owner. */
    final Map<String, FlatNetworkIP> submitted = new LinkedHashMap<>();

    /** Objects on their way out whose pod is gone, by owner. */
    final Map<String, FlatNetworkIP> released = new LinkedHashMap<>();

    /** Holders whose object and pod are gone, by owner. */
    final Map<String, Holder> vanished = new LinkedHashMap<>();

    /** The subnet changed. */
    boolean reassess;

    /** The image is to be read anew. */
    boolean rebuild;

    /** A workload wishes other reservations. */
    boolean reserve;

    boolean isEmpty() {
      return submitted.isEmpty()
          && released.isEmpty()
          && vanished.isEmpty()
          && !reassess
          && !rebuild
          && !reserve;
    }
  }

  synchronized Batch take() {
    Batch taken = next;
    next = new Batch();
    return taken;
  }

  synchronized boolean isEmpty() {
    return next.isEmpty();
  }

  synchronized void submit(FlatNetworkIP ip) {
    next.submitted.put(ip.key(), ip);
  }

  synchronized void release(FlatNetworkIP ip) {
    next.submitted.remove(ip.key());
    next.released.put(ip.key(), ip);
  }

  synchronized void vanished(String owner, Holder holder) {
    next.vanished.put(owner, holder);
  }

  synchronized void reassess() {
    next.reassess = true;
  }

  synchronized void rebuild() {
    next.rebuild = true;
  }

  synchronized void reserve() {
    next.reserve = true;
  }

  /** Puts a batch back that could not be worked on; what arrived since counts for more. */
  synchronized void putBack(Batch batch) {
    batch.submitted.forEach(next.submitted::putIfAbsent);
    batch.released.forEach(next.released::putIfAbsent);
    batch.vanished.forEach(next.vanished::putIfAbsent);
    next.reassess |= batch.reassess;
    next.rebuild |= batch.rebuild;
    next.reserve |= batch.reserve;
  }
}
