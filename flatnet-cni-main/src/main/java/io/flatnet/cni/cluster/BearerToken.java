package io.flatnet.cni.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Our token. One in a file is read again after a minute, since the kubelet renews it. Thread-safe.
 */
final class BearerToken {
  private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

  private final @Nullable Path file;
  private final LongSupplier nanoTime;
  private volatile Reading reading;

  private record Reading(String token, long atNanos) {}

  BearerToken(String token) {
    this.file = null;
    this.nanoTime = () -> 0;
    this.reading = new Reading(token, 0);
  }

  /**
   * @param nanoTime nanoseconds since any origin
   */
  BearerToken(Path file, LongSupplier nanoTime) throws IOException {
    this.file = file;
    this.nanoTime = nanoTime;
    this.reading = new Reading(read(file), nanoTime.getAsLong());
  }

  /** The token as it is now. */
  String token() throws IOException {
    Path path = file;
    long now = nanoTime.getAsLong();
    if (path != null && now - reading.atNanos() > FRESH_NANOS) {
      reading = new Reading(read(path), now);
    }
    return reading.token();
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }
}
