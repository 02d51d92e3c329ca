package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.wire.ArpPacket;
import io.flatnet.netlink.wire.Errno;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks the hosts on a link whether one of them has an IPv4 address, before it is taken (RFC 5227
 * 2.1). Equivalent to: {@code arping -D -I LINK ADDRESS}, with several probes at random times.
 *
 * <p>The link must be up and must not have the address yet. A host that is slow to answer or behind
 * a switch that just came up is not found: the answer is the network's, not a proof. For IPv6 the
 * kernel asks by itself: see {@link Addresses#awaitDad}.
 *
 * <p>No thread of its own. Thread-safe: probes are made one after the other, and {@link #close}
 * ends the one that is under way. Waiting holds its thread and takes no notice of interrupts: use
 * platform threads. Needs CAP_NET_RAW in the namespace. Closing takes some milliseconds (an RCU
 * grace period).
 */
public final class DuplicateProbe implements AutoCloseable {
  private static final String NAME = "duplicate probe";

  private final WaitingSocket socket;
  private final Runnable closer;
  private final int linkIndex;
  private final MacAddress mac;
  private final ReentrantLock lock = new ReentrantLock();

  private DuplicateProbe(WaitingSocket socket, int linkIndex, MacAddress mac) {
    this.socket = socket;
    this.closer = socket.closeWith(this);
    this.linkIndex = linkIndex;
    this.mac = mac;
  }

  /**
   * Begins to listen for ARP on a link of the calling thread's namespace.
   *
   * @param mac the link's own MAC: what comes from it is no conflict, since some switches send our
   *     own frames back
   * @throws NetlinkException ENODEV if there is no such link
   */
  public static DuplicateProbe open(int linkIndex, MacAddress mac) {
    Links.requireIndex(linkIndex);
    int fd = PacketSocket.open();
    int bound;
    try (Buffers buffers = Buffers.acquire()) {
      bound = PacketSocket.bind(fd, buffers, linkIndex, ArpPacket.ETHERTYPE);
    }
    if (bound < 0) {
      FileCalls.close(fd);
      throw new NetlinkException("listen for ARP on link " + linkIndex, -bound, null);
    }
    return new DuplicateProbe(WaitingSocket.of(fd, NAME), linkIndex, mac);
  }

  /**
   * Begins to listen for ARP on a link of that namespace, which may be closed afterwards.
   *
   * @throws NetlinkException ENODEV if there is no such link
   */
  public static DuplicateProbe open(NetworkNamespace namespace, int linkIndex, MacAddress mac) {
    return namespace.callBriefly(() -> open(linkIndex, mac));
  }

  /**
   * Sends probes for an address and listens. A conflict ends it at once; that nobody has the
   * address is known when the time is over.
   *
   * <p>A conflict is any ARP packet of another MAC that says the address is its own, and any probe
   * of another MAC for it.
   *
   * @throws IllegalArgumentException if the address is not IPv4
   * @throws NetlinkException ENETDOWN if the link is down or goes down
   * @throws IllegalStateException if the probe is closed, also meanwhile
   */
  public ProbeOutcome probe(IpAddress address, ProbeTimes times) {
    byte[] question = ArpPacket.probe(mac, address).toBroadcastFrame();
    lock.lock();
    try {
      return socket.use((fd, buffers) -> probe(fd, buffers, address, question, times));
    } finally {
      lock.unlock();
    }
  }

  private ProbeOutcome probe(
      int fd, Buffers buffers, IpAddress address, byte[] question, ProbeTimes times) {
    dropAll(fd, buffers, address);
    long start = System.nanoTime();
    List<Long> instants = times.draw(ThreadLocalRandom.current());
    for (int i = 0; i < instants.size(); i++) {
      Optional<ProbeOutcome> heard = listen(fd, buffers, address, start + instants.get(i));
      if (heard.isPresent()) {
        return heard.get();
      }
      if (i < times.probes()) {
        require(PacketSocket.send(fd, buffers, linkIndex, question), address);
      }
    }
    return new ProbeOutcome.Free();
  }

  /** What came before is of earlier times. */
  private void dropAll(int fd, Buffers buffers, IpAddress address) {
    long count;
    do {
      count = PacketSocket.receive(fd, buffers);
    } while (count >= 0);
    requireMore(count, address);
  }

  private Optional<ProbeOutcome> listen(
      int fd, Buffers buffers, IpAddress address, long deadlineNanos) {
    while (socket.awaitReadable(fd, buffers, deadlineNanos)) {
      long count = PacketSocket.receive(fd, buffers);
      requireMore(count, address);
      if (count >= 0) {
        Optional<ProbeOutcome> conflict =
            ArpPacket.ofFrame(PacketSocket.frame(buffers, count))
                .flatMap(packet -> judge(packet, address));
        if (conflict.isPresent()) {
          return conflict;
        }
      }
    }
    return Optional.empty();
  }

  /** RFC 5227 2.1.1, of what a probing host hears. */
  private Optional<ProbeOutcome> judge(ArpPacket packet, IpAddress address) {
    boolean owned = packet.senderAddress().equals(address);
    boolean alsoProbed = packet.isProbe() && packet.targetAddress().equals(address);
    if (packet.senderMac().equals(mac) || !(owned || alsoProbed)) {
      return Optional.empty();
    }
    return Optional.of(new ProbeOutcome.Conflict(packet.senderMac(), alsoProbed));
  }

  private void requireMore(long result, IpAddress address) {
    if (!Errno.EAGAIN.is((int) -result)) {
      require(result, address);
    }
  }

  private void require(long result, IpAddress address) {
    if (result < 0) {
      throw new NetlinkException(
          "probe for " + address + " on link " + linkIndex, (int) -result, null);
    }
  }

  /** Ends the listening, and a probe that is under way. May be called more than once. */
  @Override
  public void close() {
    closer.run();
  }
}
