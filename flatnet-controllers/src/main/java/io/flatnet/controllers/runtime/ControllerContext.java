package io.flatnet.controllers.runtime;

import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.store.ClusterStore;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * What all controllers of one process share. Whoever makes it ends the executors.
 *
 * @param store the API server
 * @param events writes events
 * @param executor runs the work; a thread per task
 * @param timer runs delays
 * @param clock the time for time stamps and periods
 * @param workers how many objects each controller works on at once
 * @param observer hears what is done
 */
public record ControllerContext(
    ClusterStore store,
    EventRecorder events,
    ExecutorService executor,
    ScheduledExecutorService timer,
    InstantSource clock,
    int workers,
    ControllerObserver observer) {

  /** The same, for controllers that nobody watches. */
  public ControllerContext(
      ClusterStore store,
      EventRecorder events,
      ExecutorService executor,
      ScheduledExecutorService timer,
      InstantSource clock,
      int workers) {
    this(store, events, executor, timer, clock, workers, ControllerObserver.NONE);
  }

  /** The same, but that each controller works on so many objects at once. */
  public ControllerContext withWorkers(int count) {
    return new ControllerContext(store, events, executor, timer, clock, count, observer);
  }

  /** A queue whose work runs here. */
  <K> WorkQueue<K> queue(String name, Function<K, Verdict> work) {
    return new WorkQueue<>(name, workers, executor, timer, work);
  }
}
