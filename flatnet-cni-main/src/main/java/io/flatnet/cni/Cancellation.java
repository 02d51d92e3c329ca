package io.flatnet.cni;

import io.flatnet.api.cni.WellKnownError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Whether a call is still wanted: its caller may go while it waits. Thread-safe.
 *
 * <p>Most calls never wait, so that whoever watches the caller is told when waiting begins.
 */
public final class Cancellation {
  static final String GIVEN_UP =
      "the call was given up before its end: the caller is gone or its time limit passed; try again"
          + " later";

  private final Consumer<Cancellation> watcher;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final List<Runnable> hooks = new ArrayList<>();

  /**
   * @param watcher called when waiting begins; it calls {@link #cancel} when the caller goes
   */
  public Cancellation(Consumer<Cancellation> watcher) {
    this.watcher = watcher;
  }

  /** Of a call whose caller is not watched. */
  public static Cancellation unwatched() {
    return new Cancellation(cancellation -> {});
  }

  /** Says that the call is about to wait. */
  public void beginWaiting() {
    watcher.accept(this);
  }

  /** Ends the call: what waits is woken. A second time does nothing. */
  public void cancel() {
    List<Runnable> toRun;
    synchronized (hooks) {
      cancelled.countDown();
      toRun = List.copyOf(hooks);
      hooks.clear();
    }
    toRun.forEach(Runnable::run);
  }

  /** Whether {@link #cancel} was called. */
  public boolean isCancelled() {
    return cancelled.getCount() == 0;
  }

  /** Runs the hook when the call is cancelled: at once if it is already. */
  public void onCancel(Runnable hook) {
    synchronized (hooks) {
      if (!isCancelled()) {
        hooks.add(hook);
        return;
      }
    }
    hook.run();
  }

  /** Forgets a hook that is not needed any more. */
  public void remove(Runnable hook) {
    synchronized (hooks) {
      hooks.remove(hook);
    }
  }

  /**
   * Waits at most so long for the cancellation.
   *
   * @throws CniFailure if this thread was interrupted
   */
  public boolean await(Duration time) throws CniFailure {
    try {
      return cancelled.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CniFailure(
          WellKnownError.TRY_AGAIN_LATER, "the agent is stopping; try again later", e);
    }
  }

  /**
   * Goes on only if the call is still wanted.
   *
   * @throws CniFailure if it is not
   */
  public void check() throws CniFailure {
    if (isCancelled()) {
      throw new CniFailure(WellKnownError.TRY_AGAIN_LATER, GIVEN_UP);
    }
  }
}
