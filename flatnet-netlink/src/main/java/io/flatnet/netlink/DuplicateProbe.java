package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.wire.Errno;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks the hosts on a link whether one of them has an address, before it is taken: by ARP for IPv4
 * (RFC 5227 2.1), by neighbour solicitations for IPv6 (RFC 4862 5.4). Equivalent to: {@code arping
 * -D -I LINK ADDRESS} and {@code ndisc6 ADDRESS LINK}, with several probes at random times.
 *
 * <p>The link must be up and must not have the address yet. That nobody answers is no proof: a host
 * may be slow, or a switch port not forward yet. The kernel's own detection for IPv6 ({@link
 * Addresses#awaitDad}) runs as well, but does not tell whose the address is. Links of one ipvlan
 * parent share a MAC, so that they do not find each other: their kernel refuses the address
 * (EADDRINUSE).
 *
 * <p>No thread of its own. Thread-safe: probes are made one after the other, and {@link #close}
 * ends the one that is under way. Waiting holds its thread and takes no notice of interrupts: use
 * platform threads. Needs CAP_NET_RAW in the namespace. Closing takes some milliseconds (an RCU
 * grace period).
 */
public final class DuplicateProbe implements AutoCloseable {
  private static final String NAME = "duplicate probe";
  private static final int NOTHING = 0;

  private final WaitingSocket socket;
  private final Runnable closer;
  private final int linkIndex;
  private final MacAddress mac;
  private final ReentrantLock lock = new ReentrantLock();
  private int listensTo = NOTHING; // an ethertype; guarded by the lock

  private DuplicateProbe(WaitingSocket socket, int linkIndex, MacAddress mac) {
    this.socket = socket;
    this.closer = socket.closeWith(this);
    this.linkIndex = linkIndex;
    this.mac = mac;
  }

  /**
   * Opens a socket for a link of the calling thread's namespace.
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
      bound = PacketSocket.bind(fd, buffers, linkIndex, NOTHING);
    }
    if (bound < 0) {
      FileCalls.close(fd);
      throw new NetlinkException("open duplicate probe on link " + linkIndex, -bound, null);
    }
    return new DuplicateProbe(WaitingSocket.of(fd, NAME), linkIndex, mac);
  }

  /**
   * Opens a socket for a link of that namespace, which may be closed afterwards.
   *
   * @throws NetlinkException ENODEV if there is no such link
   */
  public static DuplicateProbe open(NetworkNamespace namespace, int linkIndex, MacAddress mac) {
    return namespace.callBriefly(() -> open(linkIndex, mac));
  }

  /**
   * Sends probes for an address and listens. A conflict ends it at once; that nobody has the
   * address is known when the time is over. Equivalent to: {@code arping -D -I LINK ADDRESS}.
   *
   * <p>A conflict is whatever another MAC sends that says the address is its own, and a probe of
   * another MAC for it.
   *
   * @throws NetlinkException ENETDOWN if the link is down or goes down
   * @throws IllegalStateException if the probe is closed, also meanwhile
   */
  public ProbeOutcome probe(IpAddress address, ProbeTimes times) {
    lock.lock();
    try {
      return socket.use((fd, buffers) -> new Round(fd, buffers, address).run(times));
    } finally {
      lock.unlock();
    }
  }

  /** One address, asked for once, on the socket that is held meanwhile. */
  private final class Round {
    private final int fd;
    private final Buffers buffers;
    private final IpAddress address;
    private final ProbeQuestion question;

    Round(int fd, Buffers buffers, IpAddress address) {
      this.fd = fd;
      this.buffers = buffers;
      this.address = address;
      this.question = ProbeQuestion.of(mac, address);
    }

    ProbeOutcome run(ProbeTimes times) {
      if (listensTo != question.ethertype()) {
        require(PacketSocket.bind(fd, buffers, linkIndex, question.ethertype()));
        listensTo = question.ethertype();
      }
      question
          .group()
          .ifPresent(group -> require(PacketSocket.join(fd, buffers, linkIndex, group)));
      try {
        return ask(times);
      } finally {
        question.group().ifPresent(group -> PacketSocket.leave(fd, buffers, linkIndex, group));
      }
    }

    private ProbeOutcome ask(ProbeTimes times) {
      dropAll();
      byte[] frame = question.frame();
      long start = System.nanoTime();
      List<Long> instants = times.draw(ThreadLocalRandom.current());
      for (int i = 0; i < instants.size(); i++) {
        Optional<ProbeOutcome> heard = listen(start + instants.get(i));
        if (heard.isPresent()) {
          return heard.get();
        }
        if (i < times.probes()) {
          require(PacketSocket.send(fd, buffers, linkIndex, frame));
        }
      }
      return new ProbeOutcome.Free();
    }

    /** What came before is of earlier times. */
    private void dropAll() {
      long count;
      do {
        count = PacketSocket.receive(fd, buffers);
      } while (count >= 0);
      requireMore(count);
    }

    private Optional<ProbeOutcome> listen(long deadlineNanos) {
      while (socket.awaitReadable(fd, buffers, deadlineNanos)) {
        long count = PacketSocket.receive(fd, buffers);
        requireMore(count);
        if (count >= 0) {
          Optional<ProbeOutcome> conflict = question.judge(PacketSocket.frame(buffers, count));
          if (conflict.isPresent()) {
            return conflict;
          }
        }
      }
      return Optional.empty();
    }

    private void requireMore(long result) {
      if (!Errno.EAGAIN.is((int) -result)) {
        require(result);
      }
    }

    private void require(long result) {
      if (result < 0) {
        throw new NetlinkException(
            "probe for " + address + " on link " + linkIndex, (int) -result, null);
      }
    }
  }

  /** Ends the listening, and a probe that is under way. May be called more than once. */
  @Override
  public void close() {
    closer.run();
  }
}
