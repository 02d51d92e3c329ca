package io.flatnet.controllers.leader;

import io.flatnet.controllers.leader.Candidate.Role;
import io.flatnet.controllers.store.ResourceStore;
import io.kubernetes.client.openapi.models.V1Lease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election until it leads, leads until it cannot renew, and is over then. Its proof is
 * in the comment of {@code Candidate}.
 *
 * <p>Rounds, which send requests, run on the executor; the deadline is watched by the timer, so a
 * request that hangs does not put it off. Safe for use by many threads.
 */
public final class LeaderElection implements WriteFence {
  private static final Logger log = LoggerFactory.getLogger(LeaderElection.class);
  private static final long RELEASE_WAIT_MILLIS = 2_000;

  /** A round is a few requests, each with a limit of its own. */
  private static final Duration LONGEST_ROUND = Duration.ofMinutes(2);

  private final Candidate candidate;
  private final Duration retryPeriod;
  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final Listener listener;
  private final ReentrantLock rounds = new ReentrantLock();
  private final AtomicBoolean toldLeading = new AtomicBoolean();
  private final AtomicBoolean toldOver = new AtomicBoolean();
  private final LongSupplier nanoTime;
  private volatile long lastRoundNanos;
  private volatile boolean stopped;

  /** Hears, once each and in this order, of the two things that can happen. Must not block. */
  public interface Listener {
    /** This process leads. */
    void leads();

    /** This process leads no more, and never will again by this election. */
    void over();
  }

  /**
   * An election that has not begun.
   *
   * @param leases where the Lease is; its requests must end within {@link
   *     ElectionSettings#leaseRequestTimeout}
   * @param executor runs what blocks
   * @param timer runs delays; nothing on it blocks
   * @param nanoTime a monotonic clock in nanoseconds of any origin, as {@link System#nanoTime}
   * @param wall the time that is written into the Lease for people
   */
  public LeaderElection(
      ElectionSettings settings,
      ResourceStore<V1Lease> leases,
      Executor executor,
      ScheduledExecutorService timer,
      LongSupplier nanoTime,
      InstantSource wall,
      Listener listener) {
    this.candidate = new Candidate(settings, leases, nanoTime, wall);
    this.retryPeriod = settings.retryPeriod();
    this.executor = executor;
    this.timer = timer;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.lastRoundNanos = nanoTime.getAsLong();
  }

  /** Begins to stand. Returns at once. */
  public void start() {
    executor.execute(this::round);
  }

  /** Whether this process leads and may start writes. */
  @Override
  public boolean isOpen() {
    return candidate.isOpen();
  }

  /** Whether rounds come, or this election was ended. */
  public boolean isAlive() {
    return stopped
        || nanoTime.getAsLong() - lastRoundNanos < retryPeriod.plus(LONGEST_ROUND).toNanos();
  }

  /**
   * Ends the election and hands the Lease back, so that the next can lead at once. To be called
   * when this process writes nothing any more. Waits for a round that runs, 2 s at most: then the
   * Lease is left to run out.
   */
  public void release() throws InterruptedException {
    stopped = true;
    if (!rounds.tryLock(RELEASE_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
      log.warn("the lease is not released: a request for it is not answered");
      return;
    }
    try {
      candidate.release();
    } finally {
      rounds.unlock();
    }
  }

  /** Ends the election and leaves the Lease to run out: something may still be written. */
  public void abandon() {
    stopped = true;
  }

  private void round() {
    rounds.lock();
    try {
      if (!stopped) {
        runRound().ifPresent(next -> later(next, () -> executor.execute(this::round)));
      }
      tell();
      lastRoundNanos = nanoTime.getAsLong();
    } finally {
      rounds.unlock();
    }
  }

  private Optional<Duration> runRound() {
    try {
      return candidate.round();
    } catch (RuntimeException e) {
      log.error("unexpected failure of the election, tried again", e);
      return Optional.of(retryPeriod);
    }
  }

  private void tell() {
    Role role = candidate.role();
    if (role != Role.STANDBY && !stopped && toldLeading.compareAndSet(false, true)) {
      listener.leads();
      watchDeadline();
    }
    if (role == Role.OVER && !stopped && toldOver.compareAndSet(false, true)) {
      listener.over();
    }
  }

  private void watchDeadline() {
    candidate.expire().ifPresentOrElse(rest -> later(rest, this::watchDeadline), this::tell);
  }

  private void later(Duration delay, Runnable task) {
    try {
      var _ = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      if (!stopped) {
        throw e;
      }
    }
  }
}
