package io.flatnet.webhook;

import com.google.gson.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the API server asks about one object: the part of an {@code AdmissionReview} of {@code
 * admission.k8s.io/v1} that decides.
 *
 * @param operation what is about to happen
 * @param group the API group of the object; empty for the core group
 * @param kind the kind of the object, such as {@code Deployment}
 * @param subResource the part of the object that is asked for, such as {@code status}; empty for
 *     the object itself
 * @param namespace the object's namespace; empty for an object without one
 * @param name the object's name; empty while the API server has not made one up
 * @param oldObject the object as it is stored; there on UPDATE and DELETE
 * @param object the object as it is to be; there on CREATE and UPDATE
 */
public record AdmissionRequest(
    Operation operation,
    String group,
    String kind,
    String subResource,
    String namespace,
    String name,
    @Nullable JsonObject oldObject,
    @Nullable JsonObject object) {
  /** What is about to happen to an object. */
  public enum Operation {
    /** It is made. */
    CREATE,
    /** It is written anew. */
    UPDATE,
    /** It is deleted. */
    DELETE,
    /** Somebody connects to it, as {@code kubectl exec} does. */
    CONNECT
  }

  /**
   * Checks that what the operation has is there.
   *
   * @throws IllegalArgumentException if an object is missing that the operation has; the message is
   *     for the sender of the request
   */
  public AdmissionRequest {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(subResource, "subResource");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    boolean hasNew = operation == Operation.CREATE || operation == Operation.UPDATE;
    if (hasNew && object == null) {
      throw missing(operation, "object");
    }
    if (operation == Operation.UPDATE && oldObject == null) {
      throw missing(operation, "oldObject");
    }
  }

  private static IllegalArgumentException missing(Operation operation, String field) {
    return new IllegalArgumentException(
        "cannot read the admission request \""
            + operation
            + "\": request."
            + field
            + " must be an object, got none; send the review as the API server does");
  }
}
