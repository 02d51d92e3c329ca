package io.flatnet.operator.webhook;

import io.flatnet.controllers.ClusterCaches;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.webhook.Admission;
import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges by the caches of the controllers that run now. Controllers that lost the Lease are
 * replaced by others with caches of their own; until those are filled the old ones go on being
 * read, so that a replica which stands by again is not without a view meanwhile. Safe for use by
 * many threads.
 */
public final class LiveJudge implements Function<AdmissionRequest, Verdict> {
  /**
   * How long a live read may take: the API server waits 5 s for a verdict, and then nobody reads
   * why there is none.
   */
  public static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

  private final ClusterStore store;
  private @Nullable Admission current;
  private @Nullable CachedCluster next;

  /**
   * A judge that knows no cluster yet.
   *
   * @param store for what is read live, with a time limit below that of a review
   */
  public LiveJudge(ClusterStore store) {
    this.store = store;
  }

  /** Has it read these caches, which are not filled yet, as soon as they are. */
  public synchronized void follow(ClusterCaches caches) {
    next = new CachedCluster(caches, store);
  }

  /** Whether it knows the cluster; once it does, it always does. Costs little. */
  public boolean isReady() {
    return admission() != null;
  }

  /**
   * The verdict on one request.
   *
   * @throws IllegalStateException before it is ready
   */
  @Override
  public Verdict apply(AdmissionRequest request) {
    Admission admission = admission();
    if (admission == null) {
      throw new IllegalStateException(
          "cannot judge a request: the caches must be filled, got none; ask isReady() first");
    }
    return admission.judge(request);
  }

  private synchronized @Nullable Admission admission() {
    if (next != null && next.isSynced()) {
      current = new Admission(next);
      next = null;
    }
    return current;
  }
}
