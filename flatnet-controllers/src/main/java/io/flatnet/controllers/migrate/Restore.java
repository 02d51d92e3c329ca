package io.flatnet.controllers.migrate;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import java.util.List;
import java.util.Map;

/**
 * Brings the objects of a backup back. What is there and says the same stays; what says something
 * else is shown as a change and overwritten only when that is confirmed. Fields that backups do not
 * have, such as owners and a status, stay as they are. For one thread.
 */
public final class Restore {
  private static final int DEFINITION_CHECKS = 60;

  private final RawStore store;
  private final Dialogue dialogue;
  private final Pace pace;
  private final Pace settling;
  private final Tally tally = new Tally();
  private final Writes writes;

  /**
   * A restore that has not begun.
   *
   * @param pace waits between two writes
   * @param settling waits for a moment: a definition that was just made is not yet served
   */
  public Restore(RawStore store, Dialogue dialogue, boolean dryRun, Pace pace, Pace settling) {
    this.store = store;
    this.dialogue = dialogue;
    this.pace = pace;
    this.settling = settling;
    this.writes = new Writes(store, dialogue, tally, dryRun);
  }

  /** Restores all objects in their order. */
  public Tally run(List<JsonObject> objects) throws InterruptedException {
    long done = 0;
    for (JsonObject object : objects) {
      if (tally.isStopped()) {
        break;
      }
      tally.look();
      ResourceType<?> type = BackupObject.type(object).orElseThrow();
      restore(type, object);
      dialogue.progress("objects", ++done, objects.size());
    }
    return tally;
  }

  private void restore(ResourceType<?> type, JsonObject wanted) throws InterruptedException {
    String title = Writes.title(type, Json.key(wanted));
    String again = null;
    for (int attempt = 0; attempt < Writes.ATTEMPTS; attempt++) {
      Change change;
      switch (store.get(type, Json.key(wanted))) {
        case Outcome.NotFound<JsonObject> _ -> change = Change.create(type, wanted, List.of());
        case Outcome.Done<JsonObject>(JsonObject live) -> {
          JsonObject patch = difference(compared(live), compared(wanted));
          if (patch.isEmpty()) {
            return;
          }
          change = Change.of(type, live, patch, false, List.of());
        }
        case Outcome.Failure<JsonObject> failure -> {
          writes.fail(title, failure.message());
          return;
        }
      }
      if (!writes.isWanted(change, again)) {
        return;
      }
      if (!(writes.write(change) instanceof Outcome.Failure<JsonObject> failure)) {
        writes.wrote(change);
        awaitServed(type, wanted);
        pace.rest();
        return;
      }
      again = failure.message();
      if (!Writes.isOpen(failure)) {
        writes.fail(title, again);
        return;
      }
    }
    writes.fail(title, again + "; run it again");
  }

  /** Objects of a definition that was just made are refused until it is served. */
  private void awaitServed(ResourceType<?> type, JsonObject definition)
      throws InterruptedException {
    if (!type.equals(OldResources.DEFINITIONS)) {
      return;
    }
    for (int check = 0; check < DEFINITION_CHECKS; check++) {
      boolean served =
          BackupObject.TYPES.stream()
              .filter(other -> other.rbacName().equals(Json.key(definition).name()))
              .noneMatch(other -> store.page(other, 1, "") instanceof Outcome.NotFound);
      if (served) {
        return;
      }
      settling.rest();
    }
  }

  /** Without what kubectl writes for itself, also when it creates from a backup. */
  private static JsonObject compared(JsonObject object) {
    JsonObject copy = BackupObject.of(object);
    Json.object(copy, "metadata", "annotations").remove(SubnetMigration.LAST_APPLIED);
    return BackupObject.of(copy); // no annotations at all, if that was the only one
  }

  /**
   * The merge patch that makes the one object say what the other does; a JSON null is the same as
   * nothing, since a merge patch cannot tell them apart.
   */
  static JsonObject difference(JsonObject from, JsonObject to) {
    JsonObject patch = new JsonObject();
    for (Map.Entry<String, JsonElement> member : to.entrySet()) {
      JsonElement before = from.get(member.getKey());
      JsonElement after = member.getValue();
      if (before instanceof JsonObject one && after instanceof JsonObject other) {
        JsonObject part = difference(one, other);
        if (!part.isEmpty()) {
          patch.add(member.getKey(), part);
        }
      } else if (!after.isJsonNull() && !after.equals(before)) {
        patch.add(member.getKey(), after);
      }
    }
    for (Map.Entry<String, JsonElement> member : from.entrySet()) {
      boolean wanted = to.has(member.getKey()) && !to.get(member.getKey()).isJsonNull();
      if (!wanted && !member.getValue().isJsonNull()) {
        patch.add(member.getKey(), JsonNull.INSTANCE);
      }
    }
    return patch;
  }
}
