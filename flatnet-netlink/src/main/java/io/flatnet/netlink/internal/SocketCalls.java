package io.flatnet.netlink.internal;

import static io.flatnet.netlink.internal.Native.C_INT;
import static io.flatnet.netlink.internal.Native.C_LONG;
import static io.flatnet.netlink.internal.Native.C_POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls on sockets (socket(2) and its like). A call that a signal interrupts is made again. */
public final class SocketCalls {
  /** {@code sys/socket.h} */
  public static final int AF_NETLINK = 16;

  /** {@code sys/socket.h} */
  public static final int AF_PACKET = 17;

  /** {@code bits/socket_type.h} */
  public static final int SOCK_RAW = 3;

  /** {@code bits/socket_type.h} */
  public static final int SOCK_CLOEXEC = 0x80000;

  /** {@code asm-generic/socket.h} */
  public static final int SOL_SOCKET = 1;

  /** {@code asm-generic/socket.h}: receive time limit, a timeval */
  public static final int SO_RCVTIMEO = 20;

  /** {@code asm-generic/socket.h}: send time limit, a timeval */
  public static final int SO_SNDTIMEO = 21;

  /** {@code sys/socket.h}: give the real length of a datagram */
  public static final int MSG_TRUNC = 0x20;

  /** {@code sys/socket.h}: give EAGAIN where one would wait */
  public static final int MSG_DONTWAIT = 0x40;

  private static final MethodHandle SOCKET = Native.link("socket", C_INT, C_INT, C_INT, C_INT);
  private static final MethodHandle BIND = Native.link("bind", C_INT, C_INT, C_POINTER, C_INT);
  private static final MethodHandle GETSOCKNAME =
      Native.link("getsockname", C_INT, C_INT, C_POINTER, C_POINTER);
  private static final MethodHandle SETSOCKOPT =
      Native.link("setsockopt", C_INT, C_INT, C_INT, C_INT, C_POINTER, C_INT);
  private static final MethodHandle SENDTO =
      Native.link("sendto", C_LONG, C_INT, C_POINTER, C_LONG, C_INT, C_POINTER, C_INT);
  private static final MethodHandle RECVFROM =
      Native.link("recvfrom", C_LONG, C_INT, C_POINTER, C_LONG, C_INT, C_POINTER, C_POINTER);

  private SocketCalls() {}

  /** socket(2): a descriptor. */
  public static int socket(int domain, int type, int protocol) {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** bind(2): 0. */
  public static int bind(int fd, MemorySegment address, int length) {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) BIND.invokeExact(state, fd, address, length), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** getsockname(2): 0. */
  public static int getsockname(int fd, MemorySegment address, MemorySegment length) {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) GETSOCKNAME.invokeExact(state, fd, address, length), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** setsockopt(2): 0. */
  public static int setsockopt(int fd, int level, int option, MemorySegment value, int length) {
    MemorySegment state = Native.state();
    try {
      int returned = (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, length);
      return Native.result(returned, state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** sendto(2): bytes sent. For a connected socket the address is NULL and its length 0. */
  public static long sendto(
      int fd, MemorySegment data, long count, int flags, MemorySegment address, int length) {
    MemorySegment state = Native.state();
    try {
      long result;
      do {
        long returned = (long) SENDTO.invokeExact(state, fd, data, count, flags, address, length);
        result = Native.result(returned, state);
      } while (Native.interrupted(result));
      return result;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** recvfrom(2): bytes received; with MSG_TRUNC the datagram's real length. */
  public static long recvfrom(
      int fd,
      MemorySegment data,
      long count,
      int flags,
      MemorySegment address,
      MemorySegment length) {
    MemorySegment state = Native.state();
    try {
      long result;
      do {
        long returned = (long) RECVFROM.invokeExact(state, fd, data, count, flags, address, length);
        result = Native.result(returned, state);
      } while (Native.interrupted(result));
      return result;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
