package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the webhooks of a ValidatingWebhookConfiguration. Absent fields are read as if they had the
 * real server's defaults. Source: {@code
 * k8s.io/kubernetes/pkg/apis/admissionregistration/validation/validation.go}.
 */
final class WebhookReader {
  private static final int DEFAULT_TIMEOUT_SECONDS = 10;
  private static final int MAX_TIMEOUT_SECONDS = 30;
  private static final int HTTPS = 443;
  private static final String ANY = "*";
  private static final String STATUS = "/status";
  private static final Set<String> SIDE_EFFECTS = Set.of("None", "NoneOnDryRun");

  private final List<Webhook> webhooks = new ArrayList<>();
  private final List<ApiFailure.Cause> causes = new ArrayList<>();

  /**
   * Reads them all.
   *
   * @throws ApiFailure 501 if one needs what is not supported here: a condition of another form
   *     than {@link MatchCondition} knows, or subresources other than the status
   */
  WebhookReader(ObjectNode configuration) {
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode entry : configuration.path("webhooks")) {
      Fields fields = new Fields("webhooks[" + index++ + "]", entry);
      webhooks.add(read(fields));
      String name = entry.path("name").asText("");
      if (!names.add(name)) {
        fields.report("FieldValueDuplicate", "Duplicate value: \"%s\"".formatted(name), "name");
      }
    }
  }

  /** The webhooks; only to be used when there are no causes. */
  List<Webhook> webhooks() {
    return List.copyOf(webhooks);
  }

  /** What is wrong with them. */
  List<ApiFailure.Cause> causes() {
    return List.copyOf(causes);
  }

  /** An object and its path in messages. */
  private final class Fields {
    private final String path;
    private final JsonNode node;

    Fields(String path, JsonNode node) {
      this.path = path;
      this.node = node;
    }

    String text(String field, String absent) {
      return node.path(field).asText(absent);
    }

    int number(String field, int absent) {
      return node.path(field).asInt(absent);
    }

    Fields inner(String field) {
      return new Fields(path + "." + field, node.path(field));
    }

    /** The texts of an array that may not be empty. */
    Set<String> texts(String field) {
      Set<String> texts = new HashSet<>();
      node.path(field).forEach(text -> texts.add(text.asText()));
      if (texts.isEmpty()) {
        require(field, "");
      }
      return texts;
    }

    void require(String field, String why) {
      report("FieldValueRequired", "Required value" + (why.isEmpty() ? "" : ": " + why), field);
    }

    void refuse(String field, String value, String why) {
      report("FieldValueInvalid", "Invalid value: %s: %s".formatted(value, why), field);
    }

    void report(String reason, String message, String field) {
      causes.add(new ApiFailure.Cause(reason, message, path + "." + field));
    }
  }

  private Webhook read(Fields entry) {
    String name = entry.text("name", "");
    if (name.isEmpty()) {
      entry.require("name", "");
    } else if (name.split("\\.", -1).length < 3) {
      entry.refuse(
          "name",
          '"' + name + '"',
          "should be a domain with at least three segments separated by dots");
    }
    int timeout = entry.number("timeoutSeconds", DEFAULT_TIMEOUT_SECONDS);
    if (timeout < 1 || timeout > MAX_TIMEOUT_SECONDS) {
      entry.refuse(
          "timeoutSeconds",
          Integer.toString(timeout),
          "the timeout value must be between 1 and 30 seconds");
    }
    checkContract(entry);
    return new Webhook(
        name,
        place(entry.inner("clientConfig")),
        rules(entry),
        LabelSelector.of(entry.node.path("namespaceSelector")),
        LabelSelector.of(entry.node.path("objectSelector")),
        conditions(entry),
        mayFail(entry),
        Duration.ofSeconds(timeout));
  }

  private static boolean mayFail(Fields entry) {
    String policy = entry.text("failurePolicy", "Fail");
    if (!policy.equals("Fail") && !policy.equals("Ignore")) {
      entry.report(
          "FieldValueNotSupported",
          "Unsupported value: \"%s\": supported values: \"Fail\", \"Ignore\"".formatted(policy),
          "failurePolicy");
    }
    return policy.equals("Ignore");
  }

  private static void checkContract(Fields entry) {
    if (!entry.texts("admissionReviewVersions").contains("v1")
        && !entry.node.path("admissionReviewVersions").isEmpty()) {
      throw ApiFailure.notSupported("webhooks without the AdmissionReview version \"v1\"");
    }
    String effects = entry.text("sideEffects", "");
    if (effects.isEmpty()) {
      entry.require("sideEffects", "must specify one of None, NoneOnDryRun");
    } else if (!SIDE_EFFECTS.contains(effects)) {
      entry.report(
          "FieldValueNotSupported",
          "Unsupported value: \"%s\": supported values: \"None\", \"NoneOnDryRun\""
              .formatted(effects),
          "sideEffects");
    }
  }

  private Webhook.Place place(Fields client) {
    String bundle = client.text("caBundle", "");
    checkBase64(bundle);
    boolean withUrl = client.node.hasNonNull("url");
    if (withUrl == client.node.hasNonNull("service")) {
      causeOfPlace(client);
    } else if (withUrl) {
      checkUrl(client);
    }
    Fields service = client.inner("service");
    return new Webhook.Place(
        withUrl ? client.text("url", "") : null,
        withUrl
            ? null
            : new Webhook.Service(
                service.text("namespace", ""),
                service.text("name", ""),
                service.text("path", "/"),
                service.number("port", HTTPS)),
        bundle);
  }

  private static void checkBase64(String bundle) {
    try {
      byte[] _ = Base64.getDecoder().decode(bundle);
    } catch (IllegalArgumentException e) {
      throw ApiFailure.badRequest("cannot read a caBundle: it must be Base64, " + e.getMessage());
    }
  }

  private void causeOfPlace(Fields client) {
    causes.add(
        new ApiFailure.Cause(
            "FieldValueRequired",
            "Required value: exactly one of url or service is required",
            client.path));
  }

  private static void checkUrl(Fields client) {
    String text = client.text("url", "");
    try {
      URI url = URI.create(text);
      if (!"https".equals(url.getScheme()) || url.getHost() == null) {
        client.refuse("url", '"' + text + '"', "must be https and have a host");
      }
    } catch (IllegalArgumentException e) {
      client.refuse("url", '"' + text + '"', "url must be a valid URL: " + e.getMessage());
    }
  }

  private List<WebhookRule> rules(Fields entry) {
    List<WebhookRule> rules = new ArrayList<>();
    int index = 0;
    for (JsonNode node : entry.node.path("rules")) {
      Fields rule = new Fields("%s.rules[%d]".formatted(entry.path, index++), node);
      Set<String> resources = rule.texts("resources");
      for (String resource : resources) {
        int slash = resource.indexOf('/');
        if (slash >= 0 && !resource.substring(slash).equals(STATUS)) {
          throw ApiFailure.notSupported(
              "webhooks for subresources other than the status, such as \"%s\""
                  .formatted(resource));
        }
      }
      rules.add(
          new WebhookRule(
              rule.texts("operations"),
              rule.texts("apiGroups"),
              rule.texts("apiVersions"),
              resources,
              rule.text("scope", ANY)));
    }
    return rules;
  }

  private static List<MatchCondition> conditions(Fields entry) {
    List<MatchCondition> conditions = new ArrayList<>();
    for (JsonNode node : entry.node.path("matchConditions")) {
      String expression = node.path("expression").asText("");
      conditions.add(
          MatchCondition.parse(expression)
              .orElseThrow(
                  () ->
                      ApiFailure.notSupported(
                          "the matchCondition \"%s\" of webhook \"%s\": it evaluates only those that flatnet's own configuration has"
                              .formatted(expression, entry.text("name", "")))));
    }
    return conditions;
  }
}
