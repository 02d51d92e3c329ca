package io.flatnet.lab.cluster;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * The objects that a run made on an API server, so that it takes away those and no others.
 *
 * <p>Thread-safe.
 */
public final class Playground {
  private final KubeObjects objects;
  private final Deque<KubeObject> made = new ArrayDeque<>();

  /** A run that has made nothing yet. */
  public Playground(KubeObjects objects) {
    this.objects = objects;
  }

  /**
   * Creates an object and remembers it.
   *
   * @return the object as the API server keeps it
   */
  public KubeObject create(KubeObject object) throws IOException {
    KubeObject kept = objects.create(object);
    remember(kept);
    return kept;
  }

  /** Creates an object unless one of its name is there, and remembers it only if it was made. */
  public void ensure(KubeObject object) throws IOException {
    objects.createIfAbsent(object).ifPresent(this::remember);
  }

  /** Deletes what is remembered and passes, the last made first. */
  public List<KubeObject> delete(Predicate<KubeObject> which) throws IOException {
    List<KubeObject> deleted = new ArrayList<>();
    for (KubeObject object : snapshot()) {
      if (which.test(object)) {
        objects.delete(object);
        forget(object);
        deleted.add(object);
      }
    }
    return deleted;
  }

  private synchronized void remember(KubeObject object) {
    made.push(object);
  }

  private synchronized void forget(KubeObject object) {
    made.remove(object);
  }

  private synchronized List<KubeObject> snapshot() {
    return List.copyOf(made);
  }
}
