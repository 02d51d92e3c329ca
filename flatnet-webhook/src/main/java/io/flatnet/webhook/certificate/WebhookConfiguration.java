package io.flatnet.webhook.certificate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.flatnet.api.FlatNetwork;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ValidatingWebhookConfiguration: as it is to be, and what is in it; no I/O.
 *
 * <p>Ours, and repaired, is everything of our webhooks but {@code namespaceSelector} and {@code
 * objectSelector}, which an administrator may narrow. Metadata, and webhooks whose names do not end
 * in ours, are left alone; webhooks that do and that we do not know are removed.
 *
 * @param name the name of the object
 * @param target where API servers call
 * @param policy what they do when nobody answers
 */
record WebhookConfiguration(String name, WebhookTarget target, FailurePolicy policy) {
  private static final int TIMEOUT_SECONDS = 5;
  private static final String WEBHOOKS = "webhooks";
  private static final String CLIENT_CONFIG = "clientConfig";
  private static final String CA_BUNDLE = "caBundle";
  private static final String CONDITIONS = "matchConditions";

  /** The name of the first webhook, in which those of all end. */
  String webhookName() {
    return name + "." + FlatNetwork.NAMESPACE + ".svc.cluster.local";
  }

  /**
   * The object as it is to be.
   *
   * @param existing what it is now
   * @param bundle the authorities to trust; empty leaves what somebody else has written
   * @param withConditions whether API servers know conditions
   */
  JsonObject desired(
      Optional<JsonObject> existing, Optional<String> bundle, boolean withConditions) {
    JsonObject object = existing.map(JsonObject::deepCopy).orElseGet(this::blank);
    Map<String, JsonObject> before = new LinkedHashMap<>();
    webhooks(object).forEach(entry -> before.put(entryName(entry), entry));
    JsonArray webhooks = new JsonArray();
    for (WebhookEntry entry : WebhookEntry.all()) {
      String entryName = entry.prefix() + webhookName();
      JsonObject old = before.getOrDefault(entryName, new JsonObject());
      webhooks.add(entry.render(old, entryName, shared(old, bundle), policy, withConditions));
    }
    before.forEach(
        (entryName, entry) -> {
          if (!entryName.endsWith(webhookName())) {
            webhooks.add(entry);
          }
        });
    object.add(WEBHOOKS, webhooks);
    return object;
  }

  private JsonObject blank() {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("name", name);
    JsonObject object = new JsonObject();
    object.addProperty("apiVersion", "admissionregistration.k8s.io/v1");
    object.addProperty("kind", "ValidatingWebhookConfiguration");
    object.add("metadata", metadata);
    return object;
  }

  private JsonObject shared(JsonObject old, Optional<String> bundle) {
    JsonObject client = target.clientConfig();
    bundle
        .map(SecretContent::base64)
        .or(() -> caBundle(old))
        .ifPresent(text -> client.addProperty(CA_BUNDLE, text));
    JsonObject shared = new JsonObject();
    shared.add(CLIENT_CONFIG, client);
    shared.add("admissionReviewVersions", WebhookEntry.texts(List.of("v1")));
    shared.addProperty("sideEffects", "None");
    shared.addProperty("timeoutSeconds", TIMEOUT_SECONDS);
    shared.addProperty("matchPolicy", "Equivalent");
    return shared;
  }

  /** Whether an API server kept the conditions that it was given. */
  static boolean hasConditions(JsonObject object) {
    return webhooks(object).stream().anyMatch(entry -> entry.has(CONDITIONS));
  }

  /** The authorities that all of our webhooks trust. */
  List<X509Certificate> trusted(JsonObject object) {
    List<List<X509Certificate>> each =
        webhooks(object).stream()
            .filter(entry -> entryName(entry).endsWith(webhookName()))
            .map(WebhookConfiguration::bundle)
            .toList();
    List<X509Certificate> all = new ArrayList<>(each.isEmpty() ? List.of() : each.getFirst());
    each.forEach(all::retainAll);
    return List.copyOf(all);
  }

  /** The authorities that were ours and that one of our webhooks still trusts. */
  List<X509Certificate> formerAuthorities(JsonObject object) {
    return webhooks(object).stream()
        .filter(entry -> entryName(entry).endsWith(webhookName()))
        .flatMap(entry -> bundle(entry).stream())
        .filter(
            one -> one.getSubjectX500Principal().getName().contains("O=" + Authority.ORGANIZATION))
        .distinct()
        .toList();
  }

  private static List<X509Certificate> bundle(JsonObject entry) {
    try {
      return caBundle(entry)
          .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
          .map(Pem::certificates)
          .orElse(List.of());
    } catch (IllegalArgumentException e) {
      return List.of(); // edited; it will be repaired
    }
  }

  private static Optional<String> caBundle(JsonObject entry) {
    return entry.get(CLIENT_CONFIG) instanceof JsonObject client
            && client.get(CA_BUNDLE) instanceof JsonPrimitive bundle
        ? Optional.of(bundle.getAsString())
        : Optional.empty();
  }

  private static List<JsonObject> webhooks(JsonObject object) {
    return object.get(WEBHOOKS) instanceof JsonArray array
        ? array.asList().stream().map(JsonElement::getAsJsonObject).toList()
        : List.of();
  }

  private static String entryName(JsonObject entry) {
    return entry.get("name").getAsString();
  }
}
