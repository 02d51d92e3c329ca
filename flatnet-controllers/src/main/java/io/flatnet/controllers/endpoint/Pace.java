package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.store.ObjectKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Spaces the writes for one object: the first is at once, what comes within a period after it waits
 * for its end and is one write. Safe for use by many threads.
 */
final class Pace {
  private final long periodNanos;
  private final LongSupplier nanos;
  private final Map<ObjectKey, Long> written = new ConcurrentHashMap<>();

  /** At most one write per object and period. */
  Pace(Duration period, LongSupplier nanos) {
    this.periodNanos = period.toNanos();
    this.nanos = nanos;
  }

  /** Remembers a write. */
  void wrote(ObjectKey key) {
    written.put(key, nanos.getAsLong());
  }

  /** How long the next write has to wait; zero when it need not. */
  Duration remaining(ObjectKey key) {
    Long last = written.get(key);
    long rest = last == null ? 0 : periodNanos - (nanos.getAsLong() - last);
    if (rest <= 0) {
      written.remove(key);
      return Duration.ZERO;
    }
    return Duration.ofNanos(rest);
  }
}
