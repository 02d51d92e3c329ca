package io.flatnet.netlink.internal;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor that is closed once, and not while a call uses it.
 *
 * <p>Its number could otherwise be given to another file between a check and the call.
 */
public final class OwnedDescriptor {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final int CLOSED = 1 << 31;

  private final int fd;
  private final Runnable wake;
  private final AtomicInteger users = new AtomicInteger(); // and the bit CLOSED

  private OwnedDescriptor(int fd, Runnable wake) {
    this.fd = fd;
    this.wake = wake;
  }

  /** Takes over a descriptor on which nobody waits. */
  public static OwnedDescriptor of(int fd) {
    return new OwnedDescriptor(fd, () -> {});
  }

  /** Takes over a socket; closing it first shuts it down, so that waiting calls return. */
  public static OwnedDescriptor ofSocket(int fd) {
    return of(fd, () -> UnixCalls.shutdown(fd, UnixCalls.SHUT_RDWR));
  }

  /** Takes over a descriptor; closing it while it is in use first does that to those who wait. */
  public static OwnedDescriptor of(int fd, Runnable wake) {
    return new OwnedDescriptor(fd, wake);
  }

  /** Closes the descriptor when this object is collected without having been closed. */
  public Cleaner.Cleanable closeWith(Object owner) {
    return CLEANER.register(owner, this::close);
  }

  /**
   * The number, to be used until {@link #release}; -1 if it is closed, then nothing is to be
   * released.
   */
  public int acquire() {
    int before = users.getAndUpdate(count -> count < 0 ? count : count + 1);
    return before < 0 ? -1 : fd;
  }

  /** Ends a use; closes if that was asked for meanwhile. */
  public void release() {
    if (users.decrementAndGet() == CLOSED) {
      FileCalls.close(fd);
    }
  }

  /** Whether {@link #close} was called. */
  public boolean isClosed() {
    return users.get() < 0;
  }

  /** Closes now, or when the last use ends. May be called more than once. */
  public void close() {
    // The closer counts as a user, so that the number stays ours while the others are woken.
    int before = users.getAndUpdate(count -> count < 0 ? count : (count + 1) | CLOSED);
    if (before < 0) {
      return;
    }
    if (before > 0) {
      wake.run();
    }
    release();
  }
}
