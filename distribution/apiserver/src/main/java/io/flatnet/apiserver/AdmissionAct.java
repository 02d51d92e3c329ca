package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be done, as admission sees it. The trees must not be changed.
 *
 * @param operation what is done
 * @param target to what
 * @param object as it will be; null for deletions
 * @param oldObject as it is; null for creations
 * @param options how, and for whom
 */
record AdmissionAct(
    Operation operation,
    Target target,
    @Nullable ObjectNode object,
    @Nullable ObjectNode oldObject,
    WriteOptions options) {
  /** The operations of rules; {@code CONNECT} is on subresources that are not served here. */
  enum Operation {
    CREATE,
    UPDATE,
    DELETE
  }

  static AdmissionAct create(Target target, ObjectNode object, WriteOptions options) {
    return new AdmissionAct(Operation.CREATE, target, object, null, options);
  }

  static AdmissionAct update(
      Target target, ObjectNode object, ObjectNode oldObject, WriteOptions options) {
    return new AdmissionAct(Operation.UPDATE, target, object, oldObject, options);
  }

  static AdmissionAct delete(Target target, ObjectNode oldObject, WriteOptions options) {
    return new AdmissionAct(Operation.DELETE, target, null, oldObject, options);
  }

  ResourceType type() {
    return target.type();
  }

  /** A fresh {@code AdmissionReview}. Source: {@code k8s.io/api/admission/v1/types.go}. */
  ObjectNode review() {
    ObjectNode review = Json.object();
    review.put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
    ObjectNode request = review.putObject("request");
    request.put("uid", UUID.randomUUID().toString());
    ResourceType type = type();
    for (String kind : new String[] {"kind", "requestKind"}) {
      group(request.putObject(kind)).put("version", type.version()).put("kind", type.kind());
    }
    for (String resource : new String[] {"resource", "requestResource"}) {
      group(request.putObject(resource))
          .put("version", type.version())
          .put("resource", type.plural());
    }
    if (!target.subresource().isEmpty()) {
      request.put("subResource", target.subresource());
      request.put("requestSubResource", target.subresource());
    }
    putUnlessEmpty(request, "name", target.name());
    putUnlessEmpty(request, "namespace", target.namespace());
    request.put("operation", operation.name());
    request.set("userInfo", options.user().info());
    request.set("object", object);
    request.set("oldObject", oldObject);
    request.put("dryRun", options.dryRun());
    request.putObject("options").put("kind", optionsKind()).put("apiVersion", "meta.k8s.io/v1");
    return review;
  }

  private String optionsKind() {
    String word = operation.name();
    return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT) + "Options";
  }

  private ObjectNode group(ObjectNode node) {
    return node.put("group", type().group());
  }

  private static void putUnlessEmpty(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }
}
