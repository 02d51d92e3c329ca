package io.flatnet.netlink.socket;

import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.OwnedDescriptor;
import io.flatnet.netlink.internal.SocketCalls;
import io.flatnet.netlink.internal.SocketMessage;
import io.flatnet.netlink.internal.SocketOptions;
import io.flatnet.netlink.internal.UnixAddress;
import io.flatnet.netlink.internal.UnixCalls;
import io.flatnet.netlink.internal.WaitCalls;
import io.flatnet.netlink.wire.Errno;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A connected Unix stream socket.
 *
 * <p>Thread-safe: one thread may receive, another send, a third watch for the peer's end. {@link
 * #close} ends what waits. Waiting holds the thread: use platform threads.
 */
public final class UnixConnection implements AutoCloseable {
  private static final int CREDENTIALS_BYTES = 12; // struct ucred
  private static final int POLL_REVENTS = 6; // struct pollfd
  private static final int POLL_GONE = 0x8 | 0x10 | 0x20; // POLLERR, POLLHUP, POLLNVAL
  private static final int[] NONE = {};

  private final OwnedDescriptor owned;
  private final Cleaner.Cleanable cleanable;

  UnixConnection(int descriptor) {
    owned = OwnedDescriptor.ofSocket(descriptor);
    cleanable = owned.closeWith(this);
  }

  /** A call on the socket: what it gave, or the error number negated. */
  @FunctionalInterface
  private interface Call {
    long make(int descriptor, Buffers buffers);
  }

  /**
   * Connects to a server's socket file.
   *
   * @throws IOException if there is no such file (ENOENT), nobody listens (ECONNREFUSED), or access
   *     is denied
   */
  public static UnixConnection connect(Path path) throws IOException {
    String act = "connect to socket \"" + path + "\"";
    int type = UnixCalls.SOCK_STREAM | SocketCalls.SOCK_CLOEXEC;
    int fd = SocketCalls.socket(UnixCalls.AF_UNIX, type, 0);
    if (fd < 0) {
      throw SocketErrors.of(act, -fd, false);
    }
    UnixConnection connection = new UnixConnection(fd);
    boolean connected = false;
    try {
      connection.call(
          act,
          (descriptor, buffers) ->
              UnixCalls.connect(
                  descriptor, buffers.address(), UnixAddress.write(path, buffers.address())));
      connected = true;
      return connection;
    } finally {
      if (!connected) {
        connection.close();
      }
    }
  }

  /** Makes a call, during which the descriptor is not closed. */
  private long call(String act, Call call) throws IOException {
    int fd = owned.acquire();
    if (fd < 0) {
      throw SocketErrors.closed();
    }
    try (Buffers buffers = Buffers.acquire()) {
      long result = call.make(fd, buffers);
      if (result < 0) {
        throw SocketErrors.of(act, (int) -result, owned.isClosed());
      }
      return result;
    } finally {
      owned.release();
    }
  }

  /** Who is at the other end. */
  public PeerCredentials peer() throws IOException {
    int[] found = new int[CREDENTIALS_BYTES / Integer.BYTES];
    call(
        "read the credentials of the peer",
        (fd, buffers) -> {
          buffers.length().set(ValueLayout.JAVA_INT, 0, CREDENTIALS_BYTES);
          MemorySegment option = buffers.option();
          int result =
              UnixCalls.getsockopt(
                  fd, SocketCalls.SOL_SOCKET, UnixCalls.SO_PEERCRED, option, buffers.length());
          MemorySegment.copy(option, ValueLayout.JAVA_INT, 0, found, 0, found.length);
          return result;
        });
    return new PeerCredentials(found[0], found[1], found[2]);
  }

  /**
   * Limits the time that each {@link #receive} and {@link #send} may wait; zero = for ever, which
   * is how a connection begins.
   */
  public void setTimeout(Duration timeout) throws IOException {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a time limit is not negative, got " + timeout);
    }
    call(
        "set the time limit of a connection",
        (fd, buffers) -> {
          int result = SocketOptions.setTimeout(fd, SocketCalls.SO_RCVTIMEO, timeout, buffers);
          return result < 0
              ? result
              : SocketOptions.setTimeout(fd, SocketCalls.SO_SNDTIMEO, timeout, buffers);
        });
  }

  /**
   * Waits for bytes, and takes the file descriptors that came with them: at most 16.
   *
   * @param buffer where they go; it must have room
   * @throws java.net.SocketTimeoutException if nothing came in time
   * @throws java.nio.channels.ClosedChannelException if this end is closed, also while waiting
   * @throws IOException if more descriptors came than fit (those are closed), or the connection
   *     broke
   */
  public Reception receive(ByteBuffer buffer) throws IOException {
    if (!buffer.hasRemaining()) {
      throw new IllegalArgumentException("the buffer has no room");
    }
    int fd = owned.acquire();
    if (fd < 0) {
      throw SocketErrors.closed();
    }
    try (Buffers buffers = Buffers.acquire()) {
      int room = Math.min(buffer.remaining(), Buffers.DATA_BYTES);
      MemorySegment message = SocketMessage.toReceive(buffers, room);
      long count = UnixCalls.recvmsg(fd, message, UnixCalls.MSG_CMSG_CLOEXEC);
      if (count < 0) {
        throw SocketErrors.of("receive", (int) -count, owned.isClosed());
      }
      return take(buffers, (int) count, buffer);
    } finally {
      owned.release();
    }
  }

  private Reception take(Buffers buffers, int count, ByteBuffer target) throws IOException {
    List<Integer> descriptors = SocketMessage.descriptors(buffers);
    if (SocketMessage.isCut(buffers)) {
      descriptors.forEach(Descriptors::close);
      throw new IOException(
          "cannot receive: at most "
              + SocketMessage.MAX_DESCRIPTORS
              + " file descriptors come with one message, and the process needs room for them");
    }
    if (count == 0 && owned.isClosed()) {
      throw SocketErrors.of("receive", 0, true);
    }
    target.put(buffers.data().asSlice(0, count).asByteBuffer());
    return new Reception(count == 0 ? -1 : count, descriptors);
  }

  /**
   * Sends all bytes, and with the first of them duplicates of these descriptors, which stay the
   * caller's. A peer that is gone gives an exception, never a signal.
   *
   * @param bytes at least one when there are descriptors
   * @param descriptors at most 16
   * @throws java.net.SocketTimeoutException if they could not be sent in time; some may have been
   * @throws IOException if the peer is gone (EPIPE), or the connection broke
   */
  public void send(ByteBuffer bytes, int... descriptors) throws IOException {
    if (descriptors.length > SocketMessage.MAX_DESCRIPTORS
        || (descriptors.length > 0 && !bytes.hasRemaining())) {
      throw new IllegalArgumentException(
          "at most 16 descriptors go with at least one byte, got "
              + descriptors.length
              + " with "
              + bytes.remaining());
    }
    int[] left = descriptors;
    while (bytes.hasRemaining()) {
      int[] with = left;
      int count = Math.min(bytes.remaining(), Buffers.DATA_BYTES);
      ByteBuffer part = bytes.slice(bytes.position(), count);
      long sent =
          call(
              "send",
              (fd, buffers) -> {
                buffers.data().asByteBuffer().put(part);
                MemorySegment message = SocketMessage.toSend(buffers, 0, count, with);
                return UnixCalls.sendmsg(fd, message, UnixCalls.MSG_NOSIGNAL);
              });
      bytes.position(bytes.position() + (int) sent);
      left = NONE;
    }
  }

  /** Tells the peer that no more will be sent; receiving goes on. */
  public void shutdownOutput() throws IOException {
    call("shut down output", (fd, _) -> UnixCalls.shutdown(fd, UnixCalls.SHUT_WR));
  }

  /**
   * Whether the peer has closed its end or died (POLLHUP, POLLERR). A peer that only ended its
   * output is not gone: it may wait for an answer.
   */
  public boolean isPeerGone() throws IOException {
    return awaitPeerGone(Duration.ZERO);
  }

  /**
   * Waits until the peer is gone.
   *
   * @param timeout rounded up to milliseconds
   * @return whether it is; false when the time ran out first
   * @throws java.nio.channels.ClosedChannelException if this end is closed, also while waiting
   */
  public boolean awaitPeerGone(Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    long left = timeout.toNanos();
    while (true) {
      int millis = (int) Math.min(Integer.MAX_VALUE, (Math.max(0, left) + 999_999) / 1_000_000);
      long events = call("watch the peer", (fd, buffers) -> poll(fd, buffers, millis));
      if (owned.isClosed()) {
        throw SocketErrors.of("watch the peer", 0, true);
      }
      left = deadline - System.nanoTime();
      if ((events & POLL_GONE) != 0 || left <= 0) {
        return (events & POLL_GONE) != 0;
      }
    }
  }

  /** The events that came; none when a signal or the end of the time did. */
  private static long poll(int fd, Buffers buffers, int millis) {
    MemorySegment poll = buffers.option();
    poll.set(ValueLayout.JAVA_INT, 0, fd);
    poll.set(ValueLayout.JAVA_INT, Integer.BYTES, 0); // no events but those that are implied
    int ready = WaitCalls.poll(poll, 1, millis);
    if (ready <= 0) {
      return Errno.EINTR.is(-ready) ? 0 : ready;
    }
    return poll.get(ValueLayout.JAVA_SHORT, POLL_REVENTS) & 0xffff;
  }

  /** Closes the connection; what waits on it ends with an exception. May be called again. */
  @Override
  public void close() {
    cleanable.clean();
  }
}
