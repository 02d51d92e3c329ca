package io.flatnet.controllers.migrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.api.wire.WireJson;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Migrates a cluster object by object: subnets, workloads, Services, Ingresses, Namespaces. What
 * one object needs is one write, so whatever ends a run, the next goes on with the objects that are
 * left.
 *
 * <p>Every patch names the version that was shown. Where somebody else wrote the object since, or
 * nobody knows whether the write happened, the object is read, planned and shown again.
 *
 * <p>For one thread. A second one, which ends with {@link #run}, reads the next part of a list
 * while one is worked on.
 */
public final class Migrator {
  private final RawStore store;
  private final MigrationSettings settings;
  private final Dialogue dialogue;
  private final Pace pace;
  private final Tally tally = new Tally();
  private final Writes writes;
  private final List<FlatNetworkSubnet> subnets = new ArrayList<>();
  private final Set<String> subnetNames = new HashSet<>();
  private @Nullable Pending pending;

  /** A migration that has not begun. */
  public Migrator(RawStore store, MigrationSettings settings, Dialogue dialogue, Pace pace) {
    this.store = store;
    this.settings = settings;
    this.dialogue = dialogue;
    this.pace = pace;
    this.writes = new Writes(store, dialogue, tally, settings.dryRun());
  }

  /** A write under way. */
  private record Pending(
      Change change, Function<JsonObject, Plan> planner, Future<Outcome<JsonObject>> outcome) {}

  /** A list or an object could not be read, so that nobody knows what is to be done. */
  private static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  /**
   * Migrates everything that there is. A cluster without the old resources has nothing to do.
   *
   * @throws InterruptedException when the thread is interrupted between two writes
   */
  public Tally run() throws InterruptedException {
    try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
      return run(beside);
    }
  }

  private Tally run(ExecutorService beside) throws InterruptedException {
    switch (store.page(OldResources.SUBNETS, 1, "")) {
      case Outcome.NotFound<RawStore.Page> _ -> {
        dialogue.say(
            "there are no "
                + OldResources.SUBNETS.rbacName()
                + " in this cluster: nothing to migrate");
        return tally;
      }
      case Outcome.Unavailable<RawStore.Page> failure -> {
        writes.fail("the API server", failure.message());
        return tally;
      }
      case Outcome<RawStore.Page> _ -> {} // what may not be listed is told below
    }
    if (!readSubnets()) {
      return tally;
    }
    each(beside, OldResources.SUBNETS, this::subnet);
    for (ResourceType<?> kind : settings.workloads()) {
      WorkloadMigration planner =
          new WorkloadMigration(kind, settings.pauseRollouts(), subnetNames::contains);
      each(beside, kind, object -> handle(beside, kind, object, planner::plan));
    }
    if (settings.services()) {
      each(beside, ResourceType.SERVICES, this::service);
    }
    for (ResourceType<?> kind : List.of(ResourceType.INGRESSES, ResourceType.NAMESPACES)) {
      each(
          beside,
          kind,
          object -> handle(beside, kind, object, o -> MetadataMigration.plan(kind, o)));
    }
    return tally;
  }

  private boolean readSubnets() {
    Outcome<List<JsonObject>> listed = store.all(ResourceType.FLAT_NETWORK_SUBNETS);
    if (!(listed instanceof Outcome.Done<List<JsonObject>>(List<JsonObject> all))) {
      writes.fail(
          "FlatNetworkSubnets",
          listed instanceof Outcome.NotFound
              ? "the cluster has no such resource; apply the operator's CRDs first"
              : ((Outcome.Failure<?>) listed).message());
      return false;
    }
    all.forEach(this::know);
    return true;
  }

  private void know(JsonObject subnet) {
    subnetNames.add(Json.key(subnet).name());
    try {
      subnets.add(WireJson.read(subnet.toString(), FlatNetworkSubnet.class));
    } catch (JsonProcessingException e) {
      writes.fail(
          Writes.title(ResourceType.FLAT_NETWORK_SUBNETS, Json.key(subnet)),
          "it cannot be read: " + e.getOriginalMessage());
    }
  }

  // ---- lists

  private interface Visit {
    void object(JsonObject object) throws InterruptedException, UnreadableException;
  }

  /** Looks at every object of a resource, one part of the list after the other. */
  private void each(ExecutorService beside, ResourceType<?> type, Visit visit)
      throws InterruptedException {
    each(type, new PagesAhead(beside, store, type, settings.listLimit()), visit);
    settle();
  }

  private void each(ResourceType<?> type, PagesAhead pages, Visit visit)
      throws InterruptedException {
    long done = 0;
    String what = type.kind() + (type.kind().endsWith("s") ? "es" : "s");
    while (pages.hasNext() && !tally.isStopped()) {
      Outcome<RawStore.Page> outcome = pages.next();
      if (!(outcome instanceof Outcome.Done<RawStore.Page>(RawStore.Page page))) {
        writes.fail(what, ((Outcome.Failure<RawStore.Page>) outcome).message());
        return;
      }
      long total = done + page.items().size() + page.remaining();
      for (JsonObject object : page.items()) {
        if (tally.isStopped()) {
          return;
        }
        tally.look();
        try {
          visit.object(object);
        } catch (UnreadableException e) {
          writes.fail(Writes.title(type, Json.key(object)), String.valueOf(e.getMessage()));
        }
        dialogue.progress(what, ++done, total);
      }
    }
  }

  // ---- kinds

  private void subnet(JsonObject old) throws InterruptedException {
    ObjectKey key = Json.key(old);
    if (!key.namespace().equals(Macvlan.NAMESPACE)) {
      writes.skip(
          Writes.title(OldResources.SUBNETS, key),
          new Plan.Skip("the old system looks only into namespace " + Macvlan.NAMESPACE, false));
      return;
    }
    Plan plan = SubnetMigration.plan(old, subnets);
    if (plan instanceof Plan.Skip skip) {
      writes.skip(Writes.title(OldResources.SUBNETS, key), skip);
    } else if (plan instanceof Plan.Write(Change change) && make(change)) {
      know(change.after());
    }
  }

  private void service(JsonObject service) throws InterruptedException, UnreadableException {
    if (!ServiceMigration.isOld(service)) {
      return;
    }
    String namespace = Json.key(service).namespace();
    ObjectKey target = new ObjectKey(namespace, ServiceMigration.newName(service));
    if (find(target).isPresent()) {
      return; // migrated before, or the operator was quicker
    }
    Optional<JsonObject> original =
        find(new ObjectKey(namespace, ServiceMigration.originalName(service)));
    switch (ServiceMigration.plan(service, original.orElse(null))) {
      case Plan.Nothing _ -> {}
      case Plan.Skip skip ->
          writes.skip(Writes.title(ResourceType.SERVICES, Json.key(service)), skip);
      case Plan.Write(Change change) -> make(change);
    }
  }

  private Optional<JsonObject> find(ObjectKey service) throws UnreadableException {
    return switch (store.get(ResourceType.SERVICES, service)) {
      case Outcome.Done<JsonObject>(JsonObject found) -> Optional.of(found);
      case Outcome.NotFound<JsonObject> _ -> Optional.empty();
      case Outcome.Failure<JsonObject> failure -> throw new UnreadableException(failure.message());
    };
  }

  // ---- writes

  /** Makes an object; whether it is there in the end, or would be. */
  private boolean make(Change change) throws InterruptedException {
    String again = null;
    for (int attempt = 0; attempt < Writes.ATTEMPTS; attempt++) {
      if (!writes.isWanted(change, again)) {
        return settings.dryRun();
      }
      Outcome<JsonObject> outcome = writes.write(change);
      if (outcome instanceof Outcome.Failure<JsonObject> failure) {
        again = failure.message();
        if (!Writes.isOpen(failure)) {
          writes.fail(change.title(), again);
          return false;
        }
        if (store.get(change.type(), change.key()) instanceof Outcome.Failure) {
          continue;
        }
      }
      wrote(change); // by this write, or by one whose answer was lost, or by whomever
      return true;
    }
    writes.fail(change.title(), again + "; run it again");
    return false;
  }

  /** Plans for an object, and begins to write what is planned. */
  private void handle(
      ExecutorService beside,
      ResourceType<?> type,
      JsonObject object,
      Function<JsonObject, Plan> planner)
      throws InterruptedException {
    Plan plan = planner.apply(object);
    if (plan instanceof Plan.Write(Change change)) {
      dialogue.prepare(change);
    }
    settle();
    if (tally.isStopped()) {
      return;
    }
    switch (plan) {
      case Plan.Nothing _ -> {}
      case Plan.Skip skip -> writes.skip(Writes.title(type, Json.key(object)), skip);
      case Plan.Write(Change change) -> {
        if (writes.isWanted(change, null)) {
          pending = new Pending(change, planner, beside.submit(() -> writes.write(change)));
        }
      }
    }
  }

  /** Waits for the write under way, if there is one. */
  private void settle() throws InterruptedException {
    Pending write = pending;
    pending = null;
    if (write == null) {
      return;
    }
    Change change = write.change();
    switch (Futures.get(write.outcome())) {
      case Outcome.Failure<JsonObject> failure when Writes.isOpen(failure) ->
          again(change, write.planner(), failure.message());
      case Outcome.Failure<JsonObject> failure -> writes.fail(change.title(), failure.message());
      case Outcome.Done<JsonObject> _ -> wrote(change);
    }
  }

  /** Reads an object, plans for it and writes what is planned, until that is done or refused. */
  private void again(Change first, Function<JsonObject, Plan> planner, String reason)
      throws InterruptedException {
    String why = reason;
    for (int attempt = 1; attempt < Writes.ATTEMPTS; attempt++) {
      JsonObject current;
      switch (store.get(first.type(), first.key())) {
        case Outcome.Done<JsonObject>(JsonObject live) -> current = live;
        case Outcome.NotFound<JsonObject> _ -> {
          return; // its owner deleted it
        }
        case Outcome.Failure<JsonObject> unread -> {
          why = unread.message();
          continue;
        }
      }
      switch (planner.apply(current)) {
        case Plan.Nothing _ -> {
          return;
        }
        case Plan.Skip skip -> {
          writes.skip(first.title(), skip);
          return;
        }
        case Plan.Write(Change change) -> {
          if (!writes.isWanted(change, why)) {
            return;
          }
          Outcome<JsonObject> outcome = writes.write(change);
          if (!(outcome instanceof Outcome.Failure<JsonObject> failure)) {
            wrote(change);
            return;
          }
          why = failure.message();
          if (!Writes.isOpen(failure)) {
            writes.fail(change.title(), why);
            return;
          }
        }
      }
    }
    writes.fail(first.title(), why + "; run it again");
  }

  private void wrote(Change change) throws InterruptedException {
    writes.wrote(change);
    pace.rest();
  }
}
