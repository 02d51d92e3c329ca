package io.flatnet.netlink.internal;

import static io.flatnet.netlink.internal.Native.C_INT;
import static io.flatnet.netlink.internal.Native.C_LONG;
import static io.flatnet.netlink.internal.Native.C_POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls on Unix stream sockets (unix(7)), beyond those that all sockets have. A call that a signal
 * interrupts is made again.
 */
public final class UnixCalls {
  /** {@code sys/socket.h} */
  public static final int AF_UNIX = 1;

  /** {@code bits/socket_type.h} */
  public static final int SOCK_STREAM = 1;

  /** {@code asm-generic/socket.h} */
  public static final int SO_PEERCRED = 17;

  /** {@code sys/socket.h}: control data did not fit */
  public static final int MSG_CTRUNC = 0x8;

  /** {@code sys/socket.h}: an error instead of SIGPIPE */
  public static final int MSG_NOSIGNAL = 0x4000;

  /** {@code sys/socket.h}: close-on-exec for received descriptors */
  public static final int MSG_CMSG_CLOEXEC = 0x40000000;

  /** {@code sys/socket.h}: both directions */
  public static final int SHUT_RDWR = 2;

  /** {@code sys/socket.h}: sending */
  public static final int SHUT_WR = 1;

  private static final MethodHandle CONNECT =
      Native.link("connect", C_INT, C_INT, C_POINTER, C_INT);
  private static final MethodHandle LISTEN = Native.link("listen", C_INT, C_INT, C_INT);
  private static final MethodHandle ACCEPT =
      Native.link("accept4", C_INT, C_INT, C_POINTER, C_POINTER, C_INT);
  private static final MethodHandle SHUTDOWN = Native.link("shutdown", C_INT, C_INT, C_INT);
  private static final MethodHandle GETSOCKOPT =
      Native.link("getsockopt", C_INT, C_INT, C_INT, C_INT, C_POINTER, C_POINTER);
  private static final MethodHandle SENDMSG =
      Native.link("sendmsg", C_LONG, C_INT, C_POINTER, C_INT);
  private static final MethodHandle RECVMSG =
      Native.link("recvmsg", C_LONG, C_INT, C_POINTER, C_INT);

  private UnixCalls() {}

  /** connect(2): 0. On a Unix stream socket it may be made again after a signal. */
  public static int connect(int fd, MemorySegment address, int length) {
    MemorySegment state = Native.state();
    try {
      int result;
      do {
        result = Native.result((int) CONNECT.invokeExact(state, fd, address, length), state);
      } while (Native.interrupted(result));
      return result;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** listen(2): 0. */
  public static int listen(int fd, int backlog) {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) LISTEN.invokeExact(state, fd, backlog), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** accept4(2) with SOCK_CLOEXEC: a descriptor. */
  public static int accept(int fd) {
    MemorySegment state = Native.state();
    try {
      int result;
      do {
        int returned =
            (int)
                ACCEPT.invokeExact(
                    state, fd, MemorySegment.NULL, MemorySegment.NULL, SocketCalls.SOCK_CLOEXEC);
        result = Native.result(returned, state);
      } while (Native.interrupted(result));
      return result;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** shutdown(2): 0. */
  public static int shutdown(int fd, int how) {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) SHUTDOWN.invokeExact(state, fd, how), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** getsockopt(2): 0. */
  public static int getsockopt(
      int fd, int level, int option, MemorySegment value, MemorySegment length) {
    MemorySegment state = Native.state();
    try {
      int returned = (int) GETSOCKOPT.invokeExact(state, fd, level, option, value, length);
      return Native.result(returned, state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** sendmsg(2): bytes sent. */
  public static long sendmsg(int fd, MemorySegment message, int flags) {
    MemorySegment state = Native.state();
    try {
      long result;
      do {
        result = Native.result((long) SENDMSG.invokeExact(state, fd, message, flags), state);
      } while (Native.interrupted(result));
      return result;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** recvmsg(2): bytes received. */
  public static long recvmsg(int fd, MemorySegment message, int flags) {
    MemorySegment state = Native.state();
    try {
      long result;
      do {
        result = Native.result((long) RECVMSG.invokeExact(state, fd, message, flags), state);
      } while (Native.interrupted(result));
      return result;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
