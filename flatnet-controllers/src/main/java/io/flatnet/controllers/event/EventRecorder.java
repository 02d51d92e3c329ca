package io.flatnet.controllers.event;

import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
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
 * Writes events on pods. The same reason on the same pod is one event whose count and message are
 * brought up to date at most every {@link #QUIET}; what comes in between is counted in memory. An
 * event that cannot be written is a line in the log and no reason to try work again.
 *
 * <p>Safe for use by many threads; requests run on the given executor.
 */
public final class EventRecorder {
  /** How long the same message on the same pod is not written again. */
  static final Duration QUIET = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
  private static final int REMEMBERED = 4096;
  private static final int MAX_MESSAGE_CHARACTERS = 1024; // the API server's limit

  private final ResourceStore<CoreV1Event> events;
  private final Executor executor;
  private final InstantSource clock;
  private final Map<Subject, Series> series =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Series> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** What one event is about. */
  private record Subject(String podUid, String reason) {}

  /** One state of an event, as it is to be written. */
  private record Entry(
      String type,
      ObjectKey pod,
      String podUid,
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
  public void warning(ObjectKey pod, String podUid, String reason, String message) {
    record("Warning", pod, podUid, reason, message);
  }

  /** Something worth knowing. */
  public void normal(ObjectKey pod, String podUid, String reason, String message) {
    record("Normal", pod, podUid, reason, message);
  }

  private void record(String type, ObjectKey pod, String podUid, String reason, String text) {
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
              new Subject(podUid, reason), subject -> new Series(eventKey(pod, now)));
      count = ++said.count;
      if (message.equals(said.message) && now.isBefore(said.written.plus(QUIET))) {
        return;
      }
      said.message = message;
      said.written = now;
    }
    Entry entry = new Entry(type, pod, podUid, reason, message, said.event, count, now);
    executor.execute(() -> write(entry));
  }

  private static ObjectKey eventKey(ObjectKey pod, Instant now) {
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    return new ObjectKey(pod.namespace(), String.format(Locale.ROOT, "%s.%x", pod.name(), nanos));
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
      log.warn(
          "event {} on pod \"{}\" is not written: {}", entry.reason, entry.pod, failure.message());
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
    ObjectKey pod = entry.pod;
    var time = entry.time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC);
    @Nullable String namespace = pod.namespace().isEmpty() ? null : pod.namespace();
    return new CoreV1Event()
        .apiVersion("v1")
        .kind("Event")
        .metadata(new V1ObjectMeta().namespace(entry.event.namespace()).name(entry.event.name()))
        .involvedObject(
            new V1ObjectReference()
                .apiVersion("v1")
                .kind("Pod")
                .namespace(namespace)
                .name(pod.name())
                .uid(entry.podUid))
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
