package io.flatnet.controllers.store;

import io.kubernetes.client.common.KubernetesObject;
import java.util.Set;

/**
 * A store that asks for the deletion of an object only once: several controllers see the same
 * reason, each before the other's deletion is in its cache. A deletion that the server accepted
 * cannot be taken back, and a UID does not come back, so asking again would change nothing.
 */
public final class DeleteOnce<T extends KubernetesObject> extends ForwardingStore<T> {
  private static final int REMEMBERED = 16_384;

  private final Set<String> deleted = Recent.set(REMEMBERED);

  /** The same objects as this store's. */
  public DeleteOnce(ResourceStore<T> store) {
    super(store);
  }

  /** Sends nothing, and says that the object is on its way out, when that was asked for already. */
  @Override
  public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
    if (deleted.contains(uid)) {
      return new Outcome.Done<>(DeleteResult.TERMINATING);
    }
    Outcome<DeleteResult> outcome = super.delete(key, uid);
    if (outcome instanceof Outcome.Done) {
      deleted.add(uid);
    }
    return outcome;
  }
}
