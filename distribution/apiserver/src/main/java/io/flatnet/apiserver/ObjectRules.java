package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ResourceType.Trait;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What becomes of an object between the request and the store: the fields that clients do not
 * decide, the split of spec and status, pruning and validation. Source: {@code
 * k8s.io/apiserver/pkg/registry/rest/{create,update}.go} and the strategies of the kinds.
 */
final class ObjectRules {
  /** What only the server writes. */
  private static final List<String> SYSTEM_FIELDS =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "resourceVersion",
          "generateName");

  private static final List<String> IGNORED_FIELDS = List.of("managedFields", "selfLink");

  /** What a status write may change besides the status, for the kinds that allow it. */
  private static final List<String> STATUS_METADATA =
      List.of("labels", "annotations", "finalizers");

  private final InstantSource clock;

  ObjectRules(InstantSource clock) {
    this.clock = clock;
  }

  /** Makes a client's object one that can be stored as new. */
  void prepareCreate(ResourceType type, ObjectNode object, boolean strict) {
    Metadata metadata = Metadata.of(object);
    ObjectNode fields = metadata.fields();
    fields.remove(IGNORED_FIELDS);
    fields.remove(Set.of("deletionTimestamp", "deletionGracePeriodSeconds", "generation"));
    fields.put("uid", UUID.randomUUID().toString());
    fields.put("creationTimestamp", Metadata.timestamp(clock.instant()));
    if (type.has(Trait.GENERATION)) {
      fields.put("generation", 1);
    }
    if (type.has(Trait.STATUS) && !type.plural().equals("nodes")) {
      object.remove("status");
    }
    InitialStatus.set(type, object);
    check(type, object, strict);
  }

  /** Makes a client's object one that can replace an older one by its main endpoint. */
  void prepareUpdate(ResourceType type, ObjectNode before, ObjectNode after, boolean strict) {
    keepSystemFields(before, after);
    if (type.has(Trait.STATUS)) {
      copy(before, after, "status");
    }
    check(type, after, strict);
    MetadataCheck.newFinalizers(Metadata.of(before), Metadata.of(after))
        .ifPresent(
            cause -> {
              throw ApiFailure.invalid(type, Metadata.of(after).name(), List.of(cause));
            });
    if (type.has(Trait.GENERATION) && isSpecChanged(type, before, after)) {
      ObjectNode fields = Metadata.of(after).fields();
      fields.put("generation", Metadata.of(before).generation() + 1);
    }
  }

  /** The object that a write to the status endpoint results in. */
  ObjectNode prepareStatus(ResourceType type, ObjectNode before, ObjectNode after) {
    ObjectNode result = before.deepCopy();
    copy(after, result, "status");
    if (type.has(Trait.STATUS_WITH_METADATA)) {
      ObjectNode from = Metadata.of(after).fields();
      ObjectNode to = Metadata.of(result).fields();
      STATUS_METADATA.forEach(field -> copy(from, to, field));
    }
    check(type, result, false);
    return result;
  }

  private void check(ResourceType type, ObjectNode object, boolean strict) {
    List<ApiFailure.Cause> causes = new ArrayList<>(MetadataCheck.validate(type, object));
    if (type.is(BuiltInTypes.WEBHOOKS)) {
      causes.addAll(new WebhookReader(object).causes());
    }
    StructuralSchema schema = type.schema();
    if (schema != null) {
      SchemaCheck check = new SchemaCheck(schema);
      List<String> pruned = check.prune(object);
      if (strict && !pruned.isEmpty()) {
        throw ApiFailure.badRequest(strictMessage(pruned));
      }
      check.fillDefaults(object);
      causes.addAll(check.validate(object));
    }
    if (!causes.isEmpty()) {
      throw ApiFailure.invalid(type, Metadata.of(object).name(), causes);
    }
  }

  private static String strictMessage(List<String> pruned) {
    StringBuilder text = new StringBuilder("strict decoding error: ");
    for (int i = 0; i < pruned.size(); i++) {
      text.append(i == 0 ? "" : ", ").append("unknown field \"").append(pruned.get(i)).append('"');
    }
    return text.toString();
  }

  private static void keepSystemFields(ObjectNode before, ObjectNode after) {
    ObjectNode from = Metadata.of(before).fields();
    ObjectNode to = Metadata.of(after).fields();
    to.remove(IGNORED_FIELDS);
    SYSTEM_FIELDS.forEach(field -> copy(from, to, field));
    copy(before, after, "kind");
    copy(before, after, "apiVersion");
  }

  /** Counted is every change outside metadata and status. */
  private static boolean isSpecChanged(ResourceType type, ObjectNode before, ObjectNode after) {
    List<String> others =
        type.has(Trait.STATUS) ? List.of("metadata", "status") : List.of("metadata");
    return !without(before, others).equals(without(after, others));
  }

  private static ObjectNode without(ObjectNode object, List<String> fields) {
    ObjectNode rest = Json.object();
    rest.setAll(object);
    return rest.remove(fields);
  }

  private static void copy(ObjectNode from, ObjectNode to, String field) {
    JsonNode value = from.get(field);
    if (value == null) {
      to.remove(field);
    } else {
      to.set(field, value.deepCopy());
    }
  }
}
