package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code metadata} of an object, a view on its tree.
 *
 * @param fields the tree
 */
record Metadata(ObjectNode fields) {
  /** The metadata of an object, made if it has none. */
  static Metadata of(ObjectNode object) {
    if (object.get("metadata") instanceof ObjectNode metadata) {
      return new Metadata(metadata);
    }
    return new Metadata(object.putObject("metadata"));
  }

  String name() {
    return text("name");
  }

  String namespace() {
    return text("namespace");
  }

  String uid() {
    return text("uid");
  }

  String resourceVersion() {
    return text("resourceVersion");
  }

  void setResourceVersion(long revision) {
    fields.put("resourceVersion", Long.toString(revision));
  }

  long generation() {
    return fields.path("generation").asLong();
  }

  boolean isDeleting() {
    return fields.hasNonNull("deletionTimestamp");
  }

  long deletionGracePeriodSeconds() {
    return fields.path("deletionGracePeriodSeconds").asLong();
  }

  List<String> finalizers() {
    List<String> finalizers = new ArrayList<>();
    fields.path("finalizers").forEach(finalizer -> finalizers.add(finalizer.asText()));
    return finalizers;
  }

  void setFinalizers(List<String> finalizers) {
    if (finalizers.isEmpty()) {
      fields.remove("finalizers");
    } else {
      ArrayNode array = fields.putArray("finalizers");
      finalizers.forEach(array::add);
    }
  }

  /** The owners' UIDs. */
  List<String> owners() {
    List<String> owners = new ArrayList<>();
    fields.path("ownerReferences").forEach(owner -> owners.add(owner.path("uid").asText()));
    return owners;
  }

  JsonNode labels() {
    return fields.path("labels");
  }

  String text(String field) {
    return fields.path(field).asText("");
  }

  /** A time as the API writes it: UTC, whole seconds. */
  static String timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
