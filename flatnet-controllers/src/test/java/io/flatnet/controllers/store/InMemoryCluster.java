package io.flatnet.controllers.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.flatnet.controllers.store.Faults.Fault;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.JSON;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects of an API server in memory, with resourceVersions, UIDs, finalizers and merge patches
 * as the real one has them, and clients whose requests go wrong as {@link Faults} say. One thread.
 */
public final class InMemoryCluster {
  private static final Set<String> WITH_STATUS =
      Set.of("flatnetworkips", "flatnetworksubnets", "pods");

  private final Map<String, TreeMap<ObjectKey, JsonObject>> objects = new HashMap<>();
  private final List<Runnable> delayed = new ArrayList<>();
  private final List<Runnable> watchers = new ArrayList<>();
  private boolean checkingVersions = true;
  private long version;
  private long uids;

  /** Runs after every write that changed something. */
  public void onWrite(Runnable watcher) {
    watchers.add(watcher);
  }

  /** Breaks the server: writes no longer conflict. For the test of a test. */
  public void ignoreVersions() {
    checkingVersions = false;
  }

  /** Requests that were delayed and are still under way. */
  public int delayed() {
    return delayed.size();
  }

  /** Lets one delayed request arrive. */
  public void arrive(int index) {
    delayed.remove(index).run();
  }

  /** A client whose requests all go well. */
  public ClusterStore client() {
    return client(Faults.NONE);
  }

  /** A client whose requests go wrong as told. */
  public ClusterStore client(Faults faults) {
    return new ClusterStore() {
      @Override
      public <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type) {
        return new Store<>(type, faults);
      }
    };
  }

  private final class Store<T extends KubernetesObject> implements ResourceStore<T> {
    private final ResourceType<T> resource;
    private final Faults faults;
    private final TreeMap<ObjectKey, JsonObject> all;

    Store(ResourceType<T> resource, Faults faults) {
      this.resource = resource;
      this.faults = faults;
      this.all = objects.computeIfAbsent(resource.plural(), plural -> new TreeMap<>());
    }

    @Override
    public Outcome<T> get(ObjectKey key) {
      return request("get", false, () -> read(key));
    }

    @Override
    public Outcome<List<T>> list() {
      return request(
          "list", false, () -> new Outcome.Done<>(all.values().stream().map(this::typed).toList()));
    }

    @Override
    public Outcome<T> create(T object) {
      return request("create", true, () -> createNow(tree(object)));
    }

    @Override
    public Outcome<T> update(T object) {
      return request("update", true, () -> replace(tree(object), false));
    }

    @Override
    public Outcome<T> updateStatus(T object) {
      return request("updateStatus", true, () -> replace(tree(object), true));
    }

    @Override
    public Outcome<T> patch(ObjectKey key, MergePatch patch) {
      return request("patch", true, () -> patchNow(key, patch));
    }

    @Override
    public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
      return request("delete", true, () -> deleteNow(key, uid));
    }

    private <R> Outcome<R> request(String verb, boolean write, Supplier<Outcome<R>> work) {
      Fault fault = faults.next(resource.plural(), verb, write);
      Outcome.Unavailable<R> lost = new Outcome.Unavailable<>("no answer", null);
      return switch (fault) {
        case NONE -> work.get();
        case LOST_REQUEST -> lost;
        case LOST_ANSWER -> {
          var _ = work.get();
          yield lost;
        }
        case DELAYED -> {
          delayed.add(
              () -> {
                var _ = work.get();
              });
          yield lost;
        }
        case CRASH_BEFORE -> throw new Faults.Crash();
        case CRASH_AFTER -> {
          var _ = work.get();
          throw new Faults.Crash();
        }
      };
    }

    private Outcome<T> read(ObjectKey key) {
      JsonObject object = all.get(key);
      return object == null
          ? new Outcome.NotFound<>("no " + key)
          : new Outcome.Done<>(typed(object));
    }

    private Outcome<T> createNow(JsonObject object) {
      ObjectKey key = key(object);
      if (all.containsKey(key)) {
        return new Outcome.AlreadyExists<>(key + " is there");
      }
      JsonObject metadata = object.getAsJsonObject("metadata");
      metadata.addProperty("uid", "uid-" + ++uids);
      metadata.addProperty(
          "creationTimestamp", Instant.ofEpochSecond(1_700_000_000L + version).toString());
      if (WITH_STATUS.contains(resource.plural())) {
        object.remove("status");
      }
      return stored(key, object);
    }

    private Outcome<T> replace(JsonObject object, boolean statusOnly) {
      ObjectKey key = key(object);
      JsonObject old = all.get(key);
      if (old == null) {
        return new Outcome.NotFound<>("no " + key);
      }
      if (differs(object, old, "resourceVersion") || differs(object, old, "uid")) {
        return new Outcome.Conflict<>(key + " was written meanwhile");
      }
      JsonObject next = (statusOnly ? old : object).deepCopy();
      copy(statusOnly ? object : old, next, "status");
      if (!statusOnly) {
        for (String fixed : List.of("uid", "creationTimestamp", "deletionTimestamp")) {
          copy(old.getAsJsonObject("metadata"), next.getAsJsonObject("metadata"), fixed);
        }
      }
      return changed(key, old, next);
    }

    private Outcome<T> patchNow(ObjectKey key, MergePatch patch) {
      JsonObject old = all.get(key);
      if (old == null) {
        return new Outcome.NotFound<>("no " + key);
      }
      JsonObject change = JsonParser.parseString(patch.json()).getAsJsonObject();
      if (change.has("metadata")
          && (differs(change, old, "resourceVersion") || differs(change, old, "uid"))) {
        return new Outcome.Conflict<>(key + " was written meanwhile");
      }
      if (WITH_STATUS.contains(resource.plural())) {
        change.remove("status");
      }
      JsonObject next = old.deepCopy();
      merge(next, change);
      return changed(key, old, next);
    }

    private Outcome<DeleteResult> deleteNow(ObjectKey key, String uid) {
      JsonObject object = all.get(key);
      if (object == null) {
        return new Outcome.NotFound<>("no " + key);
      }
      JsonObject metadata = object.getAsJsonObject("metadata");
      if (!metadata.get("uid").getAsString().equals(uid)) {
        return new Outcome.Conflict<>(key + " is another object");
      }
      if (!hasFinalizers(object)) {
        all.remove(key);
        written();
        return new Outcome.Done<>(DeleteResult.GONE);
      }
      if (!metadata.has("deletionTimestamp")) {
        metadata.addProperty("deletionTimestamp", Instant.ofEpochSecond(1_700_000_000L).toString());
        stored(key, object);
      }
      return new Outcome.Done<>(DeleteResult.TERMINATING);
    }

    private Outcome<T> changed(ObjectKey key, JsonObject old, JsonObject next) {
      JsonElement oldVersion = old.getAsJsonObject("metadata").get("resourceVersion");
      next.getAsJsonObject("metadata").add("resourceVersion", oldVersion);
      if (next.equals(old)) {
        return new Outcome.Done<>(typed(old)); // no change, no version: as the API server does it
      }
      if (next.getAsJsonObject("metadata").has("deletionTimestamp") && !hasFinalizers(next)) {
        all.remove(key);
        written();
        return new Outcome.Done<>(typed(next));
      }
      return stored(key, next);
    }

    private Outcome<T> stored(ObjectKey key, JsonObject object) {
      object.getAsJsonObject("metadata").addProperty("resourceVersion", Long.toString(++version));
      all.put(key, object);
      written();
      return new Outcome.Done<>(typed(object));
    }

    private void written() {
      version++;
      watchers.forEach(Runnable::run);
    }

    private boolean differs(JsonObject given, JsonObject stored, String member) {
      JsonElement asked = given.getAsJsonObject("metadata").get(member);
      return checkingVersions
          && asked != null
          && !asked.isJsonNull()
          && !asked.equals(stored.getAsJsonObject("metadata").get(member));
    }

    private T typed(JsonObject object) {
      return JSON.getGson().fromJson(object.deepCopy(), resource.type());
    }

    private JsonObject tree(T object) {
      return JsonParser.parseString(JSON.serialize(object)).getAsJsonObject();
    }
  }

  private static ObjectKey key(JsonObject object) {
    JsonObject metadata = object.getAsJsonObject("metadata");
    @Nullable JsonElement namespace = metadata.get("namespace");
    return new ObjectKey(
        namespace == null || namespace.isJsonNull() ? "" : namespace.getAsString(),
        metadata.get("name").getAsString());
  }

  private static boolean hasFinalizers(JsonObject object) {
    return object.getAsJsonObject("metadata").get("finalizers") instanceof JsonArray finalizers
        && !finalizers.isEmpty();
  }

  private static void copy(JsonObject from, JsonObject to, String member) {
    if (from.has(member)) {
      to.add(member, from.get(member).deepCopy());
    } else {
      to.remove(member);
    }
  }

  /** RFC 7396 section 2. */
  private static void merge(JsonObject target, JsonObject patch) {
    for (Map.Entry<String, JsonElement> entry : patch.entrySet()) {
      switch (entry.getValue()) {
        case JsonNull _ -> target.remove(entry.getKey());
        case JsonObject object -> {
          if (!(target.get(entry.getKey()) instanceof JsonObject)) {
            target.add(entry.getKey(), new JsonObject());
          }
          merge(target.getAsJsonObject(entry.getKey()), object);
        }
        case JsonArray array -> target.add(entry.getKey(), array);
        case JsonPrimitive primitive -> target.add(entry.getKey(), primitive);
        default -> throw new IllegalStateException("no JSON: " + entry.getValue());
      }
    }
  }
}
