package io.flatnet.controllers.event;

import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1EventSource;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events on objects. The same reason on the same object is one event whose count and message
 * are brought up to date at most every {@link #QUIET}; what comes in between is counted in memory.
 * An event that cannot be written is a line in the log and no reason to try work again.
 *
 * <p>Safe for use by many threads; requests run on the given executor.
 */
public final class EventRecorder {
  /** How long the same message on the same object is not written again. */
  static final Duration QUIET = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
  private static final int REMEMBERED = 4096;
  private static final int MAX_NAME_CHARACTERS = 253;
  private static final int MAX_MESSAGE_CHARACTERS = 1024; // the API server's limit

  private final ResourceStore<CoreV1Event> events;
  private final Executor executor;
  private final InstantSource clock;
  private final Map<Topic, Series> series =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Topic, Series> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** What one event is about. */
  private record Topic(ResourceType<?> resource, String uid, ObjectKey key, String reason) {}

  /** One state of an event, as it is to be written. */
  private record Entry(
      String type,
      EventSubject subject,
      String reason,
      String message,
      ObjectKey event,
      int count,
      Instant time) {}

  /** An event that was written: its name, and what it says. */
  private static final class Series {
    final ObjectKey event;
    int count;
    String message = "";
    Instant written = Instant.EPOCH;

    Series(ObjectKey event) {
      this.event = event;
    }
  }

  /** A recorder of events into this store. */
  public EventRecorder(ResourceStore<CoreV1Event> events, Executor executor, InstantSource clock) {
    this.events = events;
    this.executor = executor;
    this.clock = clock;
  }

  /** Something that a person should see to. */
  public void warning(EventSubject subject, String reason, String message) {
    record("Warning", subject, reason, message);
  }

  /** Something worth knowing. */
  public void normal(EventSubject subject, String reason, String message) {
    record("Normal", subject, reason, message);
  }

  /**
   * Tells on an object when the work on it ended for want of a permission, which a person must
   * give.
   *
   * @return the verdict
   */
  public Verdict told(Verdict verdict, EventSubject subject, String reason) {
    if (verdict instanceof Verdict.Refused(String missing)) {
      warning(subject, reason, missing);
    }
    return verdict;
  }

  private void record(String type, EventSubject subject, String reason, String text) {
    String message =
        text.length() <= MAX_MESSAGE_CHARACTERS
            ? text
            : text.substring(0, MAX_MESSAGE_CHARACTERS - 1) + "…";
    Instant now = clock.instant();
    Series said;
    int count;
    synchronized (series) {
      said =
          series.computeIfAbsent(
              new Topic(subject.resource(), subject.uid(), subject.key(), reason),
              topic -> new Series(eventKey(subject.key(), now)));
      count = ++said.count;
      if (message.equals(said.message) && now.isBefore(said.written.plus(QUIET))) {
        return;
      }
      said.message = message;
      said.written = now;
    }
    Entry entry = new Entry(type, subject, reason, message, said.event, count, now);
    executor.execute(() -> write(entry));
  }

  /** The events of cluster-scoped objects are in {@code default}, as the API server wants it. */
  private static ObjectKey eventKey(ObjectKey subject, Instant now) {
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    String namespace = subject.namespace().isEmpty() ? "default" : subject.namespace();
    String suffix = String.format(Locale.ROOT, ".%x", nanos);
    int room = MAX_NAME_CHARACTERS - suffix.length();
    String name = subject.name();
    return new ObjectKey(namespace, name.substring(0, Math.min(name.length(), room)) + suffix);
  }

  private void write(Entry entry) {
    Outcome<CoreV1Event> outcome =
        entry.count == 1
            ? new Outcome.NotFound<>("not written yet")
            : events.patch(entry.event, update(entry));
    if (outcome instanceof Outcome.NotFound) {
      outcome = events.create(event(entry));
    }
    if (outcome instanceof Outcome.Failure<?> failure) {
      log.warn("event {} on {} is not written: {}", entry.reason, entry.subject, failure.message());
    }
  }

  private static MergePatch update(Entry entry) {
    return MergePatch.builder()
        .field("message", entry.message)
        .field("count", entry.count)
        .field("lastTimestamp", entry.time.truncatedTo(ChronoUnit.SECONDS).toString())
        .build();
  }

  private static CoreV1Event event(Entry entry) {
    EventSubject subject = entry.subject;
    ObjectKey key = subject.key();
    var time = entry.time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC);
    @Nullable String namespace = key.namespace().isEmpty() ? null : key.namespace();
    return new CoreV1Event()
        .apiVersion("v1")
        .kind("Event")
        .metadata(new V1ObjectMeta().namespace(entry.event.namespace()).name(entry.event.name()))
        .involvedObject(
            new V1ObjectReference()
                .apiVersion(subject.resource().apiVersion())
                .kind(subject.resource().kind())
                .namespace(namespace)
                .name(key.name())
                .uid(subject.uid()))
        .reason(entry.reason)
        .message(entry.message)
        .type(entry.type)
        .count(entry.count)
        .firstTimestamp(time)
        .lastTimestamp(time)
        .source(new V1EventSource().component(FlatNetwork.OPERATOR_NAME))
        .reportingComponent(FlatNetwork.OPERATOR_NAME);
  }
}
