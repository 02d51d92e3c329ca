package io.flatnet.lab.stage;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.wire.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A raw ICMP or ICMPv6 socket on one interface, opened in the namespace of the calling thread.
 *
 * <p>Not thread-safe. Needs CAP_NET_RAW in that namespace.
 */
final class EchoSocket implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int IPPROTO_ICMP = 1;
  private static final int IPPROTO_ICMPV6 = 58;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_BINDTODEVICE = 25;
  private static final int BUFFER_BYTES = 2048;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SOCKET =
      call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      call("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CONNECT =
      call("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SET_OPTION =
      call(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SEND =
      call("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECEIVE =
      call("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(STATE);
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);
  private final int descriptor;

  private EchoSocket(IpFamily family) throws IOException {
    boolean four = family == IpFamily.IPV4;
    long opened =
        invoke(
            "open a raw socket",
            SOCKET,
            four ? AF_INET : AF_INET6,
            SOCK_RAW_CLOEXEC,
            four ? IPPROTO_ICMP : IPPROTO_ICMPV6);
    descriptor = (int) opened;
  }

  /**
   * Opens a socket that sends from one address of one interface to one peer, and hears only that
   * peer.
   *
   * @throws IOException when the kernel refuses, for example because the interface lacks the
   *     address
   */
  static EchoSocket open(String interfaceName, IpAddress source, IpAddress peer)
      throws IOException {
    EchoSocket socket = new EchoSocket(source.family());
    try {
      MemorySegment name = socket.arena.allocateFrom(interfaceName, StandardCharsets.UTF_8);
      socket.setOption("bind to " + interfaceName, SO_BINDTODEVICE, name);
      MemorySegment from = socket.socketAddress(source);
      socket.invoke("bind to " + source, BIND, socket.descriptor, from, (int) from.byteSize());
      MemorySegment to = socket.socketAddress(peer);
      socket.invoke("connect to " + peer, CONNECT, socket.descriptor, to, (int) to.byteSize());
      return socket;
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
  }

  /** Sends one ICMP message. */
  void send(byte[] message) throws IOException {
    MemorySegment.copy(message, 0, buffer, JAVA_BYTE, 0, message.length);
    invoke("send an echo request", SEND, descriptor, buffer, (long) message.length, 0);
  }

  /**
   * Waits for one packet: with its IP header for IPv4, without for IPv6; empty when none came in
   * time.
   */
  Optional<byte[]> receive(Duration limit) throws IOException {
    MemorySegment time = arena.allocate(16); // struct timeval
    long micros = Math.max(1, limit.toNanos() / 1000);
    time.set(JAVA_LONG, 0, micros / 1_000_000);
    time.set(JAVA_LONG, 8, micros % 1_000_000);
    setOption("set the time limit", SO_RCVTIMEO, time);
    try {
      long length =
          (long) RECEIVE.invokeWithArguments(state, descriptor, buffer, (long) BUFFER_BYTES, 0);
      if (length >= 0) {
        return Optional.of(buffer.asSlice(0, length).toArray(JAVA_BYTE));
      }
    } catch (Throwable impossible) {
      throw new IllegalStateException("cannot call recv", impossible);
    }
    int errno = (int) ERRNO.get(state, 0L);
    if (Errno.EAGAIN.is(errno)) {
      return Optional.empty();
    }
    throw failure("receive an echo reply", errno);
  }

  @Override
  public void close() {
    try {
      CLOSE.invokeWithArguments(state, descriptor);
    } catch (Throwable impossible) {
      throw new IllegalStateException("cannot call close", impossible);
    }
    arena.close();
  }

  private void setOption(String act, int option, MemorySegment value) throws IOException {
    invoke(act, SET_OPTION, descriptor, SOL_SOCKET, option, value, (int) value.byteSize());
  }

  /** struct sockaddr_in or sockaddr_in6 (linux/in.h, linux/in6.h) with port 0. */
  private MemorySegment socketAddress(IpAddress address) {
    boolean four = address.family() == IpFamily.IPV4;
    ByteBuffer text = ByteBuffer.allocate(four ? 16 : 28).order(ByteOrder.nativeOrder());
    text.putShort((short) (four ? AF_INET : AF_INET6)).position(four ? 4 : 8);
    text.put(address.toBytes());
    return arena.allocateFrom(JAVA_BYTE, text.array());
  }

  private long invoke(String act, MethodHandle function, Object... arguments) throws IOException {
    Object[] all = new Object[arguments.length + 1];
    all[0] = state;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    long result;
    try {
      result = ((Number) function.invokeWithArguments(all)).longValue();
    } catch (Throwable impossible) {
      throw new IllegalStateException("cannot " + act, impossible);
    }
    if (result < 0) {
      throw failure(act, (int) ERRNO.get(state, 0L));
    }
    return result;
  }

  private static IOException failure(String act, int errno) {
    return new IOException("cannot %s: %s".formatted(act, Errno.name(errno)));
  }

  private static MethodHandle call(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }
}
