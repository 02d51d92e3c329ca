package io.flatnet.controllers.runtime;

import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.queue.WorkQueue;
import io.kubernetes.client.common.KubernetesObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Controllers that begin and end together: the caches that they hear from, and the queues that they
 * work on.
 *
 * <p>A group is built before the informers of its caches start, begins once when {@link #isReady},
 * and is closed once. Groups know nothing of each other: one whose resource the API server does not
 * have, or may not be listed, waits alone.
 *
 * <p>Subclasses name their caches and queues in the constructor only. {@link #begin} and {@link
 * #close} are for one thread; the rest is safe for many.
 */
public abstract class ControllerGroup implements AutoCloseable {
  private final String name;
  private final ControllerContext context;
  private final List<Feed<?>> feeds = new ArrayList<>();
  private final List<WorkQueue<?>> queues = new ArrayList<>();
  private volatile boolean working;

  /** A cache and what is to hear of its changes. */
  private record Feed<T extends KubernetesObject>(
      ObservedCache<T> cache, BiConsumer<@Nullable T, @Nullable T> listener) {
    void replay() {
      cache.list().forEach(object -> listener.accept(null, object));
    }
  }

  /**
   * A group without caches and queues.
   *
   * @param name what log lines and metrics call it
   */
  protected ControllerGroup(String name, ControllerContext context) {
    this.name = name;
    this.context = context;
  }

  /** A queue of this group. */
  protected final <K> WorkQueue<K> queue(String queueName, Function<K, Verdict> work) {
    WorkQueue<K> queue = context.queue(queueName, work);
    queues.add(queue);
    return queue;
  }

  /**
   * Has a listener hear of all objects when the group begins, as if they were new, and of every
   * change from then on.
   */
  protected final <T extends KubernetesObject> void on(
      ObservedCache<T> cache, BiConsumer<@Nullable T, @Nullable T> listener) {
    feeds.add(new Feed<>(cache, listener));
    cache.onChange(
        (before, after) -> {
          if (working) {
            listener.accept(before, after);
          }
        });
  }

  /** What log lines and metrics call the group. */
  public final String name() {
    return name;
  }

  /** What all groups share. */
  protected final ControllerContext context() {
    return context;
  }

  /** The queues, for metrics. */
  public final List<WorkQueue<?>> queues() {
    return List.copyOf(queues);
  }

  /** Whether the first lists of all caches are in. */
  public final boolean isReady() {
    return feeds.stream().allMatch(feed -> feed.cache().isSynced());
  }

  /** Whether work has begun. */
  public final boolean isWorking() {
    return working;
  }

  /** Begins to work, with all objects that the caches know. */
  public final void begin() {
    working = true; // before the lists are read: an event from now on is not lost
    feeds.forEach(Feed::replay);
  }

  /** Takes no more work. Requests that run are not interrupted. */
  @Override
  public void close() {
    working = false;
    queues.forEach(WorkQueue::close);
  }

  /**
   * Waits, once closed, until no work runs.
   *
   * @return whether that is so within the limit
   */
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    boolean idle = true;
    for (WorkQueue<?> queue : queues) {
      idle &= queue.awaitIdle(Duration.ofNanos(end - System.nanoTime()));
    }
    return idle;
  }
}
