package io.flatnet.netlink;

import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.internal.OwnedDescriptor;
import io.flatnet.netlink.internal.SocketCalls;
import io.flatnet.netlink.internal.SocketOptions;
import io.flatnet.netlink.wire.Acknowledgement;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.netlink.wire.MessageWriter;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.Rtnetlink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * One request at a time, answered by messages that carry its sequence number and this socket's port:
 *
 * - execute: the kernel acknowledges (NLM_F_ACK) by NLMSG_ERROR, with 0 for success.
 * - get: one message, or NLMSG_ERROR. To find is the same, but one error is an answer: there is none.
 * - dump: messages in several datagrams up to NLMSG_DONE. If the table changed meanwhile the kernel
 *   marks a message NLM_F_DUMP_INTR: what was read may be inconsistent, so the dump is asked for
 *   again.
 *
 * Anything else is the answer to an earlier request that was given up, or was not sent by the kernel,
 * and is dropped. Sequence numbers are unique in the process. An answer that does not come to its end
 * (time ran out, lost, unreadable) closes the socket: a dump would go on in it and refuse the next.
 */
final class RouteSocket implements AutoCloseable {
  private static final int NETLINK_CAP_ACK = 10; // since Linux 4.3
  private static final int NETLINK_EXT_ACK = 11; // since Linux 4.12
  private static final int NETLINK_GET_STRICT_CHK = 12; // since Linux 4.20
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long FIRST_PAUSE_NANOS = 100_000;
  private static final long LONGEST_PAUSE_NANOS = 100_000_000;
  private static final AtomicInteger SEQUENCE = new AtomicInteger((int) System.nanoTime());

  private final OwnedDescriptor owned;
  private final Cleaner.Cleanable cleanable;
  private final int port;
  private final RequestListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final MessageWriter writer = new MessageWriter();

  private RouteSocket(int descriptor, int port, RequestListener listener) {
    this.owned = OwnedDescriptor.of(descriptor);
    this.cleanable = owned.closeWith(this);
    this.port = port;
    this.listener = listener;
  }

  /** Opens a socket in the namespace of the calling thread. */
  static RouteSocket open() {
    return open(RequestListener.NONE);
  }

  /** The same with somebody to tell of the requests. */
  static RouteSocket open(RequestListener listener) {
    String request = "open netlink socket";
    int fd = Datagrams.open(request);
    boolean opened = false;
    try (Buffers buffers = Buffers.acquire()) {
      // A kernel without one of these gives shorter errors or longer dumps; both are handled.
      SocketOptions.set(fd, Datagrams.SOL_NETLINK, NETLINK_EXT_ACK, 1, buffers);
      SocketOptions.set(fd, Datagrams.SOL_NETLINK, NETLINK_CAP_ACK, 1, buffers);
      SocketOptions.set(fd, Datagrams.SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1, buffers);
      int limited = SocketOptions.setTimeout(fd, SocketCalls.SO_RCVTIMEO, TIMEOUT, buffers);
      Datagrams.requireDone(limited, request);
      RouteSocket socket = new RouteSocket(fd, Datagrams.bind(fd, buffers, request), listener);
      opened = true;
      return socket;
    } finally {
      if (!opened) {
        FileCalls.close(fd);
      }
    }
  }

  /** Where the kernel sends the answers. */
  int port() {
    return port;
  }

  /** Makes a request that changes something. */
  void execute(int type, int flags, Consumer<MessageWriter> body, Supplier<String> request) {
    exchange(type, flags | Rtnetlink.NLM_F_ACK, body, new Exchange(request, false, null));
  }

  /** Makes a request that is answered by one message. */
  NetlinkMessage get(int type, Consumer<MessageWriter> body, Supplier<String> request) {
    return find(type, body, request, null).orElseThrow();
  }

  /**
   * Makes a request that is answered by one message, or by an error that says that there is none:
   * to throw and catch that would cost more than to ask.
   *
   * @param absence that error, null = none is
   */
  Optional<NetlinkMessage> find(
      int type, Consumer<MessageWriter> body, Supplier<String> request, @Nullable Errno absence) {
    Exchange exchange = new Exchange(request, true, absence);
    exchange(type, 0, body, exchange);
    if (exchange.messages.isEmpty() && !exchange.absent) {
      throw new NetlinkException(request.get(), Errno.EIO.number(), "an answer without content");
    }
    return exchange.messages.stream().findFirst();
  }

  /**
   * Asks for a whole table, again while it changes: a node that starts many pods changes its links
   * for some time.
   *
   * @throws NetlinkException EINTR if it changed in every reading of five seconds
   */
  List<NetlinkMessage> dump(int type, Consumer<MessageWriter> body, Supplier<String> request) {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE_NANOS;
    int readings = 0;
    while (System.nanoTime() - start < TIMEOUT.toNanos()) {
      Exchange exchange = new Exchange(request, false, null);
      exchange(type, Rtnetlink.NLM_F_DUMP, body, exchange);
      if (!exchange.torn) {
        return exchange.messages;
      }
      readings++;
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
    throw new NetlinkException(
        request.get(),
        Errno.EINTR.number(),
        "the table changed in each of " + readings + " readings");
  }

  private void exchange(int type, int flags, Consumer<MessageWriter> body, Exchange exchange) {
    listener.before(exchange.request);
    long start = System.nanoTime();
    exchangeUnheard(type, flags, body, exchange);
    listener.after(type, exchange.request, System.nanoTime() - start);
  }

  private void exchangeUnheard(
      int type, int flags, Consumer<MessageWriter> body, Exchange exchange) {
    lock.lock();
    int fd = owned.acquire();
    try (Buffers buffers = Buffers.acquire()) {
      if (fd < 0) {
        throw new IllegalStateException("the netlink socket is closed");
      }
      int sequence = SEQUENCE.incrementAndGet();
      writer.start(type, flags | Rtnetlink.NLM_F_REQUEST);
      body.accept(writer);
      send(fd, writer.finish(sequence), buffers, exchange.request);
      exchange.sent = true;
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (!exchange.finished) {
        for (NetlinkMessage message : receive(fd, buffers, exchange.request, deadline)) {
          if (message.sequence() == sequence && message.portId() == port) {
            exchange.take(message);
          }
        }
      }
    } finally {
      if (fd >= 0) {
        owned.release();
      }
      if (exchange.sent && !exchange.finished) {
        close();
      }
      lock.unlock();
    }
  }

  private static void send(int fd, byte[] bytes, Buffers buffers, Supplier<String> request) {
    MemorySegment.copy(bytes, 0, buffers.data(), ValueLayout.JAVA_BYTE, 0, bytes.length);
    long sent = SocketCalls.sendto(fd, buffers.data(), bytes.length, 0, MemorySegment.NULL, 0);
    if (sent < 0) {
      throw new NetlinkException(request.get(), (int) -sent, null);
    }
  }

  private static List<NetlinkMessage> receive(
      int fd, Buffers buffers, Supplier<String> request, long deadline) {
    long count = Datagrams.receive(fd, buffers, 0);
    boolean late = System.nanoTime() - deadline > 0;
    if (late || Errno.EAGAIN.is((int) -count)) {
      throw new NetlinkException(
          request.get(), Errno.ETIMEDOUT.number(), "no answer in " + TIMEOUT.toSeconds() + " s");
    }
    return Datagrams.messages(count, buffers, request);
  }

  @Override
  public void close() {
    cleanable.clean();
  }

  /** What came so far in answer to one request. */
  private static final class Exchange {
    private final Supplier<String> request;
    private final boolean single;
    private final @Nullable Errno absence;
    private final List<NetlinkMessage> messages = new ArrayList<>();
    private boolean sent;
    private boolean finished;
    private boolean torn;
    private boolean absent;

    Exchange(Supplier<String> request, boolean single, @Nullable Errno absence) {
      this.request = request;
      this.single = single;
      this.absence = absence;
    }

    void take(NetlinkMessage message) {
      torn |= message.has(Rtnetlink.NLM_F_DUMP_INTR);
      switch (message.type()) {
        case Rtnetlink.NLMSG_ERROR, Rtnetlink.NLMSG_DONE -> {
          finished = true;
          Acknowledgement verdict = Acknowledgement.parse(message);
          absent = absence != null && absence.is(verdict.errno());
          if (!verdict.isSuccess() && !absent) {
            throw new NetlinkException(request.get(), verdict.errno(), verdict.explanation());
          }
        }
        default -> {
          messages.add(message);
          finished = single;
        }
      }
    }
  }
}
