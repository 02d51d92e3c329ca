package io.flatnet.controllers.event;

import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;

/**
 * The object that an event is about.
 *
 * @param resource its resource
 * @param key its namespace and name
 * @param uid its UID; empty when it is not known
 */
public record EventSubject(ResourceType<?> resource, ObjectKey key, String uid) {

  /** A pod. */
  public static EventSubject pod(ObjectKey key, String uid) {
    return new EventSubject(ResourceType.PODS, key, uid);
  }

  /** An object that was read. */
  public static <T extends KubernetesObject> EventSubject of(ResourceType<T> resource, T object) {
    return new EventSubject(resource, ObjectKey.of(object), Metadata.uid(object));
  }

  /** {@code Kind "namespace/name"}. */
  @Override
  public String toString() {
    return resource.kind() + " \"" + key + "\"";
  }
}
