package io.flatnet.controllers.store;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.ObjectNames;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The namespace and name of an object of one resource.
 *
 * @param namespace the namespace, empty for a cluster-scoped object
 * @param name the name
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

  /** Checks that there is a name. */
  public ObjectKey {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("cannot name an object: the name is empty");
    }
  }

  /** The key of an object that has a name. */
  public static ObjectKey of(KubernetesObject object) {
    return of(object.getMetadata());
  }

  /**
   * The key of the subnet that an object names. A text that can be no name gives the key of no
   * object, and no other path of a request: its reading ends as if there were no such subnet.
   */
  public static ObjectKey ofSubnet(@Nullable String name) {
    String text = Objects.requireNonNullElse(name, "");
    return new ObjectKey(FlatNetwork.NAMESPACE, ObjectNames.isLegal(text) ? text : "-");
  }

  /** The key in an object's metadata. */
  public static ObjectKey of(V1ObjectMeta metadata) {
    String namespace = metadata.getNamespace();
    return new ObjectKey(
        namespace == null ? "" : namespace, Objects.requireNonNull(metadata.getName()));
  }

  /**
   * Reads {@code namespace/name}, or {@code name} for a cluster-scoped object.
   *
   * @throws IllegalArgumentException when there is no name
   */
  public static ObjectKey parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new ObjectKey("", text)
        : new ObjectKey(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public int compareTo(ObjectKey other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  /** {@code namespace/name}. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
