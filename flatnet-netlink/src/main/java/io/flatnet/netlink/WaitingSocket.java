package io.flatnet.netlink;

import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.internal.OwnedDescriptor;
import io.flatnet.netlink.internal.WaitCalls;
import io.flatnet.netlink.wire.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A socket on which threads wait until something comes, their time runs out, or another thread
 * closes it. Netlink and packet sockets cannot be shut down to wake them, so an eventfd beside the
 * socket does that.
 */
final class WaitingSocket {
  private static final int POLLFD_BYTES = 8; // struct pollfd
  private static final int POLLFD_EVENTS = 4;
  private static final short POLLIN = 1;
  private static final long MAX_WAIT_NANOS = Long.MAX_VALUE / 2;

  private final OwnedDescriptor socket;
  private final OwnedDescriptor signal;
  private final String name;

  private WaitingSocket(int fd, int eventfd, String name) {
    this.signal = OwnedDescriptor.of(eventfd);
    this.socket = OwnedDescriptor.of(fd, () -> WaitCalls.signal(eventfd));
    this.name = name;
  }

  /**
   * Takes a socket over; it is closed if this fails.
   *
   * @param name what it is, for messages
   */
  static WaitingSocket of(int fd, String name) {
    int eventfd = WaitCalls.eventfd();
    if (eventfd < 0) {
      FileCalls.close(fd);
      throw new NetlinkException("open " + name, -eventfd, null);
    }
    return new WaitingSocket(fd, eventfd, name);
  }

  /** Closes it when its owner is collected without having closed it. */
  Runnable closeWith(Object owner) {
    Cleaner.Cleanable first = socket.closeWith(owner);
    Cleaner.Cleanable second = signal.closeWith(owner);
    return () -> {
      first.clean(); // the signal is still open to wake those who wait
      second.clean();
    };
  }

  /** What a thread does with the socket, which is not closed meanwhile. */
  @FunctionalInterface
  interface Use<T> {
    T with(int fd, Buffers buffers);
  }

  /**
   * @throws IllegalStateException if it is closed
   */
  <T> T use(Use<T> use) {
    int fd = socket.acquire();
    if (fd < 0) {
      throw closed();
    }
    try (Buffers buffers = Buffers.acquire()) {
      return use.with(fd, buffers);
    } finally {
      socket.release();
    }
  }

  /**
   * Waits inside {@link #use}; whether something can be read before the deadline.
   *
   * @param deadlineNanos by {@link System#nanoTime}
   * @throws IllegalStateException if it is closed meanwhile
   */
  boolean awaitReadable(int fd, Buffers buffers, long deadlineNanos) {
    int eventfd = signal.acquire();
    try {
      while (eventfd >= 0 && !socket.isClosed()) {
        long left = deadlineNanos - System.nanoTime();
        int ready = poll(fd, eventfd, buffers, Math.max(0, left));
        if (ready < 0 && !Errno.EINTR.is(-ready)) {
          throw new NetlinkException("wait on " + name, -ready, null);
        }
        if (ready > 0 && !socket.isClosed()) {
          return true;
        }
        if (left <= 0) {
          return false;
        }
      }
      throw closed();
    } finally {
      if (eventfd >= 0) {
        signal.release();
      }
    }
  }

  private static int poll(int fd, int eventfd, Buffers buffers, long nanos) {
    MemorySegment descriptors = buffers.option();
    descriptors.set(ValueLayout.JAVA_INT, 0, fd);
    descriptors.set(ValueLayout.JAVA_INT, POLLFD_EVENTS, POLLIN); // and no result yet
    descriptors.set(ValueLayout.JAVA_INT, POLLFD_BYTES, eventfd);
    descriptors.set(ValueLayout.JAVA_INT, POLLFD_BYTES + POLLFD_EVENTS, POLLIN);
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    return WaitCalls.poll(descriptors, 2, (int) Math.min(millis, Integer.MAX_VALUE));
  }

  /** The deadline of a limit, by {@link System#nanoTime}; limits of centuries are cut. */
  static long deadline(Duration limit) {
    boolean cut = limit.compareTo(Duration.ofNanos(MAX_WAIT_NANOS)) > 0;
    return System.nanoTime() + (cut ? MAX_WAIT_NANOS : limit.toNanos());
  }

  private IllegalStateException closed() {
    return new IllegalStateException("the " + name + " is closed");
  }
}
