package io.flatnet.cni.agent;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks of one key in the order of their arrival and tasks of different keys in parallel.
 * Thread-safe.
 */
final class KeyedQueue {
  private final Executor executor;

  /** A key is here while a task of it runs; the queue holds those that wait. */
  private final Map<String, Queue<Runnable>> waiting = new HashMap<>();

  KeyedQueue(Executor executor) {
    this.executor = executor;
  }

  /**
   * Runs the task on this thread if its key is free; else it is run by the executor when its turn
   * comes.
   */
  void run(String key, Runnable task) {
    synchronized (waiting) {
      Queue<Runnable> queue = waiting.get(key);
      if (queue != null) {
        queue.add(task);
        return;
      }
      waiting.put(key, new ArrayDeque<>(1));
    }
    runThenNext(key, task);
  }

  private void runThenNext(String key, Runnable task) {
    try {
      task.run();
    } finally {
      Runnable next = next(key);
      if (next != null) {
        handOn(key, next);
      }
    }
  }

  private @Nullable Runnable next(String key) {
    synchronized (waiting) {
      Queue<Runnable> queue = waiting.get(key);
      Runnable next = queue == null ? null : queue.poll();
      if (next == null) {
        waiting.remove(key);
      }
      return next;
    }
  }

  /** An executor that is shut down takes no more: then this thread finishes what was promised. */
  private void handOn(String key, Runnable next) {
    try {
      executor.execute(() -> runThenNext(key, next));
    } catch (RejectedExecutionException e) {
      runThenNext(key, next);
    }
  }
}
