package io.flatnet.cni.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One byte of a file for each interface, which is locked by who runs a call for it. A lock ends
 * with its process. Thread-safe.
 */
final class JournalLocks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalLocks.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 5_000_000;

  private final FileChannel channel;

  private JournalLocks(FileChannel channel) {
    this.channel = channel;
  }

  static JournalLocks open(Path file) throws IOException {
    return new JournalLocks(
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  /** The lock for a journal's file; waits for who has it. */
  FileLock lock(Path file) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      FileLock lock = tryLock(file);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException("another process still runs a call for this interface");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Null when another process, or another agent of this one, has it. */
  @Nullable FileLock tryLock(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    long position;
    try {
      UUID id = UUID.fromString(name.substring(0, Math.max(0, name.indexOf('.'))));
      position = id.getLeastSignificantBits() & (Long.MAX_VALUE >> 1);
    } catch (IllegalArgumentException e) {
      throw new IOException("its name is not of ours; remove it", e);
    }
    try {
      return channel.tryLock(position, 1, false);
    } catch (OverlappingFileLockException e) {
      LOG.trace("locked in this process: {}", file, e);
      return null;
    }
  }

  /** Gives every lock back. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
