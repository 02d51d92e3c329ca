package com.example.operator;

import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands for what the other operator does itself: here, it counts pods. */
public final class OwnReconciler implements ResourceEventHandler<V1Pod> {
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  @Override
  public void onAdd(V1Pod pod) {
    seen.add(ObjectKey.of(pod).toString());
  }

  @Override
  public void onUpdate(V1Pod before, V1Pod after) {}

  @Override
  public void onDelete(V1Pod pod, boolean finalStateUnknown) {
    seen.remove(ObjectKey.of(pod).toString());
  }

  /** The pods that there are. */
  public Set<String> pods() {
    return Set.copyOf(seen);
  }
}
