package io.flatnet.webhook.certificate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetwork;
import java.util.List;

/**
 * One webhook of the configuration: which requests it is for.
 *
 * <p>Kinds whose pods' annotations are at different places need different conditions, and a
 * condition is for all rules of a webhook, so there are four.
 *
 * @param prefix what its name has before that of the configuration's first webhook
 * @param rules which requests
 * @param conditions which of their objects
 * @param mayFail whether it may be {@code Fail} without conditions: such a webhook would hold up
 *     every pod of the cluster, its own among them, while it is down
 */
record WebhookEntry(String prefix, JsonArray rules, JsonArray conditions, boolean mayFail) {
  private static final List<String> TEMPLATE = List.of("spec", "template", "metadata");
  private static final List<String> JOB_TEMPLATE =
      List.of("spec", "jobTemplate", "spec", "template", "metadata");

  /** All of them, that of the subnets first. */
  static List<WebhookEntry> all() {
    return List.of(
        new WebhookEntry(
            "",
            array(
                rule(
                    FlatNetwork.GROUP,
                    List.of("CREATE", "UPDATE", "DELETE"),
                    List.of(FlatNetwork.SUBNET_PLURAL))),
            array(Conditions.notBeingDeleted()),
            true),
        annotated(
            "workloads.",
            TEMPLATE,
            written("apps", "deployments", "daemonsets", "statefulsets"),
            written("batch", "jobs")),
        annotated("cronjobs.", JOB_TEMPLATE, written("batch", "cronjobs")),
        annotated("pods.", List.of("metadata"), written("", "pods")));
  }

  private static WebhookEntry annotated(String prefix, List<String> metadata, JsonObject... rules) {
    return new WebhookEntry(
        prefix,
        array(rules),
        array(Conditions.notBeingDeleted(), Conditions.annotated(metadata)),
        false);
  }

  private static JsonArray array(JsonObject... elements) {
    JsonArray array = new JsonArray();
    List.of(elements).forEach(array::add);
    return array;
  }

  private static JsonObject written(String group, String... resources) {
    return rule(group, List.of("CREATE", "UPDATE"), List.of(resources));
  }

  private static JsonObject rule(String group, List<String> operations, List<String> resources) {
    JsonObject rule = new JsonObject();
    rule.add("apiGroups", texts(List.of(group)));
    rule.add("apiVersions", texts(List.of("v1")));
    rule.add("operations", texts(operations));
    rule.add("resources", texts(resources));
    rule.addProperty("scope", "Namespaced");
    return rule;
  }

  /** An array of texts. */
  static JsonArray texts(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  /**
   * The webhook as it is to be.
   *
   * @param existing what it is now, whose selectors stay
   * @param shared the fields that all webhooks have in common
   */
  JsonObject render(
      JsonObject existing,
      String name,
      JsonObject shared,
      FailurePolicy policy,
      boolean withConditions) {
    JsonObject entry = existing.deepCopy();
    entry.addProperty("name", name);
    shared.entrySet().forEach(field -> entry.add(field.getKey(), field.getValue().deepCopy()));
    entry.add("rules", rules.deepCopy());
    FailurePolicy actual = withConditions || mayFail ? policy : FailurePolicy.IGNORE;
    entry.addProperty("failurePolicy", actual.word());
    JsonElement _ = entry.remove("matchConditions");
    if (withConditions) {
      entry.add("matchConditions", conditions.deepCopy());
    }
    return entry;
  }
}
