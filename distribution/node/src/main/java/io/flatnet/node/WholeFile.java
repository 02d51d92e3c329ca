package io.flatnet.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * Replaces files as a whole: a reader finds the old content or the new one, also after a crash or a
 * loss of power. Written beside, flushed, renamed, and the directory flushed. Safe for writers in
 * several processes: each has a name of its own beside, and the last one to rename counts.
 */
final class WholeFile {
  private static final Duration LEFTOVER_AGE = Duration.ofMinutes(1);

  private WholeFile() {}

  /**
   * Gives a file this content and mode, if it has not got them.
   *
   * <p>What earlier calls left beside it when they were killed is removed.
   *
   * @param mode as {@code ls -l} shows it, such as {@code rwxr-xr-x}
   * @return whether it was changed
   * @throws IOException if it cannot; the file is then as it was, and nothing is beside it
   */
  static boolean replace(Path file, byte[] content, String mode) throws IOException {
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
    if (is(file, content, permissions)) {
      return false;
    }
    Path directory = directoryOf(file);
    String prefix = "." + file.getFileName() + ".new-";
    Path beside = directory.resolve(prefix + UUID.randomUUID());
    try {
      Files.createDirectories(directory);
      removeLeftovers(directory, prefix);
      write(beside, content, permissions);
      rename(beside, file);
    } catch (IOException e) {
      discard(beside, e);
      throw failed(file, e);
    }
    return true;
  }

  private static boolean is(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    try {
      return Files.isRegularFile(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) == content.length
          && Files.getPosixFilePermissions(file).equals(permissions)
          && Arrays.equals(Files.readAllBytes(file), content);
    } catch (NoSuchFileException e) {
      return false; // removed meanwhile
    }
  }

  /** Of those that may still be at work, none is this old. */
  private static void removeLeftovers(Path directory, String prefix) throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(LEFTOVER_AGE));
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, prefix + "*")) {
      for (Path leftover : found) {
        if (Files.getLastModifiedTime(leftover).compareTo(old) < 0) {
          Files.deleteIfExists(leftover);
        }
      }
    } catch (NoSuchFileException e) {
      return; // another writer was done, or faster
    }
  }

  private static void write(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      Files.setPosixFilePermissions(file, permissions);
      channel.force(true);
    }
  }

  /**
   * Renames, also over what is there, and flushes the directory.
   *
   * @throws IOException if the target is a directory, or on another file system
   */
  static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("it is on another file system than its directory", e);
    }
    flush(directoryOf(to));
  }

  /** Writes what the system holds back of a file or directory. */
  static void flush(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** What an installation says when it fails: what, why, and what to do. */
  static IOException failed(Path target, IOException cause) {
    return new IOException(
        "cannot install \"%s\": %s; what was there goes on working; make it writable, make room, and start again"
            .formatted(target, reason(cause)),
        cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemException fault) {
      String reason =
          fault.getReason() == null ? fault.getClass().getSimpleName() : fault.getReason();
      return fault.getFile() + ": " + reason;
    }
    return String.valueOf(cause.getMessage());
  }

  private static void discard(Path file, IOException cause) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      cause.addSuppressed(e); // most likely a read-only file system, where it was not made either
    }
  }

  private static Path directoryOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("no file: \"" + file + "\"");
    }
    return parent;
  }
}
