package io.flatnet.webhook.certificate;

import com.google.gson.JsonObject;
import io.flatnet.api.Annotations;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code matchConditions} of webhooks: CEL that an API server (Kubernetes 1.28 and newer)
 * evaluates before it calls.
 */
final class Conditions {
  private Conditions() {}

  /** Objects that are being deleted are always allowed, so they are not sent. */
  static JsonObject notBeingDeleted() {
    return condition(
        "not-being-deleted",
        "object == null || !has(object.metadata.deletionTimestamp)"); // DELETE has no object
  }

  /**
   * Only what has an annotation of ours, or had it before an update.
   *
   * @param metadata the path of the metadata that has the annotations, from the object's top
   */
  static JsonObject annotated(List<String> metadata) {
    StringBuilder path = new StringBuilder("o");
    StringBuilder test = new StringBuilder("o != null");
    for (String field : metadata) {
      path.append('.').append(field);
      test.append(" && has(").append(path).append(')');
    }
    String annotations = path + ".annotations";
    String any =
        Stream.of(Annotations.IP, Annotations.SUBNET, Annotations.MAC)
            .map(key -> "'" + key + "' in " + annotations)
            .collect(Collectors.joining(" || ", "(", ")"));
    return condition(
        "has-flat-network-annotation",
        "[object, oldObject].exists(o, " + test + " && has(" + annotations + ") && " + any + ")");
  }

  private static JsonObject condition(String name, String expression) {
    JsonObject condition = new JsonObject();
    condition.addProperty("name", name);
    condition.addProperty("expression", expression);
    return condition;
  }
}
