package io.flatnet.apiserver;

import static io.flatnet.apiserver.HookConfiguration.CONFIG_MAPS;
import static io.flatnet.apiserver.HookConfiguration.WEBHOOK;
import static io.flatnet.apiserver.HookConfiguration.configMaps;
import static io.flatnet.apiserver.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ApiUnderTest.Answer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Validating webhooks: what they are asked, and what becomes of their answers. */
interface WebhookContract {
  ApiUnderTest api();

  private static String configMap(String name) {
    return json("{'metadata':{'name':'%s'},'data':{'a':'1'}}".formatted(name));
  }

  @Test
  default void create_whenDenied_answersTheStatusOfTheWebhook() {
    String namespace = api().newNamespace();
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, CONFIG_MAPS)) {
      hook.answer(
          request ->
              "'allowed':false,'status':{'code':403,'reason':'Forbidden','message':'not this one','details':{'name':'a','causes':[{'field':'data.a','message':'no'}]}}");

      Answer denied = api().post(configMaps(namespace), configMap("a"));

      assertThat(denied.code()).isEqualTo(403);
      assertThat(denied.message())
          .isEqualTo("admission webhook \"" + WEBHOOK + "\" denied the request: not this one");
      assertThat(denied.body().path("kind").asText()).isEqualTo("Status");
      assertThat(denied.body().path("status").asText()).isEqualTo("Failure");
      assertThat(denied.body().path("code").asInt()).isEqualTo(403);
      assertThat(denied.reason()).isEqualTo("Forbidden");
      assertThat(denied.body().at("/details/name").asText()).isEqualTo("a");
      assertThat(denied.body().at("/details/causes/0/field").asText()).isEqualTo("data.a");
      assertThat(denied.body().at("/details/causes/0/message").asText()).isEqualTo("no");
      assertThat(api().get(configMaps(namespace) + "/a").code()).isEqualTo(404);
    }
  }

  @Test
  default void create_whenDeniedWithLittle_saysWhatThereIs() {
    String namespace = api().newNamespace();
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, CONFIG_MAPS)) {
      String denies = "admission webhook \"" + WEBHOOK + "\" denied the request";
      hook.answer(request -> "'allowed':false");
      Answer bare = api().post(configMaps(namespace), configMap("a"));
      hook.answer(request -> "'allowed':false,'status':{'code':200,'reason':'Because'}");
      Answer reason = api().post(configMaps(namespace), configMap("a"));

      assertThat(bare.code()).isEqualTo(400);
      assertThat(bare.message()).isEqualTo(denies + " without explanation");
      assertThat(reason.code()).isEqualTo(400);
      assertThat(reason.message()).isEqualTo(denies + ": Because");
    }
  }

  @Test
  default void create_whenAsked_tellsWhoDoesWhat() {
    String namespace = api().newNamespace();
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, CONFIG_MAPS)) {
      api().post(configMaps(namespace), configMap("a"));

      JsonNode request = hook.requests().getFirst();
      assertThat(request.path("uid").asText()).hasSize(36);
      String kind = json("{'group':'','version':'v1','kind':'ConfigMap'}");
      String resource = json("{'group':'','version':'v1','resource':'configmaps'}");
      assertThat(request.path("kind").toString()).isEqualTo(kind);
      assertThat(request.path("requestKind").toString()).isEqualTo(kind);
      assertThat(request.path("resource").toString()).isEqualTo(resource);
      assertThat(request.path("requestResource").toString()).isEqualTo(resource);
      assertThat(request.has("subResource")).isFalse();
      assertThat(request.path("name").asText()).isEqualTo("a");
      assertThat(request.path("namespace").asText()).isEqualTo(namespace);
      assertThat(request.path("operation").asText()).isEqualTo("CREATE");
      assertThat(request.at("/userInfo/username").asText()).isNotEmpty();
      assertThat(request.at("/userInfo/groups").toString())
          .contains("system:masters", "system:authenticated");
      assertThat(request.at("/object/kind").asText()).isEqualTo("ConfigMap");
      assertThat(request.at("/object/metadata/uid").asText()).hasSize(36);
      assertThat(request.at("/object/metadata").has("resourceVersion")).isFalse();
      assertThat(request.at("/object/data/a").asText()).isEqualTo("1");
      assertThat(request.path("oldObject").isNull()).isTrue();
      assertThat(request.path("dryRun").asBoolean(true)).isFalse();
      assertThat(request.at("/options/kind").asText()).isEqualTo("CreateOptions");
      assertThat(request.at("/options/apiVersion").asText()).isEqualTo("meta.k8s.io/v1");
    }
  }

  @Test
  default void create_whenNameIsGenerated_asksWithThatName() {
    String namespace = api().newNamespace();
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, CONFIG_MAPS)) {
      Answer made = api().post(configMaps(namespace), json("{'metadata':{'generateName':'g-'}}"));

      JsonNode request = hook.requests().getFirst();
      assertThat(request.path("name")).isEqualTo(made.body().at("/metadata/name"));
      assertThat(request.at("/object/metadata/name")).isEqualTo(made.body().at("/metadata/name"));
    }
  }

  @Test
  default void create_whenNameIsTaken_asksAndConflicts() {
    String namespace = api().newNamespace();
    api().post(configMaps(namespace), configMap("a"));
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, CONFIG_MAPS)) {
      assertThat(api().post(configMaps(namespace), configMap("a")).code()).isEqualTo(409);
      assertThat(hook.requests()).hasSize(1);
    }
  }

  @Test
  default void changes_whenAsked_tellBothObjects() {
    String namespace = api().newNamespace();
    ObjectNode object = (ObjectNode) api().post(configMaps(namespace), configMap("a")).body();
    String path = configMaps(namespace) + "/a";
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, CONFIG_MAPS)) {
      object.withObject("/data").put("a", "2");
      api().put(path, object);
      api().awaitCached(path);
      api().patch(path, ApiUnderTest.MERGE, json("{'data':{'a':'3'}}"));
      api().awaitCached(path);
      api().patch(path, ApiUnderTest.MERGE, json("{'data':{'a':'3'}}")); // changes nothing
      api().delete(path);

      assertThat(hook.requests())
          .extracting(
              request ->
                  "%s %s %s>%s %s"
                      .formatted(
                          request.path("operation").asText(),
                          request.path("name").asText(),
                          request.at("/oldObject/data/a").asText(),
                          request.at("/object/data/a").asText("-"),
                          request.at("/options/kind").asText()))
          .containsExactly(
              "UPDATE a 1>2 UpdateOptions",
              "UPDATE a 2>3 UpdateOptions",
              "UPDATE a 3>3 UpdateOptions",
              "DELETE a 3>- DeleteOptions");
      assertThat(hook.requests().getLast().path("object").isNull()).isTrue();
    }
  }

  @Test
  default void changes_whenDenied_changeNothing() {
    String namespace = api().newNamespace();
    ObjectNode object = (ObjectNode) api().post(configMaps(namespace), configMap("a")).body();
    String path = configMaps(namespace) + "/a";
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, CONFIG_MAPS)) {
      hook.answer(request -> "'allowed':false,'status':{'code':418,'message':'tea'}");

      assertThat(api().delete(path).code()).isEqualTo(418);
      assertThat(api().patch(path, ApiUnderTest.MERGE, json("{'data':{'a':'3'}}")).code())
          .isEqualTo(418);
      assertThat(api().put(path, object.deepCopy().set("data", object.objectNode())).code())
          .isEqualTo(418);
      assertThat(api().delete(configMaps(namespace)).code()).isEqualTo(418);
      assertThat(api().get(path).body()).isEqualTo(object);
    }
  }

  @Test
  default void answer_whenItWarns_warnsTheClient() {
    String namespace = api().newNamespace();
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, CONFIG_MAPS)) {
      hook.answer(
          request ->
              "'allowed':true,'warnings':['say `hello`','twice','twice']".replace("`", "\\\""));
      Answer allowed = api().post(configMaps(namespace), configMap("a"));
      hook.answer(request -> "'allowed':false,'warnings':['mind']");
      Answer denied = api().post(configMaps(namespace), configMap("b"));

      assertThat(allowed.warnings())
          .containsExactly("299 - \"say \\\"hello\\\"\"", "299 - \"twice\"");
      assertThat(denied.warnings()).containsExactly("299 - \"mind\"");
    }
  }

  @Test
  default void dryRun_whenAllowed_asksAndStoresNothing() {
    String namespace = api().newNamespace();
    Answer stored = api().post(configMaps(namespace), configMap("a"));
    String path = configMaps(namespace) + "/a";
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, CONFIG_MAPS)) {
      Answer made = api().post(configMaps(namespace) + "?dryRun=All", configMap("b"));
      Answer patched =
          api().patch(path + "?dryRun=All", ApiUnderTest.MERGE, json("{'data':{'a':'2'}}"));
      Answer deleted = api().delete(path + "?dryRun=All");
      Answer again = api().delete(path, json("{'dryRun':['All']}"));

      assertThat(made.code()).isEqualTo(201);
      assertThat(made.resourceVersion()).isEmpty();
      assertThat(patched.body().at("/data/a").asText()).isEqualTo("2");
      assertThat(patched.resourceVersion()).isEqualTo(stored.resourceVersion());
      assertThat(deleted.code()).isEqualTo(200);
      assertThat(again.code()).isEqualTo(200);
      assertThat(api().get(path).body()).isEqualTo(stored.body());
      assertThat(api().get(configMaps(namespace) + "/b").code()).isEqualTo(404);
      assertThat(hook.requests())
          .hasSize(4)
          .allMatch(request -> request.path("dryRun").asBoolean());
    }
  }

  @Test
  default void update_whenTheObjectChangesMeanwhile_isAskedAgain() {
    String namespace = api().newNamespace();
    api().post(configMaps(namespace), configMap("a"));
    String path = configMaps(namespace) + "/a";
    AtomicBoolean first = new AtomicBoolean(true);
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, CONFIG_MAPS)) {
      hook.answer(
          request -> {
            if (first.getAndSet(false)) { // asks the server that waits for it
              api().patch(path, ApiUnderTest.MERGE, json("{'data':{'b':'2'}}"));
            }
            return "'allowed':true";
          });
      Answer patched = api().patch(path, ApiUnderTest.MERGE, json("{'data':{'a':'3'}}"));

      assertThat(patched.code()).isEqualTo(200);
      assertThat(patched.body().path("data").toString()).isEqualTo(json("{'a':'3','b':'2'}"));
      assertThat(hook.requests()).hasSize(3);
    }
  }

  @Test
  default void webhook_whenItIsGone_isAskedNoMore() {
    String namespace = api().newNamespace();
    Hook hook = new Hook();
    try (hook;
        var configuration =
            HookConfiguration.of(
                api(),
                hook,
                namespace,
                "'failurePolicy':'Fail'," + CONFIG_MAPS.replace("'*'", "'CREATE'"))) {
      hook.answer(request -> "'allowed':false");
      assertThat(api().post(configMaps(namespace), configMap("a")).code()).isEqualTo(400);

      assertThat(api().delete(configuration.path()).code()).isEqualTo(200);

      Awaitility.await()
          .until(() -> api().post(configMaps(namespace), configMap("a")).code() == 201);
    }
  }

  @Test
  default void failurePolicy_whenThereIsNoVerdict_decides() {
    String namespace = api().newNamespace();
    CountDownLatch never = new CountDownLatch(1);
    try (Hook hook = new Hook()) {
      hook.answer(request -> hang(never));
      try (var _ =
          HookConfiguration.of(
              api(), hook, namespace, "'timeoutSeconds':1,'failurePolicy':'Fail'," + CONFIG_MAPS)) {
        Answer late = api().post(configMaps(namespace), configMap("a"));
        hook.answer(request -> "'allowed':true,'uid':'another'");
        Answer wrong = api().post(configMaps(namespace), configMap("a"));

        for (Answer failed : new Answer[] {late, wrong}) {
          assertThat(failed.code()).isEqualTo(500);
          assertThat(failed.reason()).isEqualTo("InternalError");
          assertThat(failed.message())
              .startsWith("Internal error occurred: failed calling webhook \"" + WEBHOOK + "\": ");
          assertThat(
                  "Internal error occurred: "
                      + failed.body().at("/details/causes/0/message").asText())
              .isEqualTo(failed.message());
        }
        assertThat(late.message())
            .contains(
                "failed to call webhook: Post \"" + hook.url("/validate") + "?timeout=1s\": ");
      }
      try (var _ =
          HookConfiguration.of(api(), hook, namespace, "'failurePolicy':'Ignore'," + CONFIG_MAPS)) {
        assertThat(api().post(configMaps(namespace), configMap("a")).code()).isEqualTo(201);
      }
    } finally {
      never.countDown();
    }
  }

  private static String hang(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "'allowed':true";
  }

  @Test
  default void call_whenTheCertificateIsOfAnotherAuthority_fails() {
    String namespace = api().newNamespace();
    try (Hook hook = new Hook();
        Hook stranger = new Hook();
        var _ =
            HookConfiguration.of(
                api(),
                hook,
                namespace,
                HookConfiguration.client(
                    "url", HookConfiguration.quoted(hook.url("/validate")), stranger),
                CONFIG_MAPS)) {
      Answer failed = api().post(configMaps(namespace), configMap("a"));

      assertThat(failed.code()).isEqualTo(500);
      assertThat(failed.message()).contains("failed calling webhook");
      assertThat(hook.requests()).isEmpty();
    }
  }

  @Test
  default void call_whenTheBundleHoldsNoCertificates_fails() {
    String namespace = api().newNamespace();
    try (Hook hook = new Hook();
        var _ =
            HookConfiguration.of(
                api(),
                hook,
                namespace,
                "{'url':'%s','caBundle':'bm90IFBFTQ=='}".formatted(hook.url("/validate")),
                CONFIG_MAPS)) {
      Answer failed = api().post(configMaps(namespace), configMap("a"));

      assertThat(failed.code()).isEqualTo(500);
      assertThat(failed.message())
          .startsWith("Internal error occurred: failed calling webhook \"" + WEBHOOK + "\": ");
      assertThat(hook.requests()).isEmpty();
    }
  }

  @Test
  default void call_whenItIsAService_isForTheNameOfTheService() {
    String namespace = api().newNamespace();
    String service = "/api/v1/namespaces/default/services";
    try (Hook hook = new Hook();
        var _ =
            HookConfiguration.of(
                api(),
                hook,
                namespace,
                HookConfiguration.client(
                    "service",
                    "{'namespace':'default','name':'%s','path':'/validate','port':%d}"
                        .formatted(Hook.SERVICE, hook.port()),
                    hook),
                CONFIG_MAPS)) {
      Answer missing = api().post(configMaps(namespace), configMap("a"));
      api()
          .post(
              service,
              json(
                  "{'metadata':{'name':'%s'},'spec':{'type':'ExternalName','externalName':'localhost'}}"
                      .formatted(Hook.SERVICE)));

      assertThat(missing.code()).isEqualTo(500);
      assertThat(missing.message())
          .contains("https://contract-hook.default.svc:" + hook.port() + "/validate?timeout=10s")
          .contains("service \"contract-hook\" not found");
      Awaitility.await()
          .until(() -> api().post(configMaps(namespace), configMap("a")).code() == 201);
      assertThat(hook.requests()).isNotEmpty();
    } finally {
      api().delete(service + "/" + Hook.SERVICE);
    }
  }
}
