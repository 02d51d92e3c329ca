package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ResourceType.Trait;
import java.util.List;

/** Whether an object that a client sent is the one that its path names. */
final class ObjectIdentity {
  private ObjectIdentity() {}

  /** A patch may change anything but what says which object it is. */
  static void checkIdentity(Target target, StoredObject before, ObjectNode after) {
    if (!MetadataCheck.hasTypes(after.path("metadata"))) {
      throw ApiFailure.unprocessable(MetadataCheck.WRONG_TYPES);
    }
    Metadata metadata = Metadata.of(after);
    checkName(target, metadata);
    checkNamespace(target, metadata);
    if (!metadata.uid().isEmpty() && !metadata.uid().equals(before.metadata().uid())) {
      throw immutable(target, "metadata.uid", metadata.uid());
    }
    for (String field : List.of("kind", "apiVersion")) {
      if (!after.path(field).equals(before.tree().path(field))) {
        throw immutable(target, field, after.path(field).asText());
      }
    }
  }

  private static ApiFailure immutable(Target target, String field, String value) {
    return ApiFailure.invalid(
        target.type(),
        target.name(),
        List.of(
            new ApiFailure.Cause(
                "FieldValueInvalid",
                "Invalid value: \"%s\": field is immutable".formatted(value),
                field)));
  }

  /** Only a binding puts a pod on a node. */
  static void checkNode(Target target, ObjectNode before, ObjectNode after) {
    if (!before.at("/spec/nodeName").equals(after.at("/spec/nodeName"))) {
      throw ApiFailure.invalid(
          target.type(),
          target.name(),
          List.of(
              new ApiFailure.Cause(
                  "FieldValueForbidden",
                  "Forbidden: pod updates may not change the node; use the binding subresource",
                  "spec")));
    }
  }

  /** The UID in a PUT is a precondition. */
  static void checkUid(ResourceType type, Metadata before, Metadata after) {
    String uid = after.uid();
    if (!uid.isEmpty() && !uid.equals(before.uid())) {
      throw ApiFailure.conflict(
          type,
          before.name(),
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(uid, before.uid()));
    }
  }

  /** The metadata of an object that a client sent to a path that it must fit. */
  static Metadata read(Target target, ObjectNode object) {
    checkKind(target.type(), object);
    if (object.has("metadata") && !MetadataCheck.hasTypes(object.path("metadata"))) {
      throw ApiFailure.badRequest(MetadataCheck.WRONG_TYPES);
    }
    Metadata metadata = Metadata.of(object);
    checkNamespace(target, metadata);
    return metadata;
  }

  static void checkName(Target target, Metadata metadata) {
    if (!metadata.name().equals(target.name())) {
      throw ApiFailure.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(metadata.name(), target.name()));
    }
  }

  private static void checkKind(ResourceType type, ObjectNode object) {
    String kind = object.path("kind").asText("");
    String version = object.path("apiVersion").asText("");
    if (kind.isEmpty() && version.isEmpty() && !type.has(Trait.CUSTOM)) {
      object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    } else if (kind.isEmpty()) {
      throw ApiFailure.badRequest("Object 'Kind' is missing in the body of the request");
    } else if (!version.equals(type.apiVersion())) {
      throw ApiFailure.badRequest(
          "the API version in the data (%s) does not match the expected API version (%s)"
              .formatted(version, type.apiVersion()));
    } else if (!kind.equals(type.kind())) {
      throw ApiFailure.badRequest(
          "the kind in the data (%s) does not match the expected kind (%s)"
              .formatted(kind, type.kind()));
    }
  }

  private static void checkNamespace(Target target, Metadata metadata) {
    if (!target.type().namespaced()) {
      metadata.fields().remove("namespace");
      return;
    }
    if (metadata.namespace().isEmpty()) {
      metadata.fields().put("namespace", target.namespace());
    } else if (!metadata.namespace().equals(target.namespace())) {
      throw ApiFailure.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }
}
