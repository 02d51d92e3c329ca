package io.flatnet.netlink.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The structures of sendmsg(2) and recvmsg(2) with file descriptors beside the data (SCM_RIGHTS,
 * unix(7)), as 64-bit Linux lays them out.
 */
public final class SocketMessage {
  /** The most descriptors of one message that {@link Buffers#control} has room for. */
  public static final int MAX_DESCRIPTORS = 16;

  // struct msghdr
  static final int MSG_IOV = 16;
  static final int MSG_IOVLEN = 24;
  static final int MSG_CONTROL = 32;
  static final int MSG_CONTROLLEN = 40;
  static final int MSG_FLAGS = 48;
  static final int MSGHDR_BYTES = 56;
  // struct cmsghdr
  static final int CMSG_LEVEL = 8;
  static final int CMSG_TYPE = 12;
  static final int CMSG_DATA = 16;
  private static final int SCM_RIGHTS = 1;
  private static final int ALIGNMENT = 8;

  private SocketMessage() {}

  /** Prepares sending bytes of {@link Buffers#data}, with descriptors; gives the msghdr. */
  public static MemorySegment toSend(Buffers buffers, long offset, long count, int[] descriptors) {
    int controlBytes = 0;
    if (descriptors.length > 0) {
      MemorySegment control = buffers.control();
      int length = CMSG_DATA + descriptors.length * Integer.BYTES;
      control.set(ValueLayout.JAVA_LONG, 0, length);
      control.set(ValueLayout.JAVA_INT, CMSG_LEVEL, SocketCalls.SOL_SOCKET);
      control.set(ValueLayout.JAVA_INT, CMSG_TYPE, SCM_RIGHTS);
      MemorySegment.copy(
          descriptors, 0, control, ValueLayout.JAVA_INT, CMSG_DATA, descriptors.length);
      controlBytes = align(length);
    }
    return header(buffers, offset, count, controlBytes);
  }

  /** Prepares receiving at most that many bytes into {@link Buffers#data}; gives the msghdr. */
  public static MemorySegment toReceive(Buffers buffers, long count) {
    return header(buffers, 0, count, align(CMSG_DATA + MAX_DESCRIPTORS * Integer.BYTES));
  }

  private static MemorySegment header(Buffers buffers, long offset, long count, int controlBytes) {
    MemorySegment vector = buffers.vector();
    vector.set(ValueLayout.ADDRESS, 0, buffers.data().asSlice(offset));
    vector.set(ValueLayout.JAVA_LONG, Long.BYTES, count);
    MemorySegment message = buffers.message();
    message.fill((byte) 0);
    message.set(ValueLayout.ADDRESS, MSG_IOV, vector);
    message.set(ValueLayout.JAVA_LONG, MSG_IOVLEN, 1);
    message.set(ValueLayout.ADDRESS, MSG_CONTROL, buffers.control());
    message.set(ValueLayout.JAVA_LONG, MSG_CONTROLLEN, controlBytes);
    return message;
  }

  /** The descriptors that the last recvmsg brought; they are this process's now. */
  public static List<Integer> descriptors(Buffers buffers) {
    MemorySegment control = buffers.control();
    long end = buffers.message().get(ValueLayout.JAVA_LONG, MSG_CONTROLLEN);
    List<Integer> found = new ArrayList<>();
    long at = 0;
    while (end - at >= CMSG_DATA) {
      long length = control.get(ValueLayout.JAVA_LONG, at);
      if (length < CMSG_DATA || length > end - at) {
        break;
      }
      boolean rights =
          control.get(ValueLayout.JAVA_INT, at + CMSG_LEVEL) == SocketCalls.SOL_SOCKET
              && control.get(ValueLayout.JAVA_INT, at + CMSG_TYPE) == SCM_RIGHTS;
      for (long i = at + CMSG_DATA;
          rights && i + Integer.BYTES <= at + length;
          i += Integer.BYTES) {
        found.add(control.get(ValueLayout.JAVA_INT, i));
      }
      at += align((int) length);
    }
    return found;
  }

  /** Whether descriptors were dropped for want of room. */
  public static boolean isCut(Buffers buffers) {
    int flags = buffers.message().get(ValueLayout.JAVA_INT, MSG_FLAGS);
    return (flags & UnixCalls.MSG_CTRUNC) != 0;
  }

  private static int align(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
