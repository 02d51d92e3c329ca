package io.flatnet.netlink.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A connected Unix stream socket.
 *
 * <p>Thread-safe: one thread may receive, another send, a third watch for the peer's end. {@link
 * #close} ends what waits. Waiting holds the thread: use platform threads.
 */
public final class UnixConnection implements AutoCloseable {
  private UnixConnection() {}

  /**
   * Connects to a server's socket file.
   *
   * @throws IOException if there is no such file (ENOENT), nobody listens (ECONNREFUSED), or access
   *     is denied
   */
  public static UnixConnection connect(Path path) throws IOException {
    return Pending.later();
  }

  /** Who is at the other end. */
  public PeerCredentials peer() throws IOException {
    return Pending.later();
  }

  /**
   * Limits the time that each {@link #receive} and {@link #send} may wait; zero = for ever, which
   * is how a connection begins.
   */
  public void setTimeout(Duration timeout) throws IOException {
    Pending.later();
  }

  /**
   * Waits for bytes, and takes the file descriptors that came with them: at most 16.
   *
   * @throws java.net.SocketTimeoutException if nothing came in time
   * @throws java.nio.channels.ClosedChannelException if this end is closed, also while waiting
   * @throws IOException if more descriptors came than fit (those are closed), or the connection
   *     broke
   */
  public Reception receive(ByteBuffer buffer) throws IOException {
    return Pending.later();
  }

  /**
   * Sends all bytes, and with the first of them duplicates of these descriptors, which stay the
   * caller's. A peer that is gone gives an exception, never a signal.
   *
   * @throws java.net.SocketTimeoutException if they could not be sent in time
   * @throws IOException if the peer is gone (EPIPE), or the connection broke
   */
  public void send(ByteBuffer bytes, int... descriptors) throws IOException {
    Pending.later();
  }

  /** Tells the peer that no more will be sent; receiving goes on. */
  public void shutdownOutput() throws IOException {
    Pending.later();
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
   * @return whether it is; false when the time ran out first
   * @throws java.nio.channels.ClosedChannelException if this end is closed, also while waiting
   */
  public boolean awaitPeerGone(Duration timeout) throws IOException {
    return Pending.later();
  }

  @Override
  public void close() {
    Pending.later();
  }
}
