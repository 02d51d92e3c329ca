package io.flatnet.controllers.store;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads metadata whose absent parts the official client's types have as null. */
public final class Metadata {
  private Metadata() {}

  /** The metadata; empty when the object has none. */
  public static V1ObjectMeta of(KubernetesObject object) {
    @Nullable V1ObjectMeta metadata = object.getMetadata();
    return metadata == null ? new V1ObjectMeta() : metadata;
  }

  /** The UID; empty text when there is none. */
  public static String uid(KubernetesObject object) {
    return Objects.requireNonNullElse(of(object).getUid(), "");
  }

  /** The resourceVersion; empty text when there is none. */
  public static String version(KubernetesObject object) {
    return Objects.requireNonNullElse(of(object).getResourceVersion(), "");
  }

  /** Whether the object is on its way out. */
  public static boolean isDeleting(KubernetesObject object) {
    return of(object).getDeletionTimestamp() != null;
  }

  /** The owners; empty when there are none. */
  public static List<V1OwnerReference> owners(KubernetesObject object) {
    return Objects.requireNonNullElse(of(object).getOwnerReferences(), List.of());
  }

  /** The labels; empty when there are none. */
  public static Map<String, String> labels(KubernetesObject object) {
    return Objects.requireNonNullElse(of(object).getLabels(), Map.of());
  }

  /** The annotations; empty when there are none. */
  public static Map<String, String> annotations(KubernetesObject object) {
    return Objects.requireNonNullElse(of(object).getAnnotations(), Map.of());
  }
}
