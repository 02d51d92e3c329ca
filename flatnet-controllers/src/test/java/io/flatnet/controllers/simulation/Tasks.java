package io.flatnet.controllers.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The executor and the timer of one process: tasks wait until somebody runs them, in whatever
 * order, and timers go by a simulated clock. One thread.
 */
final class Tasks extends AbstractExecutorService implements ScheduledExecutorService {
  private static final Comparator<Timer> BY_TIME =
      Comparator.comparingLong((Timer timer) -> timer.atNanos)
          .thenComparingLong(timer -> timer.number);

  private final SimulatedTime time;
  private final List<Runnable> ready = new ArrayList<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>(BY_TIME);
  private long timersMade;
  private boolean ended;

  Tasks(SimulatedTime time) {
    this.time = time;
  }

  /** How many tasks can run now. */
  int ready() {
    while (!timers.isEmpty() && timers.element().atNanos <= time.nanos()) {
      Timer due = timers.remove();
      if (!due.cancelled) {
        ready.add(due::fire);
      }
    }
    return ready.size();
  }

  /** Runs one of the tasks that can run. */
  void run(int index) {
    ready.remove(index).run();
  }

  /** When the next timer is due, or the end of time. */
  long nextTimerNanos() {
    while (!timers.isEmpty() && timers.element().cancelled) {
      timers.remove();
    }
    return timers.isEmpty() ? Long.MAX_VALUE : timers.element().atNanos;
  }

  /** The process ends: nothing of it runs any more. */
  void end() {
    ended = true;
    ready.clear();
    timers.clear();
  }

  @Override
  public void execute(Runnable task) {
    if (!ended) {
      ready.add(task);
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    Timer timer = new Timer(time.nanos() + unit.toNanos(delay), timersMade++, task);
    if (!ended) {
      timers.add(timer);
    }
    return timer;
  }

  private final class Timer implements ScheduledFuture<Void> {
    final long atNanos;
    final long number;
    private final Runnable task;
    boolean cancelled;
    private boolean fired;

    Timer(long atNanos, long number, Runnable task) {
      this.atNanos = atNanos;
      this.number = number;
      this.task = task;
    }

    void fire() {
      if (!cancelled) {
        fired = true;
        task.run();
      }
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(atNanos - time.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    @Override
    public boolean cancel(boolean interrupt) {
      cancelled = !fired;
      return cancelled;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public boolean isDone() {
      return cancelled || fired;
    }

    @Override
    public Void get() {
      throw new UnsupportedOperationException("nobody waits on the simulation's thread");
    }

    @Override
    public Void get(long timeout, TimeUnit unit) {
      return get();
    }
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("no controller does so");
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long first, long period, TimeUnit unit) {
    throw new UnsupportedOperationException("no controller does so");
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long first, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("no controller does so");
  }

  @Override
  public void shutdown() {
    end();
  }

  @Override
  public List<Runnable> shutdownNow() {
    end();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return ended;
  }

  @Override
  public boolean isTerminated() {
    return ended;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return ended;
  }
}
