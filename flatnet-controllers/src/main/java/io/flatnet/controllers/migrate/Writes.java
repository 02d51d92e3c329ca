package io.flatnet.controllers.migrate;

import com.google.gson.JsonObject;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import org.jspecify.annotations.Nullable;

/** Asks for writes, carries them out, and keeps the tally of them. For one thread. */
final class Writes {
  /** How often an object is read and shown again before it counts as failed. */
  static final int ATTEMPTS = 5;

  private final RawStore store;
  private final Dialogue dialogue;
  private final Tally tally;
  private final boolean dryRun;

  Writes(RawStore store, Dialogue dialogue, Tally tally, boolean dryRun) {
    this.store = store;
    this.dialogue = dialogue;
    this.tally = tally;
    this.dryRun = dryRun;
  }

  /**
   * Whether the administrator wants a write; in a dry run it is shown and nobody does.
   *
   * @param again why it is asked once more, or null
   */
  boolean isWanted(Change change, @Nullable String again) {
    if (dryRun) {
      dialogue.show(change);
      tally.change(change);
      return false;
    }
    return switch (dialogue.ask(change, again)) {
      case YES -> true;
      case NO -> {
        tally.decline();
        yield false;
      }
      case QUIT -> {
        tally.stop();
        yield false;
      }
    };
  }

  Outcome<JsonObject> write(Change change) {
    JsonObject patch = change.patch();
    return patch == null
        ? store.create(change.type(), change.after())
        : store.patch(change.type(), change.key(), patch);
  }

  /** Whether reading the object again can help: somebody wrote it, or nobody knows. */
  static boolean isOpen(Outcome.Failure<?> failure) {
    return failure instanceof Outcome.Conflict
        || failure instanceof Outcome.AlreadyExists
        || failure instanceof Outcome.Unavailable;
  }

  void wrote(Change change) {
    tally.change(change);
    dialogue.wrote(change);
  }

  void skip(String title, Plan.Skip skip) {
    tally.skip(title, skip);
    dialogue.skipped(title, skip.reason(), skip.isFault());
  }

  void fail(String title, String reason) {
    tally.fail(title, reason);
    dialogue.failed(title, reason);
  }

  /** {@code Deployment "namespace/name"}. */
  static String title(ResourceType<?> type, ObjectKey key) {
    return type.kind() + " \"" + key + "\"";
  }
}
