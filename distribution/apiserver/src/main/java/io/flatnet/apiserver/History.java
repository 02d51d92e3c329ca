package io.flatnet.apiserver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The last changes of one kind of objects: what watches read. Thread-safe.
 *
 * <p>Shape: a ring of {@code capacity} changes. A watcher keeps the revision up to which it has
 * seen everything and asks for what came after; one that falls behind by more than the ring learns
 * that its revision is too old, as with the watch cache of the real API server.
 */
final class History {
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Change> ring = new ArrayDeque<>();
  private long forgotten;
  private boolean closed;

  /**
   * An empty history.
   *
   * @param capacity how many changes it remembers
   * @param start the revision before its first change
   */
  History(int capacity, long start) {
    this.capacity = capacity;
    this.forgotten = start;
  }

  void append(Change change) {
    lock.lock();
    try {
      if (ring.size() == capacity) {
        forgotten = ring.removeFirst().revision();
      }
      ring.addLast(change);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all watches: their next call returns at once. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes those who wait in {@link #after}, so that they see whether they were stopped. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The changes after a revision, in order; waits for the first one.
   *
   * @param revision up to where the caller has seen everything
   * @param limit how long to wait
   * @param stopped whether the caller wants no more; looked at after each {@link #wake}
   * @return nothing if the time is over, the history was closed, or the caller stopped
   * @throws ApiFailure 410 if changes after that revision are forgotten
   */
  List<Change> after(long revision, Duration limit, BooleanSupplier stopped)
      throws InterruptedException {
    lock.lock();
    try {
      List<Change> changes = read(revision);
      long nanos = limit.toNanos();
      while (changes.isEmpty() && !closed && !stopped.getAsBoolean() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
        changes = read(revision);
      }
      return changes;
    } finally {
      lock.unlock();
    }
  }

  private List<Change> read(long revision) {
    if (revision < forgotten) {
      throw ApiFailure.expired(revision, forgotten);
    }
    List<Change> changes = new ArrayList<>();
    var newestFirst = ring.descendingIterator();
    while (newestFirst.hasNext()) {
      Change change = newestFirst.next();
      if (change.revision() <= revision) {
        break;
      }
      changes.add(change);
    }
    return changes.reversed();
  }
}
