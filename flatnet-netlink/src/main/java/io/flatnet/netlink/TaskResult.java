package io.flatnet.netlink;

import org.jspecify.annotations.Nullable;

/** Carries what a task gave or threw from its thread to the caller's. */
final class TaskResult<T extends @Nullable Object, X extends Exception> implements Runnable {
  private final NamespaceTask<T, X> task;
  private @Nullable T value;
  private @Nullable Throwable thrown;

  TaskResult(NamespaceTask<T, X> task) {
    this.task = task;
  }

  @Override
  public void run() {
    try {
      value = task.call();
    } catch (Throwable e) { // thrown again by get
      thrown = e;
    }
  }

  /**
   * After {@link #run} has ended: its value, or what it threw, which can only be X or unchecked.
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // a null value is one that T allows
  T get() throws X {
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    if (thrown != null) {
      throw (X) thrown;
    }
    return value;
  }
}
