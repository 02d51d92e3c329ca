package io.flatnet.netlink.socket;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A Unix stream socket that waits for connections.
 *
 * <p>Thread-safe: {@link #close} from another thread ends a waiting {@link #accept}. Waiting holds
 * the thread: use platform threads.
 */
public final class UnixServer implements AutoCloseable {
  private UnixServer() {}

  /**
   * Makes the socket file with exactly this mode, whatever the umask, and listens. A file that a
   * dead server left is replaced.
   *
   * @param path at most 107 bytes
   * @param mode permission bits, for example 0600
   * @throws IOException if somebody listens there already (it says so), the path is no socket, or
   *     its directory is missing
   */
  public static UnixServer bind(Path path, int mode) throws IOException {
    return Pending.later();
  }

  /** The socket file. */
  public Path path() {
    return Pending.later();
  }

  /**
   * Waits for the next connection.
   *
   * @throws java.nio.channels.ClosedChannelException if the server is closed, also while waiting
   * @throws IOException if the kernel refuses, for example for want of file descriptors
   */
  public UnixConnection accept() throws IOException {
    return Pending.later();
  }

  /** Stops listening and removes the socket file, if it is still this server's. */
  @Override
  public void close() {
    Pending.later();
  }
}
