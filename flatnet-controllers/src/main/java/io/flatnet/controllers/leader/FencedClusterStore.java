package io.flatnet.controllers.leader;

import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.DeleteResult;
import io.flatnet.controllers.store.ForwardingStore;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import java.util.function.Supplier;

/**
 * The resources of an API server, written by the leader only: once the fence is closed every write
 * ends at once as {@link Outcome.Unavailable}, without a request. Reads pass.
 *
 * <p><b>What it gives.</b> The fence is asked by the thread that writes, immediately before the
 * request: a thread that was paused for a minute finds it closed, whatever else runs or does not
 * run in its process. Every request ends within the request timeout, and {@link ElectionSettings}
 * leave that much time between the leader's deadline and the first moment another may lead.
 *
 * <p><b>What is left</b> are requests that passed the fence and reach the server late: the thread
 * was paused between the two instructions, or the network kept the request after the client gave it
 * up. Those are fenced by the server: the ledger, which decides who has an address, and all that is
 * published of it name the resourceVersion they were decided on, so they meet a conflict as soon as
 * the next leader has written; creations meet the name that is taken; deletions name the UID.
 * Patches without a version set only what follows from the object they name.
 *
 * <p>Safe for use by many threads.
 */
public final class FencedClusterStore implements ClusterStore {
  private final ClusterStore cluster;
  private final WriteFence fence;

  /** The resources of {@code cluster} behind a fence. */
  public FencedClusterStore(ClusterStore cluster, WriteFence fence) {
    this.cluster = cluster;
    this.fence = fence;
  }

  @Override
  public <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type) {
    return new FencedStore<>(cluster.resource(type), fence, type.rbacName());
  }

  private static final class FencedStore<T extends KubernetesObject> extends ForwardingStore<T> {
    private final WriteFence fence;
    private final String resource;

    FencedStore(ResourceStore<T> store, WriteFence fence, String resource) {
      super(store);
      this.fence = fence;
      this.resource = resource;
    }

    @Override
    public Outcome<T> create(T object) {
      return fenced("create", () -> super.create(object));
    }

    @Override
    public Outcome<T> update(T object) {
      return fenced("update", () -> super.update(object));
    }

    @Override
    public Outcome<T> updateStatus(T object) {
      return fenced("update the status of", () -> super.updateStatus(object));
    }

    @Override
    public Outcome<T> patch(ObjectKey key, MergePatch patch) {
      return fenced("patch", () -> super.patch(key, patch));
    }

    @Override
    public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
      return fenced("delete", () -> super.delete(key, uid));
    }

    private <R> Outcome<R> fenced(String verb, Supplier<Outcome<R>> write) {
      return fence.isOpen()
          ? write.get()
          : new Outcome.Unavailable<>(
              "cannot " + verb + " " + resource + ": this process is not the leader", null);
    }
  }
}
