package io.flatnet.netlink.internal;

import static io.flatnet.netlink.internal.Native.C_INT;
import static io.flatnet.netlink.internal.Native.C_LONG;
import static io.flatnet.netlink.internal.Native.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Waiting for descriptors, and ending such a wait. */
public final class WaitCalls {
  private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;

  private static final MethodHandle POLL = Native.link("poll", C_INT, C_POINTER, C_LONG, C_INT);
  private static final MethodHandle EVENTFD = Native.link("eventfd", C_INT, C_INT, C_INT);
  private static final MethodHandle WRITE = Native.link("write", C_LONG, C_INT, C_POINTER, C_LONG);

  private WaitCalls() {}

  /**
   * poll(2): how many descriptors have events. A signal gives -EINTR: the caller knows the time.
   */
  public static int poll(MemorySegment descriptors, long count, int timeoutMillis) {
    MemorySegment state = Native.state();
    try {
      int returned = (int) POLL.invokeExact(state, descriptors, count, timeoutMillis);
      return Native.result(returned, state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /**
   * eventfd(2), close-on-exec and non-blocking: a descriptor that is readable once it is signalled.
   */
  public static int eventfd() {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC_NONBLOCK), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Makes an {@link #eventfd} readable, for good: 8, or the error number negated. */
  public static long signal(int eventfd) {
    MemorySegment state = Native.state();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(Long.BYTES, Long.BYTES);
      one.set(ValueLayout.JAVA_LONG, 0, 1);
      long result;
      do {
        result = Native.result((long) WRITE.invokeExact(state, eventfd, one, 8L), state);
      } while (Native.interrupted(result));
      return result;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
