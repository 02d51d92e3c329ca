package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.controllers.namespace.NetworkAttachmentDefinition;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the old system's objects away once no pod has an address of it: its Services, its networks
 * for Multus, its subnets and its definitions. Finalizers of the old operator, which is gone
 * perhaps, are taken off.
 *
 * <p>For one thread.
 */
public final class Cleanup {
  private static final int GONE_CHECKS = 120;

  private final RawStore store;
  private final Dialogue dialogue;
  private final Pace pace;
  private final Pace settling;
  private final Tally tally = new Tally();
  private final Writes writes;

  /**
   * A cleanup that has not begun.
   *
   * @param pace waits between two deletions
   * @param settling waits for a moment: definitions go only after their objects
   */
  public Cleanup(RawStore store, Dialogue dialogue, Pace pace, Pace settling) {
    this.store = store;
    this.dialogue = dialogue;
    this.pace = pace;
    this.settling = settling;
    this.writes = new Writes(store, dialogue, tally, false);
  }

  /** An object that goes. */
  private record Target(ResourceType<?> type, ObjectKey key) {
    String title() {
      return Writes.title(type, key);
    }
  }

  /**
   * What is to be taken away.
   *
   * @param targets titles of the objects in the order in which they go
   * @param inUse MacvlanIPs of pods, as {@code namespace/name}; while there is one nothing goes
   * @param failures lists that could not be read
   */
  public record Findings(List<String> targets, List<String> inUse, List<String> failures) {}

  /** Looks at what there is, and changes nothing. */
  public Findings look() {
    List<String> failures = new ArrayList<>();
    List<String> inUse = inUse(failures);
    List<String> titles = targets(failures).stream().map(Target::title).toList();
    return new Findings(titles, inUse, failures);
  }

  /**
   * Takes all away that {@link #look} finds now. A pod that got an address since stops it.
   *
   * @throws InterruptedException when the thread is interrupted between two deletions
   */
  public Tally run() throws InterruptedException {
    List<String> failures = new ArrayList<>();
    List<String> inUse = inUse(failures);
    List<Target> targets = targets(failures);
    failures.forEach(failure -> writes.fail("the old objects", failure));
    for (String pod : inUse) {
      writes.fail("MacvlanIP \"" + pod + "\"", "its pod has an address of the old system again");
    }
    if (!tally.failures().isEmpty()) {
      return tally;
    }
    long done = 0;
    for (Target target : targets) {
      tally.look();
      remove(target);
      dialogue.progress("objects", ++done, targets.size());
    }
    return tally;
  }

  /**
   * Every MacvlanIP is a pod's, but for one that is on its way out and whose pod is no more: only a
   * finalizer of the old operator keeps it.
   */
  private List<String> inUse(List<String> failures) {
    List<String> inUse = new ArrayList<>();
    for (JsonObject ip : list(OldResources.ADDRESSES, failures)) {
      if (!isLeftOver(ip)) {
        inUse.add(Json.key(ip).toString());
      }
    }
    return inUse;
  }

  private boolean isLeftOver(JsonObject ip) {
    if (!Json.isDeleting(ip)) {
      return false;
    }
    return switch (store.get(ResourceType.PODS, Json.key(ip))) {
      case Outcome.NotFound<JsonObject> _ -> true;
      case Outcome.Done<JsonObject>(JsonObject pod) -> {
        String uid = Json.text(Json.object(ip, "spec"), "podId");
        yield !uid.isEmpty() && !uid.equals(Json.text(Json.metadata(pod), "uid"));
      }
      case Outcome.Failure<JsonObject> _ -> false; // nobody knows
    };
  }

  private List<Target> targets(List<String> failures) {
    List<Target> targets = new ArrayList<>();
    for (JsonObject service : list(ResourceType.SERVICES, failures)) {
      if (ServiceMigration.isOld(service)) {
        targets.add(new Target(ResourceType.SERVICES, Json.key(service)));
      }
    }
    for (JsonObject network : list(NetworkAttachmentDefinition.RESOURCE, failures)) {
      if (Json.key(network).name().equals(Macvlan.NETWORK_NAME)) {
        targets.add(new Target(NetworkAttachmentDefinition.RESOURCE, Json.key(network)));
      }
    }
    for (ResourceType<?> type : List.of(OldResources.ADDRESSES, OldResources.SUBNETS)) {
      list(type, failures).forEach(object -> targets.add(new Target(type, Json.key(object))));
    }
    for (ResourceType<?> type : List.of(OldResources.ADDRESSES, OldResources.SUBNETS)) {
      ObjectKey key = new ObjectKey("", type.rbacName());
      switch (store.get(OldResources.DEFINITIONS, key)) {
        case Outcome.Done<JsonObject> _ -> targets.add(new Target(OldResources.DEFINITIONS, key));
        case Outcome.NotFound<JsonObject> _ -> {}
        case Outcome.Failure<JsonObject> failure -> failures.add(failure.message());
      }
    }
    return targets;
  }

  /** All objects; none where the cluster does not have the resource. */
  private List<JsonObject> list(ResourceType<?> type, List<String> failures) {
    return switch (store.all(type)) {
      case Outcome.Done<List<JsonObject>>(List<JsonObject> all) -> all;
      case Outcome.NotFound<List<JsonObject>> _ -> List.of();
      case Outcome.Failure<List<JsonObject>> failure -> {
        failures.add(failure.message());
        yield List.of();
      }
    };
  }

  // ---- writes

  private void remove(Target target) throws InterruptedException {
    @Nullable JsonObject live = read(target);
    if (live == null) {
      return;
    }
    if (!Json.isDeleting(live)) {
      String uid = Json.text(Json.metadata(live), "uid");
      Outcome<JsonObject> outcome = store.delete(target.type(), target.key(), uid);
      if (outcome instanceof Outcome.Failure<JsonObject> failure
          && !(outcome instanceof Outcome.NotFound)) {
        writes.fail(target.title(), failure.message());
        return;
      }
      live = read(target);
    }
    boolean ours = target.type().group().equals(Macvlan.GROUP);
    if (live != null && ours && !takeFinalizersOff(target, live)) {
      return;
    }
    if (target.type().equals(OldResources.DEFINITIONS) && !awaitGone(target)) {
      return;
    }
    writes.wrote(Change.create(target.type(), named(target), List.of()));
    pace.rest();
  }

  private static JsonObject named(Target target) {
    JsonObject object = new JsonObject();
    Json.put(
        object,
        Json.of(Map.of("namespace", target.key().namespace(), "name", target.key().name())),
        "metadata");
    return object;
  }

  /** Takes the finalizers off an object of the old group that is on its way out. */
  private boolean takeFinalizersOff(Target target, JsonObject live) {
    if (!(Json.metadata(live).get("finalizers") instanceof JsonArray all) || all.isEmpty()) {
      return true;
    }
    JsonObject patch = new JsonObject();
    Json.put(patch, new JsonArray(), "metadata", "finalizers");
    Json.put(patch, Json.metadata(live).get("uid"), "metadata", "uid");
    Outcome<JsonObject> outcome = store.patch(target.type(), target.key(), patch);
    if (outcome instanceof Outcome.Failure<JsonObject> failure
        && !(outcome instanceof Outcome.NotFound)) {
      writes.fail(target.title(), failure.message());
      return false;
    }
    return true;
  }

  private boolean awaitGone(Target target) throws InterruptedException {
    for (int check = 0; check < GONE_CHECKS; check++) {
      if (store.get(target.type(), target.key()) instanceof Outcome.NotFound) {
        return true;
      }
      settling.rest();
    }
    writes.fail(target.title(), "it is deleted and does not go; see its status for what holds it");
    return false;
  }

  private @Nullable JsonObject read(Target target) {
    return switch (store.get(target.type(), target.key())) {
      case Outcome.Done<JsonObject>(JsonObject live) -> live;
      case Outcome.NotFound<JsonObject> _ -> null;
      case Outcome.Failure<JsonObject> failure -> {
        writes.fail(target.title(), failure.message());
        yield null;
      }
    };
  }
}
