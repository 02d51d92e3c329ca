package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ObjectKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lets only a few objects of one namespace be worked on at once, so that a namespace whose writes
 * are slow does not take all workers. What is not let in waits here, holds no worker, and comes
 * back when another of its namespace is done. Safe for use by many threads.
 */
public final class NamespaceGate {
  private final int atOnce;
  private final Consumer<ObjectKey> again;
  private final Map<String, Namespace> namespaces = new HashMap<>();

  private static final class Namespace {
    int inside;
    final Deque<ObjectKey> parked = new ArrayDeque<>();
    final Set<ObjectKey> known = new HashSet<>();
  }

  /**
   * A gate that is open.
   *
   * @param atOnce how many of one namespace
   * @param again takes what may come again, as a queue does
   */
  public NamespaceGate(int atOnce, Consumer<ObjectKey> again) {
    this.atOnce = atOnce;
    this.again = again;
  }

  /** Does the work now, or parks the object and is done. */
  public Verdict pass(ObjectKey key, Function<ObjectKey, Verdict> work) {
    if (!enter(key)) {
      return Verdict.done();
    }
    try {
      return work.apply(key);
    } finally {
      leave(key.namespace());
    }
  }

  private synchronized boolean enter(ObjectKey key) {
    Namespace namespace = namespaces.computeIfAbsent(key.namespace(), _ -> new Namespace());
    if (namespace.inside == atOnce) {
      if (namespace.known.add(key)) {
        namespace.parked.add(key);
      }
      return false;
    }
    namespace.inside++;
    return true;
  }

  private void leave(String name) {
    ObjectKey next;
    synchronized (this) {
      Namespace namespace = namespaces.get(name);
      if (namespace == null) {
        return;
      }
      namespace.inside--;
      next = namespace.parked.poll();
      if (next != null) {
        namespace.known.remove(next);
      } else if (namespace.inside == 0) {
        namespaces.remove(name);
      }
    }
    if (next != null) {
      again.accept(next);
    }
  }
}
