package io.flatnet.netlink;

import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.internal.SocketCalls;
import io.flatnet.netlink.internal.SocketOptions;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.RouteHeader;
import io.flatnet.netlink.wire.Rtnetlink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells what changes in a namespace, as the kernel says it to all who ask (a rtnetlink multicast
 * socket). Equivalent to: {@code ip monitor}.
 *
 * <p>To follow a table without a gap: open the monitor, list the table, then apply what {@link
 * #next} gives; after {@link NetworkEvent.Lost} list again. An event that is older than the listing
 * may come; a later one sets it right.
 *
 * <p>No thread of its own: events wait in the kernel (some hundred fit), and in this object, until
 * they are read. Thread-safe: readers take turns, and {@link #close} wakes the one who waits.
 * Waiting holds its thread and takes no notice of interrupts: use platform threads.
 */
public final class NetworkMonitor implements AutoCloseable {
  private static final int NETLINK_ADD_MEMBERSHIP = 1;
  private static final String NAME = "network monitor";

  private final WaitingSocket socket;
  private final Runnable closer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<NetlinkMessage> waiting = new ArrayDeque<>();

  private NetworkMonitor(WaitingSocket socket) {
    this.socket = socket;
    this.closer = socket.closeWith(this);
  }

  /**
   * Begins to listen in the namespace of the calling thread.
   *
   * @param topics what to tell of
   * @throws NetlinkException if the kernel refuses
   * @throws IllegalArgumentException if there is no topic
   */
  public static NetworkMonitor open(Set<MonitorTopic> topics) {
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("cannot open " + NAME + ": it needs a topic, got none");
    }
    String request = "open " + NAME;
    int fd = Datagrams.open(request);
    boolean opened = false;
    try (Buffers buffers = Buffers.acquire()) {
      int _ = Datagrams.bind(fd, buffers, request);
      for (MonitorTopic topic : topics) {
        int joined =
            SocketOptions.set(
                fd, Datagrams.SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, topic.group(), buffers);
        Datagrams.requireDone(joined, request);
      }
      opened = true;
    } finally {
      if (!opened) {
        FileCalls.close(fd);
      }
    }
    return new NetworkMonitor(WaitingSocket.of(fd, NAME));
  }

  /**
   * Begins to listen in that namespace, which may be closed afterwards.
   *
   * @throws NetlinkException if the kernel refuses
   */
  public static NetworkMonitor open(NetworkNamespace namespace, Set<MonitorTopic> topics) {
    return namespace.callBriefly(() -> open(topics));
  }

  /**
   * The next event; empty if none came in time. Equivalent to: one line of {@code ip monitor}.
   *
   * @param limit how long to wait; zero or less = only what is there already
   * @throws IllegalStateException if the monitor is closed, also while this waits
   * @throws NetlinkException if the socket cannot be read
   * @throws io.flatnet.netlink.wire.NetlinkParseException if the kernel's message cannot be read;
   *     the next call goes on behind it
   */
  public Optional<NetworkEvent> next(Duration limit) {
    long deadline = WaitingSocket.deadline(limit);
    lock.lock();
    try {
      return socket.use((fd, buffers) -> next(fd, buffers, deadline));
    } finally {
      lock.unlock();
    }
  }

  private Optional<NetworkEvent> next(int fd, Buffers buffers, long deadline) {
    while (true) {
      while (!waiting.isEmpty()) {
        Optional<NetworkEvent> event = event(waiting.remove());
        if (event.isPresent()) {
          return event;
        }
      }
      if (!socket.awaitReadable(fd, buffers, deadline)) {
        return Optional.empty();
      }
      long count = Datagrams.receive(fd, buffers, SocketCalls.MSG_DONTWAIT);
      if (Errno.ENOBUFS.is((int) -count)) {
        dropAll(fd, buffers);
        return Optional.of(new NetworkEvent.Lost());
      }
      if (!Errno.EAGAIN.is((int) -count)) {
        waiting.addAll(Datagrams.messages(count, buffers, () -> "read " + NAME));
      }
    }
  }

  /** What came before the loss would be told after the listing that the loss asks for. */
  private static void dropAll(int fd, Buffers buffers) {
    long count;
    do {
      count = Datagrams.receive(fd, buffers, SocketCalls.MSG_DONTWAIT);
    } while (count >= 0 || Errno.ENOBUFS.is((int) -count));
  }

  /** Empty for what is not ours: ports of bridges, multicast routes, what ICMP taught. */
  static Optional<NetworkEvent> event(NetlinkMessage message) {
    return switch (message.type()) {
      case Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_DELLINK -> linkEvent(message);
      case Rtnetlink.RTM_NEWADDR, Rtnetlink.RTM_DELADDR -> addressEvent(message);
      case Rtnetlink.RTM_NEWROUTE, Rtnetlink.RTM_DELROUTE -> routeEvent(message);
      default -> Optional.empty();
    };
  }

  /** A bridge tells of its ports by RTM_NEWLINK and RTM_DELLINK of its own family. */
  private static Optional<NetworkEvent> linkEvent(NetlinkMessage message) {
    if (message.payload().uint8(0) != Rtnetlink.AF_UNSPEC) {
      return Optional.empty();
    }
    Link link = LinkCodec.parse(message.payload());
    boolean gone = message.type() == Rtnetlink.RTM_DELLINK;
    return Optional.of(gone ? new NetworkEvent.LinkGone(link) : new NetworkEvent.LinkChanged(link));
  }

  private static Optional<NetworkEvent> addressEvent(NetlinkMessage message) {
    if (!Families.isIp(message.payload().uint8(0))) {
      return Optional.empty();
    }
    InterfaceAddress address = Addresses.parse(message.payload());
    boolean gone = message.type() == Rtnetlink.RTM_DELADDR;
    return Optional.of(
        gone ? new NetworkEvent.AddressGone(address) : new NetworkEvent.AddressChanged(address));
  }

  private static Optional<NetworkEvent> routeEvent(NetlinkMessage message) {
    boolean cloned = (RouteHeader.parse(message.payload()).flags() & Rtnetlink.RTM_F_CLONED) != 0;
    if (cloned || !Families.isIp(message.payload().uint8(0))) {
      return Optional.empty();
    }
    Route route = RouteCodec.parse(message.payload());
    boolean gone = message.type() == Rtnetlink.RTM_DELROUTE;
    return Optional.of(
        gone ? new NetworkEvent.RouteGone(route) : new NetworkEvent.RouteChanged(route));
  }

  /** Stops to listen. May be called more than once, by any thread. */
  @Override
  public void close() {
    closer.run();
  }
}
