package io.flatnet.controllers.store;

import io.flatnet.controllers.store.Faults.Fault;
import io.kubernetes.client.common.KubernetesObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects of an API server in memory, with resourceVersions, UIDs, finalizers and merge patches
 * as the real one has them, and clients whose requests go wrong as {@link Faults} say. One thread.
 */
public final class InMemoryCluster {
  private final Map<String, InMemoryObjects<?>> objects = new HashMap<>();
  private final List<Runnable> delayed = new ArrayList<>();
  private final List<Runnable> watchers = new ArrayList<>();
  private final boolean sharing;
  private boolean checkingVersions = true;
  private long version;
  private long uids;

  /** A cluster whose clients get copies: what they read they may change. */
  public InMemoryCluster() {
    this(false);
  }

  /**
   * A cluster.
   *
   * @param sharing whether clients get the very objects that are stored, which is some 50 times as
   *     quick: for clients that change nothing of what they read or wrote
   */
  public InMemoryCluster(boolean sharing) {
    this.sharing = sharing;
  }

  /** Runs after every write that changed something. */
  public void onWrite(Runnable watcher) {
    watchers.add(watcher);
  }

  /**
   * Hears of every change of a resource's objects, before {@link #onWrite} does: the object before
   * (null when it is new) and after (null when it is gone).
   */
  public <T extends KubernetesObject> void onChange(
      ResourceType<T> type, BiConsumer<@Nullable T, @Nullable T> listener) {
    of(type).onChange(listener);
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
        return new Client<>(of(type), type.plural(), faults);
      }
    };
  }

  @SuppressWarnings("unchecked") // each is put under the name of its type
  private <T extends KubernetesObject> InMemoryObjects<T> of(ResourceType<T> type) {
    return (InMemoryObjects<T>)
        objects.computeIfAbsent(
            type.plural(), plural -> new InMemoryObjects<>(type, new Server(), sharing));
  }

  /** What the objects of all resources have in common. */
  final class Server {
    boolean isCheckingVersions() {
      return checkingVersions;
    }

    /** Another version, higher than all before. */
    long nextVersion() {
      return ++version;
    }

    String nextUid() {
      return "uid-" + ++uids;
    }

    void written() {
      watchers.forEach(Runnable::run);
    }
  }

  /** The requests of one client. */
  private final class Client<T extends KubernetesObject> implements ResourceStore<T> {
    private final InMemoryObjects<T> all;
    private final String resource;
    private final Faults faults;

    Client(InMemoryObjects<T> all, String resource, Faults faults) {
      this.all = all;
      this.resource = resource;
      this.faults = faults;
    }

    @Override
    public Outcome<T> get(ObjectKey key) {
      return request("get", false, () -> all.get(key));
    }

    @Override
    public Outcome<List<T>> list() {
      return request("list", false, () -> new Outcome.Done<>(all.list()));
    }

    @Override
    public Outcome<T> create(T object) {
      return request("create", true, () -> all.create(object));
    }

    @Override
    public Outcome<T> update(T object) {
      return request("update", true, () -> all.update(object));
    }

    @Override
    public Outcome<T> updateStatus(T object) {
      return request("updateStatus", true, () -> all.updateStatus(object));
    }

    @Override
    public Outcome<T> patch(ObjectKey key, MergePatch patch) {
      return request("patch", true, () -> all.patch(key, patch));
    }

    @Override
    public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
      return request("delete", true, () -> all.delete(key, uid));
    }

    private <R> Outcome<R> request(String verb, boolean write, Supplier<Outcome<R>> work) {
      Fault fault = faults.next(resource, verb, write);
      return switch (fault) {
        case NONE -> work.get();
        case FORBIDDEN -> new Outcome.Forbidden<>(verb, resource, "not allowed");
        case LOST_REQUEST -> lost();
        case LOST_ANSWER -> {
          var _ = work.get();
          yield lost();
        }
        case DELAYED -> {
          delayed.add(
              () -> {
                var _ = work.get();
              });
          yield lost();
        }
        case CRASH_BEFORE -> throw new Faults.Crash();
        case CRASH_AFTER -> {
          var _ = work.get();
          throw new Faults.Crash();
        }
      };
    }

    private static <R> Outcome<R> lost() {
      return new Outcome.Unavailable<>("no answer", null);
    }
  }
}
