package io.flatnet.apiserver;

import static io.flatnet.apiserver.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.apiserver.ApiUnderTest.Answer;
import java.util.UUID;

/**
 * A configuration on the API server under test that has it ask a {@link Hook} about one namespace,
 * until it is closed.
 */
final class HookConfiguration implements AutoCloseable {
  static final String COLLECTION =
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

  /** The name of the webhook in denials. */
  static final String WEBHOOK = "it.contract.flatnet.io";

  static final String CONFIG_MAPS =
      "'rules':[{'apiGroups':[''],'apiVersions':['v1'],'operations':['*'],'resources':['configmaps']}]";

  private final ApiUnderTest api;
  private final String name;

  private HookConfiguration(ApiUnderTest api, String name) {
    this.api = api;
    this.name = name;
  }

  /** The path of what {@link #CONFIG_MAPS} is about. */
  static String configMaps(String namespace) {
    return "/api/v1/namespaces/%s/configmaps".formatted(namespace);
  }

  /**
   * Creates one and returns when the API server goes by it.
   *
   * @param fields of the webhook besides its name, its client's and those that are always the same;
   *     in single quotes
   */
  static HookConfiguration of(ApiUnderTest api, Hook hook, String namespace, String fields) {
    return of(api, hook, namespace, client("url", quoted(hook.url("/validate")), hook), fields);
  }

  /** As {@link #of(ApiUnderTest, Hook, String, String)}, with a client of another kind. */
  static HookConfiguration of(
      ApiUnderTest api, Hook hook, String namespace, String client, String fields) {
    String name = "contract-" + UUID.randomUUID().toString().substring(0, 8);
    String selector = "'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'%s'}}";
    String probe =
        webhook(
            "probe." + WEBHOOK,
            client("url", quoted(hook.url("/probe")), hook),
            selector.formatted(namespace)
                + ",'objectSelector':{'matchLabels':{'probe':'"
                + name
                + "'}},"
                + CONFIG_MAPS);
    String all =
        fields.contains("namespaceSelector")
            ? fields
            : selector.formatted(namespace) + "," + fields;
    Answer made =
        api.post(COLLECTION, configuration(name, probe + "," + webhook(WEBHOOK, client, all)));
    assertThat(made.code()).as(made.toString()).isEqualTo(201);
    String body = json("{'metadata':{'name':'probe','labels':{'probe':'%s'}}}".formatted(name));
    await()
        .until(
            () -> {
              api.post("/api/v1/namespaces/%s/configmaps?dryRun=All".formatted(namespace), body);
              return hook.probes() > 0;
            });
    hook.forget();
    return new HookConfiguration(api, name);
  }

  static String client(String kind, String value, Hook hook) {
    return "{'%s':%s,'caBundle':'%s'}".formatted(kind, value, hook.bundle());
  }

  static String quoted(String text) {
    return "'" + text + "'";
  }

  static String webhook(String name, String client, String fields) {
    return "{'name':'%s','clientConfig':%s,'sideEffects':'None','admissionReviewVersions':['v1'],%s}"
        .formatted(name, client, fields);
  }

  static String configuration(String name, String webhooks) {
    return "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingWebhookConfiguration','metadata':{'name':'%s'},'webhooks':[%s]}"
        .formatted(name, webhooks)
        .replace('\'', '"')
        .replace('`', '\'');
  }

  String path() {
    return COLLECTION + "/" + name;
  }

  @Override
  public void close() {
    api.delete(path());
  }
}
