package io.flatnet.lab;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What must be undone at the end of a run, last made first undone.
 *
 * <p>Every entry is tried, also after one failed; the first failure is thrown at the end with the
 * others as suppressed. Not thread-safe.
 */
public final class Teardown implements AutoCloseable {
  private final Deque<AutoCloseable> undos = new ArrayDeque<>();

  /** Adds something to close, and returns it. */
  public <T extends AutoCloseable> T add(T resource) {
    undos.push(resource);
    return resource;
  }

  @Override
  public void close() throws Exception {
    @Nullable Exception first = null;
    while (!undos.isEmpty()) {
      try {
        undos.pop().close();
      } catch (Exception failure) {
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
