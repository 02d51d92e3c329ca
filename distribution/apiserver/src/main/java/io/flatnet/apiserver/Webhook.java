package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a ValidatingWebhookConfiguration.
 *
 * @param name which denials name
 * @param place where it is called
 * @param rules one of them must match
 * @param namespaceSelector on the labels of the object's namespace
 * @param objectSelector on the labels of the object, before or after
 * @param conditions all of them must hold
 * @param mayFail whether a request goes on when the webhook gives no verdict
 * @param timeout how long that may take
 */
record Webhook(
    String name,
    Place place,
    List<WebhookRule> rules,
    LabelSelector namespaceSelector,
    LabelSelector objectSelector,
    List<MatchCondition> conditions,
    boolean mayFail,
    Duration timeout) {

  /**
   * Where a webhook is called.
   *
   * @param url the whole of it; null for a Service
   * @param service of the cluster; null for a URL
   * @param caBundle the authorities to trust, PEM in Base64; empty for those of Java
   */
  record Place(@Nullable String url, @Nullable Service service, String caBundle) {}

  /**
   * A Service.
   *
   * @param namespace its namespace
   * @param name its name
   * @param path of the URL, with its slash
   * @param port of the Service
   */
  record Service(String namespace, String name, String path, int port) {}

  Webhook {
    rules = List.copyOf(rules);
    conditions = List.copyOf(conditions);
  }

  /**
   * Whether it must be asked.
   *
   * @param namespaceLabels of the object's namespace; null for objects that are in none
   */
  boolean wants(AdmissionAct act, @Nullable JsonNode namespaceLabels) {
    return rules.stream().anyMatch(rule -> rule.matches(act))
        && (namespaceLabels == null || namespaceSelector.matches(namespaceLabels))
        && (isSelected(act.object()) || isSelected(act.oldObject()))
        && conditions.stream().allMatch(condition -> condition.holds(act));
  }

  private boolean isSelected(@Nullable ObjectNode object) {
    return object != null && objectSelector.matches(Metadata.of(object).labels());
  }
}
