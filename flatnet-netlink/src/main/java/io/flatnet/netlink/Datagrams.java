package io.flatnet.netlink;

import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.SocketCalls;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Supplier;

/** What all rtnetlink sockets do alike: open, bind, and take datagrams of the kernel alone. */
final class Datagrams {
  static final int SOL_NETLINK = 270;
  private static final int NETLINK_ROUTE = 0;
  private static final int ADDRESS_BYTES = 12; // struct sockaddr_nl
  private static final int PORT_OFFSET = 4;

  private Datagrams() {}

  /** A socket in the namespace of the calling thread. */
  static int open(String request) {
    int type = SocketCalls.SOCK_RAW | SocketCalls.SOCK_CLOEXEC;
    int fd = SocketCalls.socket(SocketCalls.AF_NETLINK, type, NETLINK_ROUTE);
    requireDone(fd, request);
    return fd;
  }

  /** Lets the kernel choose a port, and reads which. */
  static int bind(int fd, Buffers buffers, String request) {
    MemorySegment address = buffers.address();
    address.fill((byte) 0);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_NETLINK);
    requireDone(SocketCalls.bind(fd, address, ADDRESS_BYTES), request);
    buffers.length().set(ValueLayout.JAVA_INT, 0, ADDRESS_BYTES);
    requireDone(SocketCalls.getsockname(fd, address, buffers.length()), request);
    return address.get(ValueLayout.JAVA_INT, PORT_OFFSET);
  }

  static void requireDone(long result, String request) {
    if (result < 0) {
      throw new NetlinkException(request, (int) -result, null);
    }
  }

  /**
   * The length of the next datagram, which is in {@link Buffers#data}, or an error number negated.
   */
  static long receive(int fd, Buffers buffers, int flags) {
    buffers.length().set(ValueLayout.JAVA_INT, 0, ADDRESS_BYTES);
    return SocketCalls.recvfrom(
        fd,
        buffers.data(),
        Buffers.DATA_BYTES,
        SocketCalls.MSG_TRUNC | flags,
        buffers.address(),
        buffers.length());
  }

  /** The messages of what {@link #receive} gave; none if it was not the kernel who sent them. */
  static List<NetlinkMessage> messages(long received, Buffers buffers, Supplier<String> request) {
    if (received < 0) {
      throw new NetlinkException(request.get(), (int) -received, null);
    }
    if (received > Buffers.DATA_BYTES) {
      throw new NetlinkException(
          request.get(), Errno.EMSGSIZE.number(), "an answer of " + received + " bytes");
    }
    if (buffers.address().get(ValueLayout.JAVA_INT, PORT_OFFSET) != 0) {
      return List.of(); // another process may send to this port
    }
    byte[] bytes = new byte[(int) received];
    MemorySegment.copy(buffers.data(), ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
    return NetlinkMessage.parse(Payload.owning(bytes));
  }
}
