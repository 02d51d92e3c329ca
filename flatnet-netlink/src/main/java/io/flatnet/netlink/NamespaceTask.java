package io.flatnet.netlink;

import org.jspecify.annotations.Nullable;

/**
 * Something to be done inside a network namespace.
 *
 * @param <T> what it gives
 * @param <X> the checked exception it may throw
 */
@FunctionalInterface
public interface NamespaceTask<T extends @Nullable Object, X extends Exception> {
  /**
   * Does it.
   *
   * @throws X as the task defines
   */
  T call() throws X;
}
