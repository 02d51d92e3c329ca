package io.flatnet.netlink;

import java.util.Arrays;

/** Where another thread is, for tests that must act while it waits. */
final class ThreadsInCalls {
  private ThreadsInCalls() {}

  /**
   * Whether a thread is inside a method of a {@code ...Calls}, so at most a step from the kernel.
   */
  static boolean isInNative(Thread thread, String method) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(
            frame ->
                frame.getMethodName().equals(method) && frame.getClassName().endsWith("Calls"));
  }
}
