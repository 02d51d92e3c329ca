package io.flatnet.operator;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log level over a Unix socket, which its owner alone may open: mode 0600 from the moment that
 * the file has its name. Nothing of it is on a TCP port.
 *
 * <p>The file is made in a directory of its own and then renamed, over a socket that a dead process
 * left; one that somebody listens on is left alone.
 */
final class LogSocket implements AutoCloseable {
  private final HttpService service;
  private final Path file;
  private final @Nullable Object fileKey;

  private LogSocket(HttpService service, Path file, @Nullable Object fileKey) {
    this.service = service;
    this.file = file;
    this.fileKey = fileKey;
  }

  /**
   * Serves the level of all that is ours.
   *
   * @throws IOException when the file cannot be made, is no socket, or somebody listens on it
   */
  static LogSocket open(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    requireUnused(target);
    Path parent = Objects.requireNonNullElse(target.getParent(), target);
    Path directory = Files.createTempDirectory(parent, ".flatnet"); // for the owner alone
    Path made = directory.resolve("s");
    HttpService service = null;
    try {
      service = HttpService.onSocket(made, Map.of(LogLevelRoute.PATH, LogLevelRoute.ofOperator()));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
      LogSocket socket = new LogSocket(service, target, key(target).orElse(null));
      service = null;
      return socket;
    } finally {
      if (service != null) {
        service.close();
      }
      Files.deleteIfExists(made);
      Files.delete(directory);
    }
  }

  private static void requireUnused(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw new IOException("there is a file of that name that is no socket");
    }
    if (isListenedOn(file)) {
      throw new IOException("another process listens on it");
    }
  }

  private static boolean isListenedOn(Path file) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false); // one that accepts nothing must not hold this process up
      boolean _ = channel.connect(UnixDomainSocketAddress.of(file));
      return true;
    } catch (ConnectException _) {
      return false; // nobody: a dead process left it
    }
  }

  private static Optional<Object> key(Path file) throws IOException {
    try {
      return Optional.ofNullable(
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Ends it, and takes the file away unless it is another's by now. */
  @Override
  public void close() throws IOException {
    service.close();
    if (key(file).filter(now -> now.equals(fileKey)).isPresent()) {
      Files.deleteIfExists(file);
    }
  }
}
