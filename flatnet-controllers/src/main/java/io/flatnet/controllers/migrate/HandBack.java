package io.flatnet.controllers.migrate;

import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.RangeSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives a cluster back to the reference: {@code usedIP} whole and no ledger of ours, selectors in
 * their Services, no EndpointSlices and no finalizers of ours. Pods, addresses and networks stay as
 * they are. Runs only while no operator leads, and can be run again from any point.
 *
 * <p>For one thread.
 */
public final class HandBack {
  private static final ObjectKey LEASE =
      new ObjectKey(FlatNetwork.NAMESPACE, FlatNetwork.OPERATOR_NAME);

  private final RawStore store;
  private final Dialogue dialogue;
  private final Pace pace;
  private final InstantSource clock;
  private final Tally tally = new Tally();
  private final Writes writes;

  /**
   * A return that has not begun.
   *
   * @param pace waits between two writes
   * @param clock the time that Leases are compared with; the API server's, more or less
   */
  public HandBack(RawStore store, Dialogue dialogue, Pace pace, InstantSource clock) {
    this.store = store;
    this.dialogue = dialogue;
    this.pace = pace;
    this.clock = clock;
    this.writes = new Writes(store, dialogue, tally, false);
  }

  /** Everything that is looked at. */
  private record Inventory(
      List<JsonObject> ips,
      List<JsonObject> subnets,
      List<JsonObject> services,
      List<JsonObject> slices) {
    static final Inventory NONE = new Inventory(List.of(), List.of(), List.of(), List.of());
  }

  /**
   * What stands in the way: an operator that leads, addresses and subnets on their way out, lists
   * that could not be read. Empty when the cluster can be handed back.
   */
  public List<String> blockers() {
    List<String> blockers = new ArrayList<>();
    switch (store.get(ResourceType.LEASES, LEASE)) {
      case Outcome.Done<JsonObject>(JsonObject lease) ->
          HandBackPlanner.leader(lease, clock.instant())
              .ifPresent(
                  leader ->
                      blockers.add(
                          "an operator leads, %s; scale the Deployment %s to 0 and wait for its pods to go"
                              .formatted(leader, FlatNetwork.OPERATOR_NAME)));
      case Outcome.NotFound<JsonObject> _ -> {}
      case Outcome.Failure<JsonObject> failure -> blockers.add(failure.message());
    }
    Set<String> pods = new HashSet<>();
    for (JsonObject pod : list(ResourceType.PODS, blockers)) {
      pods.add(Json.text(Json.metadata(pod), "uid"));
    }
    Inventory objects = objects(blockers);
    objects.ips().forEach(ip -> HandBackPlanner.blocker(ip, pods).ifPresent(blockers::add));
    Map<String, RangeSet> used = HandBackPlanner.used(objects.ips());
    for (JsonObject subnet : objects.subnets()) {
      if (Json.isDeleting(subnet) && used.containsKey(Json.key(subnet).name())) {
        blockers.add(
            "FlatNetworkSubnet \"" + Json.key(subnet) + "\": deleted, and pods still use it");
      }
    }
    return blockers;
  }

  /** Shows every write and carries none out. */
  public Tally show() {
    Inventory objects = objects();
    Map<String, RangeSet> used = HandBackPlanner.used(objects.ips());
    Consumer<Change> shown =
        change -> {
          tally.change(change);
          dialogue.show(change);
        };
    for (JsonObject ip : objects.ips()) {
      withoutFinalizer(ResourceType.FLAT_NETWORK_IPS, ip).ifPresent(shown);
    }
    for (JsonObject subnet : objects.subnets()) {
      HandBackPlanner.status(subnet, usedOf(subnet, used)).ifPresent(shown);
      withoutFinalizer(ResourceType.FLAT_NETWORK_SUBNETS, subnet).ifPresent(shown);
    }
    for (JsonObject service : objects.services()) {
      plan(service).ifPresent(shown);
    }
    for (JsonObject slice : objects.slices()) {
      tally.look();
      dialogue.say("EndpointSlice \"" + Json.key(slice) + "\" is deleted");
    }
    return tally;
  }

  /**
   * Writes all of it. Nothing may stand in the way: see {@link #blockers}.
   *
   * @throws InterruptedException when the thread is interrupted between two writes
   */
  public Tally run() throws InterruptedException {
    Inventory objects = objects();
    Map<String, RangeSet> used = HandBackPlanner.used(objects.ips());
    // No address is given away meanwhile: nobody leads. A subnet keeps our finalizer until its
    // status is as the reference reads it.
    for (JsonObject ip : objects.ips()) {
      Optional<Change> change = withoutFinalizer(ResourceType.FLAT_NETWORK_IPS, ip);
      if (change.isPresent()) {
        write(change.get(), writes.write(change.get()));
      }
    }
    for (JsonObject subnet : objects.subnets()) {
      giveBack(subnet, usedOf(subnet, used));
    }
    for (JsonObject service : objects.services()) {
      Optional<Change> change = plan(service);
      if (change.isPresent()) {
        putBack(change.get());
      }
    }
    for (JsonObject slice : objects.slices()) {
      remove(slice);
    }
    return tally;
  }

  private void giveBack(JsonObject subnet, RangeSet used) throws InterruptedException {
    JsonObject current = subnet;
    Optional<Change> status = HandBackPlanner.status(subnet, used);
    if (status.isPresent()) {
      Change change = status.get();
      JsonObject patch = Objects.requireNonNull(change.patch());
      Outcome<JsonObject> outcome = store.patchStatus(change.type(), change.key(), patch);
      write(change, outcome);
      if (!(outcome instanceof Outcome.Done<JsonObject>(JsonObject written))) {
        return;
      }
      current = written;
    }
    Optional<Change> finalizer = withoutFinalizer(ResourceType.FLAT_NETWORK_SUBNETS, current);
    if (finalizer.isPresent()) {
      write(finalizer.get(), writes.write(finalizer.get()));
    }
  }

  private void putBack(Change change) throws InterruptedException {
    Outcome<JsonObject> outcome = writes.write(change);
    if (outcome instanceof Outcome.Invalid) {
      Change single = HandBackPlanner.singleStack(change);
      write(single, writes.write(single));
    } else {
      write(change, outcome);
    }
  }

  private void remove(JsonObject slice) throws InterruptedException {
    ObjectKey key = Json.key(slice);
    String uid = Json.text(Json.metadata(slice), "uid");
    switch (store.delete(ResourceType.ENDPOINT_SLICES, key, uid)) {
      case Outcome.NotFound<JsonObject> _ -> {}
      case Outcome.Failure<JsonObject> failure ->
          writes.fail(Writes.title(ResourceType.ENDPOINT_SLICES, key), failure.message());
      case Outcome.Done<JsonObject> _ -> dialogue.say("EndpointSlice \"" + key + "\": deleted");
    }
    pace.rest();
  }

  private void write(Change change, Outcome<JsonObject> outcome) throws InterruptedException {
    switch (outcome) {
      case Outcome.Done<JsonObject> _ -> writes.wrote(change);
      case Outcome.NotFound<JsonObject> _ -> {} // it went by itself
      case Outcome.Failure<JsonObject> failure -> writes.fail(change.title(), failure.message());
    }
    pace.rest();
  }

  private Optional<Change> withoutFinalizer(ResourceType<?> type, JsonObject object) {
    tally.look();
    boolean isSubnet = type.equals(ResourceType.FLAT_NETWORK_SUBNETS);
    return HandBackPlanner.withoutFinalizer(
        type, object, isSubnet ? FlatNetwork.IN_USE_FINALIZER : FlatNetwork.ADDRESS_FINALIZER);
  }

  private Optional<Change> plan(JsonObject service) {
    tally.look();
    return switch (HandBackPlanner.service(service)) {
      case Plan.Nothing _ -> Optional.empty();
      case Plan.Skip skip -> {
        writes.skip(Writes.title(ResourceType.SERVICES, Json.key(service)), skip);
        yield Optional.empty();
      }
      case Plan.Write(Change change) -> Optional.of(change);
    };
  }

  private static RangeSet usedOf(JsonObject subnet, Map<String, RangeSet> used) {
    return used.getOrDefault(Json.key(subnet).name(), RangeSet.empty());
  }

  private Inventory objects() {
    List<String> failures = new ArrayList<>();
    Inventory objects = objects(failures);
    failures.forEach(failure -> writes.fail("the cluster", failure));
    return failures.isEmpty() ? objects : Inventory.NONE;
  }

  private Inventory objects(List<String> failures) {
    return new Inventory(
        list(ResourceType.FLAT_NETWORK_IPS, failures),
        list(ResourceType.FLAT_NETWORK_SUBNETS, failures),
        list(ResourceType.SERVICES, failures),
        list(ResourceType.ENDPOINT_SLICES, failures).stream()
            .filter(HandBackPlanner::isOurs)
            .toList());
  }

  private List<JsonObject> list(ResourceType<?> type, List<String> failures) {
    Outcome<List<JsonObject>> outcome = store.all(type);
    if (outcome instanceof Outcome.Failure<List<JsonObject>> failure) {
      failures.add(failure.message());
    }
    return outcome.answer().orElse(List.of());
  }
}
