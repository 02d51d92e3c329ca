package io.flatnet.netlink.internal;

import static io.flatnet.netlink.internal.Native.C_INT;
import static io.flatnet.netlink.internal.Native.C_LONG;
import static io.flatnet.netlink.internal.Native.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Calls on files and descriptors. */
public final class FileCalls {
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_INO = 0x100;
  // struct statx, linux/stat.h: the same layout on every architecture
  private static final int STATX_SIZE = 256;
  private static final int STX_INO = 32;
  private static final int STX_DEV_MAJOR = 136;
  private static final int STX_DEV_MINOR = 140;

  private static final MethodHandle OPEN = Native.link("open", C_INT, C_POINTER, C_INT);
  private static final MethodHandle CLOSE = Native.link("close", C_INT, C_INT);
  private static final MethodHandle FCHMOD = Native.link("fchmod", C_INT, C_INT, C_INT);
  private static final MethodHandle IOCTL = Native.link("ioctl", C_INT, C_INT, C_LONG);
  private static final MethodHandle STATX =
      Native.link("statx", C_INT, C_INT, C_POINTER, C_INT, C_INT, C_POINTER);

  private FileCalls() {}

  /**
   * A file's number.
   *
   * @param device major number in the upper, minor in the lower 32 bits
   * @param inode the number in the device
   */
  public record FileIdentity(long device, long inode) {}

  /** open(2), to read, close-on-exec: a descriptor. */
  public static int open(String path) {
    MemorySegment state = Native.state();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = Native.text(arena, path);
      int result;
      do {
        result = Native.result((int) OPEN.invokeExact(state, text, O_RDONLY_CLOEXEC), state);
      } while (Native.interrupted(result));
      return result;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** close(2): 0. Never made again: the number is free even after an error. */
  public static int close(int fd) {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** fchmod(2): 0. */
  public static int fchmod(int fd, int mode) {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) FCHMOD.invokeExact(state, fd, mode), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** ioctl(2) without an argument: what the request defines. */
  public static int ioctl(int fd, long request) {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) IOCTL.invokeExact(state, fd, request), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /**
   * statx(2) of a descriptor.
   *
   * @throws IllegalStateException if it is not open
   */
  public static FileIdentity identify(int fd) {
    MemorySegment state = Native.state();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(STATX_SIZE, Long.BYTES);
      MemorySegment empty = Native.text(arena, "");
      int returned = (int) STATX.invokeExact(state, fd, empty, AT_EMPTY_PATH, STATX_INO, result);
      if (returned < 0) {
        throw new IllegalStateException(
            "cannot identify descriptor " + fd + ": errno " + -Native.result(returned, state));
      }
      long major = Integer.toUnsignedLong(result.get(ValueLayout.JAVA_INT, STX_DEV_MAJOR));
      long minor = Integer.toUnsignedLong(result.get(ValueLayout.JAVA_INT, STX_DEV_MINOR));
      return new FileIdentity(
          (major << Integer.SIZE) | minor, result.get(ValueLayout.JAVA_LONG, STX_INO));
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
