package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A watch: one JSON event a line, for as long as the client listens. For one thread. */
final class WatchSession implements Reply.Stream {
  private static final long BOOKMARK_NANOS = Duration.ofMinutes(1).toNanos();

  private final ObjectStore store;
  private final History history;
  private final Selection selection;
  private final Start start;
  private final boolean bookmarks;
  private final Duration timeout;
  private final AtomicInteger running;
  private volatile boolean stopped;
  private long seen;

  /**
   * Where a watch begins.
   *
   * @param revision the client has seen everything up to here
   * @param fromNow whether it gets the objects of now instead
   * @param marksEnd whether a bookmark says where these end
   */
  record Start(long revision, boolean fromNow, boolean marksEnd) {}

  WatchSession(
      ObjectStore store,
      Selection selection,
      Start start,
      boolean bookmarks,
      Duration timeout,
      AtomicInteger running) {
    this.store = store;
    this.history = store.history(selection.type());
    this.selection = selection;
    this.start = start;
    this.bookmarks = bookmarks;
    this.timeout = timeout;
    this.running = running;
  }

  @Override
  public void stop() {
    stopped = true;
    history.wake();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    running.incrementAndGet();
    try {
      begin(out);
      out.flush();
      follow(out, deadline);
    } catch (ApiFailure e) {
      writeEvent(out, "ERROR", Json.bytes(e.status()));
      out.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.decrementAndGet();
    }
  }

  private void begin(OutputStream out) throws IOException {
    long current = store.revision();
    if (start.revision() > current) {
      throw ApiFailure.tooLargeResourceVersion(start.revision(), current);
    }
    seen = start.revision();
    if (start.fromNow()) {
      ObjectStore.Snapshot snapshot = store.list(selection.type(), selection.namespace());
      for (StoredObject object : snapshot.objects()) {
        if (selection.matches(object)) {
          writeEvent(out, "ADDED", object.bytes());
        }
      }
      seen = snapshot.revision();
      if (start.marksEnd()) {
        writeBookmark(out, true);
      }
    }
  }

  private void follow(OutputStream out, long deadline) throws IOException, InterruptedException {
    long bookmarkAt = System.nanoTime() + BOOKMARK_NANOS;
    while (!stopped && !history.isClosed()) {
      long now = System.nanoTime();
      if (now - deadline >= 0) {
        return;
      }
      if (bookmarks && now - bookmarkAt >= 0) {
        writeBookmark(out, false);
        out.flush();
        bookmarkAt = now + BOOKMARK_NANOS;
      }
      long wakeAt = bookmarks ? Math.min(deadline, bookmarkAt) : deadline;
      long current = store.revision();
      List<Change> changes =
          history.after(seen, Duration.ofNanos(wakeAt - System.nanoTime()), () -> stopped);
      for (Change change : changes) {
        write(out, change);
      }
      if (changes.isEmpty()) {
        seen = Math.max(seen, current); // so a bookmark can say that nothing was missed
      } else {
        seen = changes.getLast().revision();
        out.flush();
      }
    }
  }

  /** An object that starts or ceases to match is new or gone for this client. */
  private void write(OutputStream out, Change change) throws IOException {
    StoredObject before = change.before();
    boolean matched = before != null && selection.matches(before);
    boolean matches = !change.removed() && selection.matches(change.after());
    if (matches) {
      writeEvent(out, matched ? "MODIFIED" : "ADDED", change.after().bytes());
    } else if (matched) {
      writeEvent(out, "DELETED", lastSeen(change));
    }
  }

  /** What a client saw last of an object, with the revision at which it lost it. */
  private byte[] lastSeen(Change change) {
    StoredObject before = change.before();
    if (change.removed() || before == null) {
      return change.after().bytes();
    }
    return new StoredObject(selection.type(), before.copy(), change.revision()).bytes();
  }

  private void writeBookmark(OutputStream out, boolean endOfInitialEvents) throws IOException {
    ObjectNode object = Json.object();
    object.put("kind", selection.type().kind());
    object.put("apiVersion", selection.type().apiVersion());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(seen));
    metadata.putNull("creationTimestamp");
    if (endOfInitialEvents) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    writeEvent(out, "BOOKMARK", Json.bytes(object));
  }

  private static void writeEvent(OutputStream out, String type, byte[] object) throws IOException {
    out.write("{\"type\":\"%s\",\"object\":".formatted(type).getBytes(StandardCharsets.UTF_8));
    out.write(object);
    out.write('}');
    out.write('\n');
  }
}
