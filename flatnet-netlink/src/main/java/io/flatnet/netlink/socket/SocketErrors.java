package io.flatnet.netlink.socket;

import io.flatnet.netlink.wire.Errno;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** The kernel's error numbers as Java's exceptions. */
final class SocketErrors {
  private SocketErrors() {}

  /** The exception of a failed act; an error of a socket that was closed meanwhile is a close. */
  static IOException of(String act, int errno, boolean closed) {
    if (closed) {
      return new AsynchronousCloseException();
    }
    String message = "cannot " + act + ": " + Errno.name(errno);
    if (Errno.EAGAIN.is(errno)) {
      return new SocketTimeoutException("cannot " + act + ": the time is over");
    }
    if (Errno.ENOENT.is(errno)) {
      return new NoSuchFileException(message + "; check the directory and that the server runs");
    }
    if (Errno.EACCES.is(errno) || Errno.EPERM.is(errno)) {
      return new AccessDeniedException(message);
    }
    if (Errno.ECONNREFUSED.is(errno)) {
      return new ConnectException(message + "; nobody listens: start the server");
    }
    if (Errno.EPIPE.is(errno) || Errno.ECONNRESET.is(errno)) {
      return new IOException(message + "; the peer is gone");
    }
    return new IOException(message);
  }

  static ClosedChannelException closed() {
    return new ClosedChannelException();
  }
}
