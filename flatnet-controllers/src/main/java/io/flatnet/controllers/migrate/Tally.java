package io.flatnet.controllers.migrate;

import java.util.ArrayList;
import java.util.List;

/** What became of the objects of one run. For one thread. */
public final class Tally {
  private long looked;
  private long changed;
  private long declined;
  private long skipped;
  private boolean stopped;
  private final List<String> failures = new ArrayList<>();
  private final List<String> rolling = new ArrayList<>();
  private final List<String> paused = new ArrayList<>();
  private final List<String> left = new ArrayList<>();

  /** Objects that were looked at. */
  public long looked() {
    return looked;
  }

  /** Objects that were written, or would have been in a dry run. */
  public long changed() {
    return changed;
  }

  /** Objects that the administrator did not want written. */
  public long declined() {
    return declined;
  }

  /** Objects that are left as they are for a reason of their own. */
  public long skipped() {
    return skipped;
  }

  /** Whether the administrator ended the run early. */
  public boolean isStopped() {
    return stopped;
  }

  /** What somebody has to see to, one line each. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** The workloads whose pods are replaced now. */
  public List<String> rolling() {
    return List.copyOf(rolling);
  }

  /** The Deployments that were paused, as {@code namespace/name}. */
  public List<String> paused() {
    return List.copyOf(paused);
  }

  /** The workloads that are left because their rollout cannot be paused. */
  public List<String> left() {
    return List.copyOf(left);
  }

  void look() {
    looked++;
  }

  void decline() {
    declined++;
  }

  void stop() {
    stopped = true;
  }

  void skip(String title, Plan.Skip skip) {
    if (skip.isFault()) {
      failures.add(title + ": " + skip.reason());
    } else {
      skipped++;
    }
    if (skip.waits()) {
      left.add(title);
    }
  }

  void fail(String title, String reason) {
    failures.add(title + ": " + reason);
  }

  void change(Change change) {
    changed++;
    if (change.rolls()) {
      if (Json.isTrue(Json.object(change.after(), "spec"), "paused")) {
        paused.add(change.key().toString());
      } else {
        rolling.add(change.title());
      }
    }
  }
}
