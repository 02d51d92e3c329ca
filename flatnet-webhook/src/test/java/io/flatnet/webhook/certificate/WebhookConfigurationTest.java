package io.flatnet.webhook.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhookConfigurationTest {
  private static final WebhookConfiguration CONFIGURATION =
      new WebhookConfiguration(
          "rancher-flat-network-subnets-validating-config",
          new WebhookTarget.Service("cattle-flat-network", "rancher-flat-network-webhook-svc", 443),
          FailurePolicy.IGNORE);

  private static JsonObject fresh() {
    return CONFIGURATION.desired(Optional.empty(), Optional.of("bundle"), true);
  }

  private static JsonObject entry(JsonObject object, int index) {
    return object.getAsJsonArray("webhooks").get(index).getAsJsonObject();
  }

  @Test
  void desired_ofTheFirstWebhook_hasTheNamesThatTheReferenceUses() {
    assertThat(entry(fresh(), 0))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"name": "rancher-flat-network-subnets-validating-config\
                .cattle-flat-network.svc.cluster.local",
                 "clientConfig": {
                   "service": {"namespace": "cattle-flat-network",
                     "name": "rancher-flat-network-webhook-svc",
                     "path": "/validate", "port": 443},
                   "caBundle": "YnVuZGxl"},
                 "admissionReviewVersions": ["v1"],
                 "sideEffects": "None",
                 "timeoutSeconds": 5,
                 "matchPolicy": "Equivalent",
                 "failurePolicy": "Ignore",
                 "rules": [{"apiGroups": ["flatnetwork.pandaria.io"], "apiVersions": ["v1"],
                   "operations": ["CREATE", "UPDATE", "DELETE"],
                   "resources": ["flatnetworksubnets"], "scope": "Namespaced"}],
                 "matchConditions": [{"name": "not-being-deleted",
                   "expression": "object == null || !has(object.metadata.deletionTimestamp)"}]}
                """));
  }

  @Test
  void desired_whenNothingWasEdited_isWhatIsThere() {
    JsonObject object = fresh();

    assertThat(CONFIGURATION.desired(Optional.of(object), Optional.of("bundle"), true))
        .isEqualTo(object);
  }

  @Test
  void desired_whenSelectorsWereNarrowed_keepsThem() {
    JsonObject object = fresh();
    JsonObject selector =
        JsonParser.parseString("{\"matchLabels\":{\"a\":\"b\"}}").getAsJsonObject();
    entry(object, 3).add("namespaceSelector", selector);
    entry(object, 3).add("objectSelector", selector);

    assertThat(CONFIGURATION.desired(Optional.of(object), Optional.of("bundle"), true))
        .isEqualTo(object);
  }

  @Test
  void desired_whenOurFieldsWereEdited_repairsThem() {
    for (String field :
        List.of(
            "failurePolicy",
            "sideEffects",
            "timeoutSeconds",
            "matchPolicy",
            "rules",
            "matchConditions",
            "clientConfig",
            "admissionReviewVersions")) {
      JsonObject object = fresh();
      entry(object, 1).addProperty(field, "edited");

      assertThat(CONFIGURATION.desired(Optional.of(object), Optional.of("bundle"), true))
          .as(field)
          .isEqualTo(fresh());
    }
  }

  @Test
  void desired_ofWebhooksOfOthers_keepsThemAndRemovesUnknownOnesOfOurs() {
    JsonObject object = fresh();
    JsonArray webhooks = object.getAsJsonArray("webhooks");
    webhooks.add(JsonParser.parseString("{\"name\":\"theirs.example.org\"}"));
    webhooks.add(JsonParser.parseString("{\"name\":\"old." + CONFIGURATION.webhookName() + "\"}"));

    JsonArray after =
        CONFIGURATION
            .desired(Optional.of(object), Optional.of("bundle"), true)
            .getAsJsonArray("webhooks");

    assertThat(after).hasSize(5);
    assertThat(after.get(4).getAsJsonObject().get("name").getAsString())
        .isEqualTo("theirs.example.org");
  }

  @Test
  void target_ofAUrl_isForItsHost() {
    WebhookTarget target = new WebhookTarget.Url(URI.create("https://[::1]:8443/validate"));

    assertThat(target.serverNames()).containsExactly("::1");
    assertThat(target.clientConfig().get("url").getAsString())
        .isEqualTo("https://[::1]:8443/validate");
    assertThatThrownBy(() -> new WebhookTarget.Url(URI.create("http://a/validate")))
        .hasMessageContaining("https");
    assertThatThrownBy(() -> new WebhookTarget.Service("n", "s", 0))
        .hasMessageContaining("1..65535");
  }
}
