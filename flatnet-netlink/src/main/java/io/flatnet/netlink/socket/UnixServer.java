package io.flatnet.netlink.socket;

import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.internal.OwnedDescriptor;
import io.flatnet.netlink.internal.SocketCalls;
import io.flatnet.netlink.internal.UnixAddress;
import io.flatnet.netlink.internal.UnixCalls;
import io.flatnet.netlink.internal.WaitCalls;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.net.ConnectException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Unix stream socket that waits for connections.
 *
 * <p>Thread-safe: {@link #close} from another thread ends a waiting {@link #accept}. Waiting holds
 * the thread: use platform threads.
 */
public final class UnixServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UnixServer.class);
  private static final int BACKLOG = 1024; // the kernel cuts it to net.core.somaxconn
  private static final int PERMISSION_BITS = 0777;
  private static final int FILE_TYPE = 0170000; // inode(7)
  private static final int SOCKET_TYPE = 0140000;
  private static final short POLLIN = 1; // struct pollfd: events, then no revents

  private final Path path;
  private final OwnedDescriptor owned;
  private final Cleaner.Cleanable cleanable;
  private final @Nullable Object file;
  private final AtomicBoolean removed = new AtomicBoolean();

  private UnixServer(Path path, int descriptor) throws IOException {
    this.path = path;
    owned = OwnedDescriptor.ofSocket(descriptor);
    cleanable = owned.closeWith(this);
    file = fileOf(path);
  }

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
    return bind(path, path, mode);
  }

  /**
   * As {@link #bind}, but takes the path over from whoever listens there: at no time does it lead
   * to nobody. Who connected before is still the earlier server's.
   *
   * @throws IOException if the path is no socket, or its directory is missing
   */
  public static UnixServer takeOver(Path path, int mode) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isSocket(path)) {
      throw notASocket(path);
    }
    return bind(path.resolveSibling("." + ProcessHandle.current().pid() + ".sock"), path, mode);
  }

  /** Listens at the first path, which is renamed to the second when all is ready. */
  private static UnixServer bind(Path first, Path path, int mode) throws IOException {
    if ((mode & ~PERMISSION_BITS) != 0) {
      throw new IllegalArgumentException(
          "the mode has permission bits only, got " + Integer.toOctalString(mode));
    }
    removeStale(first);
    String act = "listen on socket \"" + path + "\"";
    int type = UnixCalls.SOCK_STREAM | SocketCalls.SOCK_CLOEXEC;
    int fd = orThrow(SocketCalls.socket(UnixCalls.AF_UNIX, type, 0), act);
    boolean bound = false;
    boolean listening = false;
    try (Buffers buffers = Buffers.acquire()) {
      // The file takes the mode of its socket less the umask: at no time is it more open than
      // asked.
      orThrow(FileCalls.fchmod(fd, mode), act);
      int length = UnixAddress.write(first, buffers.address());
      orThrow(SocketCalls.bind(fd, buffers.address(), length), act);
      bound = true;
      Files.setAttribute(first, "unix:mode", mode); // what the umask took
      orThrow(UnixCalls.listen(fd, BACKLOG), act);
      if (!first.equals(path)) {
        Files.move(first, path, StandardCopyOption.ATOMIC_MOVE);
      }
      UnixServer server = new UnixServer(path, fd);
      listening = true;
      return server;
    } finally {
      if (!listening) {
        FileCalls.close(fd);
      }
      if (bound && !listening) {
        Files.deleteIfExists(first);
      }
    }
  }

  private static int orThrow(int result, String act) throws IOException {
    if (result < 0) {
      throw SocketErrors.of(act, -result, false);
    }
    return result;
  }

  /** Removes the file of a server that died; one that answers, or another file, is an error. */
  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(path)) {
      throw notASocket(path);
    }
    try (UnixConnection _ = UnixConnection.connect(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "another process listens on it; stop that first");
    } catch (ConnectException e) {
      LOG.debug("nobody listens on {}: {}", path, e.getMessage());
      Files.deleteIfExists(path);
    }
  }

  private static IOException notASocket(Path path) {
    return new FileAlreadyExistsException(
        path.toString(), null, "it is no socket; take another path");
  }

  private static boolean isSocket(Path path) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & FILE_TYPE) == SOCKET_TYPE;
  }

  private static @Nullable Object fileOf(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  /** The socket file. */
  public Path path() {
    return path;
  }

  /**
   * Waits for the next connection.
   *
   * @throws java.nio.channels.ClosedChannelException if the server is closed, also while waiting
   * @throws IOException if the kernel refuses, for example for want of file descriptors
   */
  public UnixConnection accept() throws IOException {
    int fd = owned.acquire();
    if (fd < 0) {
      throw SocketErrors.closed();
    }
    try {
      int accepted = UnixCalls.accept(fd);
      if (accepted < 0) {
        throw SocketErrors.of("accept on socket \"" + path + "\"", -accepted, owned.isClosed());
      }
      return new UnixConnection(accepted);
    } finally {
      owned.release();
    }
  }

  /**
   * Whether somebody has connected and is not accepted yet, or does within the given time. Others
   * may accept it meanwhile.
   *
   * @param timeoutMillis how long to wait, in milliseconds; a signal may end it earlier
   * @throws java.nio.channels.ClosedChannelException if the server is closed
   */
  public boolean isAwaited(int timeoutMillis) throws IOException {
    int fd = owned.acquire();
    if (fd < 0) {
      throw SocketErrors.closed();
    }
    try (Buffers buffers = Buffers.acquire()) {
      MemorySegment poll = buffers.option();
      poll.set(ValueLayout.JAVA_INT, 0, fd);
      poll.set(ValueLayout.JAVA_SHORT, Integer.BYTES, POLLIN);
      return WaitCalls.poll(poll, 1, timeoutMillis) > 0;
    } finally {
      owned.release();
    }
  }

  /**
   * Removes the socket file, if it is still this server's: who has not connected yet will not.
   * Those who have can still be accepted.
   */
  public void removePath() {
    if (removed.compareAndSet(false, true)) {
      removeFile();
    }
  }

  /** Stops listening and removes the socket file, if it is still this server's. */
  @Override
  public void close() {
    removePath();
    cleanable.clean();
  }

  /** Another server may take the path over at any time: so it is moved away, then looked at. */
  private void removeFile() {
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS) || !Objects.equals(file, fileOf(path))) {
        return;
      }
      Path aside = path.resolveSibling(".gone" + ProcessHandle.current().pid() + ".sock");
      Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
      if (Objects.equals(file, fileOf(aside))) {
        Files.deleteIfExists(aside);
      } else {
        Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      LOG.warn("cannot remove socket file {}: {}", path, e.toString());
    }
  }
}
