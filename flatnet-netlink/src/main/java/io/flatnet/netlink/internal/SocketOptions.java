package io.flatnet.netlink.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/** Socket options by value. */
public final class SocketOptions {
  private static final int TIMEVAL_BYTES = 16;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private SocketOptions() {}

  /** Sets an int option: 0 or the error number negated. */
  public static int set(int fd, int level, int option, int value, Buffers buffers) {
    MemorySegment memory = buffers.option();
    memory.set(ValueLayout.JAVA_INT, 0, value);
    return SocketCalls.setsockopt(fd, level, option, memory, Integer.BYTES);
  }

  /**
   * Sets a time limit (struct timeval of two longs); zero = none; less than 1 µs counts as 1 µs.
   */
  public static int setTimeout(int fd, int option, Duration timeout, Buffers buffers) {
    long micros = timeout.isZero() ? 0 : Math.max(1, timeout.toNanos() / 1_000);
    MemorySegment memory = buffers.option();
    memory.set(ValueLayout.JAVA_LONG, 0, micros / MICROS_PER_SECOND);
    memory.set(ValueLayout.JAVA_LONG, Long.BYTES, micros % MICROS_PER_SECOND);
    return SocketCalls.setsockopt(fd, SocketCalls.SOL_SOCKET, option, memory, TIMEVAL_BYTES);
  }
}
