package io.flatnet.operator.inspect;

import io.kubernetes.client.openapi.models.CoreV1Event;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.stream.Stream;

/** What is shown of an event. Pure. */
final class EventLine {
  private EventLine() {}

  /** When it was seen last. */
  static Instant time(CoreV1Event event) {
    return Stream.of(
            event.getLastTimestamp(),
            event.getEventTime(),
            event.getFirstTimestamp(),
            event.getMetadata().getCreationTimestamp())
        .filter(Objects::nonNull)
        .findFirst()
        .map(OffsetDateTime::toInstant)
        .orElse(Instant.EPOCH);
  }

  /** Its reason and message, on one line. */
  static String text(CoreV1Event event) {
    return event.getType()
        + " "
        + event.getReason()
        + ": "
        + Objects.requireNonNullElse(event.getMessage(), "").replace("\n", "; ");
  }
}
