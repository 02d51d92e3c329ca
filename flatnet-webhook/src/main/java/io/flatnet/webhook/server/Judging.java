package io.flatnet.webhook.server;

import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Lets a judge work on a number of requests at one time, each up to a deadline. One that goes on
 * after its deadline is interrupted and keeps its place until it really ends, so that no more are
 * at work than there are places.
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

  private final Function<AdmissionRequest, Verdict> judge;
  private final BooleanSupplier ready;
  private final Semaphore places;

  Judging(Function<AdmissionRequest, Verdict> judge, BooleanSupplier ready, int maxPlaces) {
    this.judge = judge;
    this.ready = ready;
    this.places = new Semaphore(maxPlaces);
  }

  /**
   * A place for one request.
   *
   * @throws RefusedException if all are taken
   */
  Place enter() throws RefusedException {
    if (!places.tryAcquire()) {
      throw Bodies.busy("too many requests are being judged");
    }
    return new Place();
  }

  /** A place, which is free again when it is closed and its judge has ended. */
  final class Place implements AutoCloseable {
    private final AtomicInteger users = new AtomicInteger(1);

    /** The verdict, or {@link Verdict.Undecided} when there is none in time. */
    Verdict judge(AdmissionRequest request, Deadline deadline) {
      if (!ready.getAsBoolean()) {
        return NOT_READY;
      }
      FutureTask<Verdict> task = new FutureTask<>(() -> judge.apply(request));
      users.incrementAndGet();
      Thread.ofVirtual()
          .name("flatnet-webhook-judge")
          .start(
              () -> {
                try {
                  task.run();
                } finally {
                  leave();
                }
              });
      return await(task, deadline);
    }

    @Override
    public void close() {
      leave();
    }

    private void leave() {
      if (users.decrementAndGet() == 0) {
        places.release();
      }
    }
  }

  private static Verdict await(FutureTask<Verdict> task, Deadline deadline) {
    try {
      return task.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      return TOO_LATE;
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt(); // the server is being stopped
      return TOO_LATE;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the judge threw", e.getCause());
    }
  }
}
