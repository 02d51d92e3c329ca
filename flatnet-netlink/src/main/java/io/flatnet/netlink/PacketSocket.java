package io.flatnet.netlink;

import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.SocketCalls;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** What packet sockets do alike (packet(7)): open, bind to a link, send and receive frames. */
final class PacketSocket {
  private static final int ADDRESS_BYTES = 20; // struct sockaddr_ll, linux/if_packet.h
  private static final int PROTOCOL_OFFSET = 2;
  private static final int INDEX_OFFSET = 4;
  private static final int NO_PROTOCOL = 0; // no frames are queued
  private static final int SOL_PACKET = 263;
  private static final int PACKET_ADD_MEMBERSHIP = 1;
  private static final int PACKET_DROP_MEMBERSHIP = 2;
  private static final int REQUEST_BYTES = 16; // struct packet_mreq
  private static final int REQUEST_LENGTH_OFFSET = 6;
  private static final int REQUEST_MAC_OFFSET = 8;

  private PacketSocket() {}

  /**
   * A socket in the namespace of the calling thread that sends, and receives nothing yet.
   *
   * @throws NetlinkException if the kernel refuses
   */
  static int open() {
    int type = SocketCalls.SOCK_RAW | SocketCalls.SOCK_CLOEXEC;
    int fd = SocketCalls.socket(SocketCalls.AF_PACKET, type, NO_PROTOCOL);
    if (fd < 0) {
      throw new NetlinkException("open packet socket", -fd, "CAP_NET_RAW is needed");
    }
    return fd;
  }

  /**
   * Begins to receive that protocol's frames from that link alone; 0 = none, only to know that the
   * link is there. Gives 0, or the error negated.
   */
  static int bind(int fd, Buffers buffers, int linkIndex, int ethertype) {
    return SocketCalls.bind(fd, address(buffers, linkIndex, ethertype), ADDRESS_BYTES);
  }

  /**
   * Has a link take frames to a multicast MAC too, until {@link #leave}: 0, or the error negated.
   */
  static int join(int fd, Buffers buffers, int linkIndex, MacAddress group) {
    return membership(fd, buffers, linkIndex, group, PACKET_ADD_MEMBERSHIP);
  }

  static int leave(int fd, Buffers buffers, int linkIndex, MacAddress group) {
    return membership(fd, buffers, linkIndex, group, PACKET_DROP_MEMBERSHIP);
  }

  private static int membership(
      int fd, Buffers buffers, int linkIndex, MacAddress group, int option) {
    byte[] mac = group.toBytes();
    MemorySegment request = buffers.option();
    request.fill((byte) 0); // the type is PACKET_MR_MULTICAST, 0
    request.set(ValueLayout.JAVA_INT, 0, linkIndex);
    request.set(ValueLayout.JAVA_SHORT, REQUEST_LENGTH_OFFSET, (short) mac.length);
    MemorySegment.copy(mac, 0, request, ValueLayout.JAVA_BYTE, REQUEST_MAC_OFFSET, mac.length);
    return SocketCalls.setsockopt(fd, SOL_PACKET, option, request, REQUEST_BYTES);
  }

  /** Sends a whole frame over a link: its bytes, or the error negated. */
  static long send(int fd, Buffers buffers, int linkIndex, byte[] frame) {
    MemorySegment.copy(frame, 0, buffers.data(), ValueLayout.JAVA_BYTE, 0, frame.length);
    MemorySegment address = address(buffers, linkIndex, NO_PROTOCOL);
    return SocketCalls.sendto(fd, buffers.data(), frame.length, 0, address, ADDRESS_BYTES);
  }

  private static MemorySegment address(Buffers buffers, int linkIndex, int ethertype) {
    MemorySegment address = buffers.address();
    address.fill((byte) 0);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_PACKET);
    address.set(
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN),
        PROTOCOL_OFFSET,
        (short) ethertype);
    address.set(ValueLayout.JAVA_INT, INDEX_OFFSET, linkIndex);
    return address;
  }

  /** How long the next frame is, which {@link #frame} gives; the error negated, -EAGAIN if none. */
  static long receive(int fd, Buffers buffers) {
    return SocketCalls.recvfrom(
        fd,
        buffers.data(),
        Buffers.DATA_BYTES,
        SocketCalls.MSG_DONTWAIT,
        MemorySegment.NULL,
        MemorySegment.NULL);
  }

  static byte[] frame(Buffers buffers, long count) {
    byte[] frame = new byte[(int) count];
    MemorySegment.copy(buffers.data(), ValueLayout.JAVA_BYTE, 0, frame, 0, frame.length);
    return frame;
  }
}
