package io.flatnet.controllers.migrate;

import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The parts of a list, each read while the one before it is worked on. For one thread. */
final class PagesAhead {
  private final ExecutorService reader;
  private final RawStore store;
  private final ResourceType<?> type;
  private final int limit;
  private @Nullable Future<Outcome<RawStore.Page>> ahead;

  /** Begins to read the first part. */
  PagesAhead(ExecutorService reader, RawStore store, ResourceType<?> type, int limit) {
    this.reader = reader;
    this.store = store;
    this.type = type;
    this.limit = limit;
    this.ahead = read("");
  }

  private Future<Outcome<RawStore.Page>> read(String next) {
    return reader.submit(() -> store.page(type, limit, next));
  }

  /** Whether a part has not been taken yet. */
  boolean hasNext() {
    return ahead != null;
  }

  /** Waits for the next part, and begins to read the one after it; a failure is the last. */
  Outcome<RawStore.Page> next() throws InterruptedException {
    if (ahead == null) {
      throw new NoSuchElementException();
    }
    Outcome<RawStore.Page> outcome = Futures.get(ahead);
    ahead =
        outcome instanceof Outcome.Done<RawStore.Page>(RawStore.Page page) && !page.next().isEmpty()
            ? read(page.next())
            : null;
    return outcome;
  }
}
