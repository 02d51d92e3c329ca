package io.flatnet.controllers.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on keys, never on one key twice at the same time.
 *
 * <p>A key that is added while it waits is worked on once; one that is added while it is worked on
 * is worked on once more afterwards. Work that asks to be looked at later, or fails, leaves its
 * worker at once and comes back by the timer. Failures of one key in a row are {@value
 * #BASE_DELAY_MILLIS} ms apart, then twice that and so on up to 30 s; they delay no other key. What
 * a person must allow first is tried again every 30 s.
 *
 * <p>Safe for use by many threads. It owns no thread: workers are tasks of the given executor that
 * end when there is no work, and timers run on the given scheduler.
 *
 * @param <K> the keys' type
 */
public final class WorkQueue<K> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);
  private static final long BASE_DELAY_MILLIS = 50;
  private static final int DOUBLINGS = 10;
  private static final Duration MAX_DELAY = Duration.ofSeconds(30);

  private final String name;
  private final int workers;
  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final Function<K, Verdict> work;

  private final Object lock = new Object();
  private final Set<K> waiting = new LinkedHashSet<>();
  private final Set<K> running = new HashSet<>();
  private final Set<K> again = new HashSet<>();
  private final Map<K, Integer> failures = new HashMap<>();
  private final Map<K, ScheduledFuture<?>> alarms = new HashMap<>();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private int active;
  private boolean closed;

  /**
   * A queue without keys.
   *
   * @param name what log lines call it
   * @param workers how many keys are worked on at once at most
   * @param executor runs the workers
   * @param timer runs the delays
   * @param work what is done with a key; an exception is a bug, logged and tried again
   */
  public WorkQueue(
      String name,
      int workers,
      Executor executor,
      ScheduledExecutorService timer,
      Function<K, Verdict> work) {
    if (workers < 1) {
      throw new IllegalArgumentException(
          "cannot make queue \"" + name + "\": workers must be at least 1, got " + workers);
    }
    this.name = name;
    this.workers = workers;
    this.executor = executor;
    this.timer = timer;
    this.work = work;
  }

  /** Has the key worked on soon. */
  public void add(K key) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      cancelAlarm(key);
      if (running.contains(key)) {
        again.add(key);
        return;
      }
      waiting.add(key);
      if (active == workers) {
        return;
      }
      active++;
    }
    executor.execute(this::drain);
  }

  /** Has the key worked on after the delay, or earlier when it is asked for earlier meanwhile. */
  public void addAfter(K key, Duration delay) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      ScheduledFuture<?> alarm = alarms.get(key);
      if (alarm != null && alarm.getDelay(TimeUnit.NANOSECONDS) <= delay.toNanos()) {
        return;
      }
      cancelAlarm(key);
      alarms.put(key, timer.schedule(() -> add(key), delay.toNanos(), TimeUnit.NANOSECONDS));
    }
  }

  /** What log lines and metrics call it. */
  public String name() {
    return name;
  }

  /** How many keys wait, are worked on, or come back by the timer. */
  public int size() {
    synchronized (lock) {
      return waiting.size() + running.size() + alarms.size();
    }
  }

  /** Whether no key waits or is worked on; timers do not count. */
  public boolean isIdle() {
    synchronized (lock) {
      return waiting.isEmpty() && running.isEmpty();
    }
  }

  /**
   * Waits until no key waits or is worked on; timers do not count.
   *
   * @return whether that is so within the limit
   */
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (lock) {
      while (!waiting.isEmpty() || !running.isEmpty()) {
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (millis <= 0) {
          return false;
        }
        lock.wait(millis);
      }
      return true;
    }
  }

  /** Drops all waiting keys and takes no more. Work that runs is not interrupted. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      waiting.clear();
      again.clear();
      alarms.values().forEach(alarm -> alarm.cancel(false));
      alarms.clear();
    }
  }

  private void drain() {
    for (K key = next(null); key != null; key = next(key)) {
      settle(key, run(key));
    }
  }

  /** Ends the work on one key and takes the next; null ends the worker. */
  private @Nullable K next(@Nullable K finished) {
    synchronized (lock) {
      if (finished != null) {
        running.remove(finished);
        if (again.remove(finished)) {
          waiting.add(finished);
        }
      }
      Iterator<K> keys = waiting.iterator();
      if (!keys.hasNext()) {
        active--;
        lock.notifyAll();
        return null;
      }
      K key = keys.next();
      keys.remove();
      running.add(key);
      return key;
    }
  }

  private Verdict run(K key) {
    try {
      return work.apply(key);
    } catch (RuntimeException e) {
      log.error("{} \"{}\": unexpected failure, tried again", name, key, e);
      return Verdict.retry(e.toString());
    }
  }

  private void settle(K key, Verdict verdict) {
    switch (verdict) {
      case Verdict.Done _ -> forget(key);
      case Verdict.After(Duration delay) -> {
        forget(key);
        addAfter(key, delay);
      }
      case Verdict.Retry(String reason) -> {
        Duration delay = nextDelay(key);
        log.debug("{} \"{}\": tried again in {}: {}", name, key, DurationText.of(delay), reason);
        addAfter(key, delay);
      }
      case Verdict.Refused(String reason) -> {
        if (refusals.add(reason)) { // there is one for each verb and resource, not for each key
          log.warn(
              "{} \"{}\": {}; tried again every {}", name, key, reason, DurationText.of(MAX_DELAY));
        }
        addAfter(key, MAX_DELAY);
      }
    }
  }

  private void forget(K key) {
    synchronized (lock) {
      failures.remove(key);
    }
  }

  private Duration nextDelay(K key) {
    synchronized (lock) {
      int failed = failures.merge(key, 1, Integer::sum);
      Duration delay = Duration.ofMillis(BASE_DELAY_MILLIS << Math.min(failed - 1, DOUBLINGS));
      return delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay;
    }
  }

  private void cancelAlarm(K key) {
    ScheduledFuture<?> alarm = alarms.remove(key);
    if (alarm != null) {
      alarm.cancel(false);
    }
  }
}
