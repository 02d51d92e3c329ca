package io.flatnet.netlink.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The C library: its functions, and the error number of a call.
 *
 * <p>The error number is captured by the linker right after the call, in memory of the calling
 * thread, so that nothing the JVM does in between can change it.
 */
final class Native {
  static final ValueLayout.OfInt C_INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong C_LONG = ValueLayout.JAVA_LONG;
  static final MemoryLayout C_POINTER = ValueLayout.ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));
  private static final int EINTR = 4;

  private Native() {}

  /** A function of the C library; its handle takes the call state as first argument. */
  static MethodHandle link(String name, MemoryLayout result, MemoryLayout... arguments) {
    MemorySegment address =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsupportedOperationException("the C library lacks " + name));
    return LINKER.downcallHandle(address, FunctionDescriptor.of(result, arguments), CAPTURE_ERRNO);
  }

  /** The calling thread's memory for the error number. */
  static MemorySegment state() {
    return STATE.get();
  }

  /** What a call returned, or the error number negated. */
  static int result(int returned, MemorySegment state) {
    return returned >= 0 ? returned : -state.get(C_INT, ERRNO_OFFSET);
  }

  /** What a call returned, or the error number negated. */
  static long result(long returned, MemorySegment state) {
    return returned >= 0 ? returned : -state.get(C_INT, ERRNO_OFFSET);
  }

  /** Whether a result says that a signal came before anything was done, so that one asks again. */
  static boolean interrupted(long result) {
    return result == -EINTR;
  }

  /** A text as C has it, in memory that lives as long as the arena. */
  static MemorySegment text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  /** A handle threw, which its type does not allow. */
  static AssertionError impossible(Throwable thrown) {
    return new AssertionError("a call of the C library threw", thrown);
  }
}
