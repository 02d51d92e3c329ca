package io.flatnet.netlink.wire;

/**
 * The error numbers that callers tell apart, with the values of {@code asm-generic/errno.h} (the
 * same on amd64 and arm64).
 */
public enum Errno {
  /** Operation not permitted: a capability is missing. */
  EPERM(1),
  /** No such file, address or device entry. */
  ENOENT(2),
  /** No such process; for routes and neighbours: no such entry. */
  ESRCH(3),
  /** Interrupted by a signal. */
  EINTR(4),
  /** Input or output error. */
  EIO(5),
  /** No such device or address. */
  ENXIO(6),
  /** Argument list too long. */
  E2BIG(7),
  /** Bad file descriptor. */
  EBADF(9),
  /** Try again; a time limit ran out. */
  EAGAIN(11),
  /** Out of memory. */
  ENOMEM(12),
  /** Permission denied. */
  EACCES(13),
  /** Bad address. */
  EFAULT(14),
  /** Busy. */
  EBUSY(16),
  /** Exists already. */
  EEXIST(17),
  /** No such device. */
  ENODEV(19),
  /** Not a directory. */
  ENOTDIR(20),
  /** Is a directory. */
  EISDIR(21),
  /** Invalid argument. */
  EINVAL(22),
  /** The system has too many open files. */
  ENFILE(23),
  /** The process has too many open files. */
  EMFILE(24),
  /** The request does not suit the descriptor. */
  ENOTTY(25),
  /** No space left. */
  ENOSPC(28),
  /** Read-only file system. */
  EROFS(30),
  /** The reader is gone. */
  EPIPE(32),
  /** Out of range. */
  ERANGE(34),
  /** Not implemented. */
  ENOSYS(38),
  /** Too many symbolic links. */
  ELOOP(40),
  /** Not a socket. */
  ENOTSOCK(88),
  /** Message too long. */
  EMSGSIZE(90),
  /** Unknown socket option. */
  ENOPROTOOPT(92),
  /** Protocol not supported. */
  EPROTONOSUPPORT(93),
  /** Operation not supported. */
  EOPNOTSUPP(95),
  /** Address family not supported. */
  EAFNOSUPPORT(97),
  /** Address in use. */
  EADDRINUSE(98),
  /** Address not available. */
  EADDRNOTAVAIL(99),
  /** The link is down. */
  ENETDOWN(100),
  /** No route to the network. */
  ENETUNREACH(101),
  /** The peer reset the connection. */
  ECONNRESET(104),
  /** No buffer space: messages were lost. */
  ENOBUFS(105),
  /** Not connected. */
  ENOTCONN(107),
  /** Timed out. */
  ETIMEDOUT(110),
  /** Nobody listens. */
  ECONNREFUSED(111),
  /** No route to the host. */
  EHOSTUNREACH(113);

  private static final Errno[] BY_NUMBER = new Errno[128];

  static {
    for (Errno errno : values()) {
      BY_NUMBER[errno.number] = errno;
    }
  }

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** The number the kernel returns. */
  public int number() {
    return number;
  }

  /** Whether a number is this error. */
  public boolean is(int errno) {
    return errno == number;
  }

  /** The name of an error number, or {@code errno N} for those not listed here. */
  public static String name(int errno) {
    boolean known = errno > 0 && errno < BY_NUMBER.length && BY_NUMBER[errno] != null;
    return known ? BY_NUMBER[errno].name() : "errno " + errno;
  }
}
