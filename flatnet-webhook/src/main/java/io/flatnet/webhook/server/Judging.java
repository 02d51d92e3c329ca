package io.flatnet.webhook.server;

import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets a judge work on a number of requests at one time, each in the thread of its request and up
 * to a deadline. One that goes on after its deadline is answered for and interrupted, and keeps its
 * place until it really ends, so that no more are at work than there are places.
 */
final class Judging {
  private static final Verdict NOT_READY =
      new Verdict.Undecided(
          "cannot judge the object: the webhook has just started and does not know the cluster yet;"
              + " try again in a moment");
  private static final Verdict TOO_LATE =
      new Verdict.Undecided(
          "cannot judge the object: what it depends on could not be read in time; try again in a"
              + " moment");
  private static final int LOOKS_PER_LIMIT = 20;

  private final Function<AdmissionRequest, Verdict> judge;
  private final BooleanSupplier ready;
  private final Semaphore places;
  private final Duration lookEvery;
  private final Set<Place> atWork = ConcurrentHashMap.newKeySet();

  Judging(Function<AdmissionRequest, Verdict> judge, BooleanSupplier ready, ServerLimits limits) {
    this.judge = judge;
    this.ready = ready;
    this.places = new Semaphore(limits.concurrentReviews());
    this.lookEvery = limits.request().dividedBy(LOOKS_PER_LIMIT);
  }

  /**
   * A place for the request of this thread.
   *
   * @throws RefusedException if all are taken
   */
  Place enter(Deadline deadline) throws RefusedException {
    if (!places.tryAcquire()) {
      throw Bodies.busy("too many requests are being judged");
    }
    return new Place(deadline);
  }

  /** How often {@link #endLate} is to be called. */
  Duration lookEvery() {
    return lookEvery;
  }

  /** Answers for judges that would be beyond their deadline at the next call. */
  void endLate() {
    List<Place> late =
        atWork.stream().filter(place -> place.deadline.leftNanos() < lookEvery.toNanos()).toList();
    for (Place place : late) {
      if (atWork.remove(place)) {
        place.end();
      }
    }
  }

  /** A place, which is free again when it is closed. */
  final class Place implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final Deadline deadline;
    private @Nullable Predicate<Verdict> late;

    private Place(Deadline deadline) {
      this.deadline = deadline;
    }

    /**
     * The verdict.
     *
     * @param late takes a verdict from another thread when the judge is too slow; false when there
     *     was one before
     */
    Verdict judge(AdmissionRequest request, Predicate<Verdict> late) {
      if (!ready.getAsBoolean()) {
        return NOT_READY;
      }
      this.late = late;
      atWork.add(this);
      return judge.apply(request);
    }

    private void end() {
      if (late != null && late.test(TOO_LATE)) {
        thread.interrupt(); // it answers nobody any more
      }
    }

    @Override
    public void close() {
      atWork.remove(this);
      places.release();
    }
  }
}
