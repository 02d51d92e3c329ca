package io.flatnet.apiserver;

import static io.flatnet.apiserver.HookConfiguration.CONFIG_MAPS;
import static io.flatnet.apiserver.HookConfiguration.configMaps;
import static io.flatnet.apiserver.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ApiUnderTest.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Which requests validating webhooks are asked about, and which configurations are refused. */
interface WebhookMatchContract {
  /** As flatnet's own configuration has it. */
  String ANNOTATED =
      "[object, oldObject].exists(o, o != null && has(o.metadata) && has(o.metadata.annotations)"
          + " && (`x/one` in o.metadata.annotations || `x/two` in o.metadata.annotations))";

  ApiUnderTest api();

  private static String rule(
      String group, String version, String operation, String resource, String scope) {
    return "'rules':[{'apiGroups':['%s'],'apiVersions':['%s'],'operations':['%s'],'resources':['%s'],'scope':'%s'}]"
        .formatted(group, version, operation, resource, scope);
  }

  @Test
  default void rules_whenTheyDiffer_decide() {
    Map<String, Integer> asked = new LinkedHashMap<>();
    asked.put(rule("*", "*", "*", "*", "*"), 2);
    asked.put(rule("contract.flatnet.io", "v1", "CREATE", "widgets", "Namespaced"), 1);
    asked.put(rule("*", "*", "*", "widgets/status", "*"), 1);
    asked.put(rule("*", "*", "*", "*/status", "*"), 1);
    asked.put(rule("apps", "v1", "*", "widgets", "*"), 0);
    asked.put(rule("*", "v2", "*", "widgets", "*"), 0);
    asked.put(rule("*", "*", "DELETE", "widgets", "*"), 1);
    asked.put(rule("*", "*", "*", "widgets", "Cluster"), 0);
    asked.put(rule("*", "*", "*", "configmaps", "*"), 0);
    SoftAssertions all = new SoftAssertions();
    asked.forEach(
        (rule, times) -> {
          String namespace = api().newNamespace();
          try (Hook hook = new Hook();
              var _ = HookConfiguration.of(api(), hook, namespace, rule)) {
            Answer made =
                api().post(Widgets.collection(namespace), Widgets.widget("w", "{'size':1}"));
            Answer patched =
                api()
                    .patch(
                        Widgets.path(namespace, "w") + "/status",
                        ApiUnderTest.MERGE,
                        json("{'status':{'phase':'x'}}"));
            api().awaitCached(Widgets.path(namespace, "w"));
            Answer deleted = api().delete(Widgets.path(namespace, "w"));
            all.assertThat(List.of(made.code(), patched.code(), deleted.code()))
                .as("%s: %s %s %s", rule, made, patched, deleted)
                .isEqualTo(List.of(201, 200, 200));
            all.assertThat(hook.requests()).as(rule).hasSize(times);
          }
        });
    all.assertAll();
  }

  @Test
  default void status_whenAsked_isNamedAsSubresource() {
    String namespace = api().newNamespace();
    api().post(Widgets.collection(namespace), Widgets.widget("w", "{'size':1}"));
    try (Hook hook = new Hook();
        var _ =
            HookConfiguration.of(
                api(), hook, namespace, rule("*", "*", "*", "widgets/status", "*"))) {
      api()
          .patch(
              Widgets.path(namespace, "w") + "/status",
              ApiUnderTest.MERGE,
              json("{'status':{'phase':'x'}}"));

      assertThat(hook.requests().getFirst().path("subResource").asText()).isEqualTo("status");
      assertThat(hook.requests().getFirst().path("requestSubResource").asText())
          .isEqualTo("status");
      assertThat(hook.requests().getFirst().at("/object/status/phase").asText()).isEqualTo("x");
    }
  }

  @Test
  default void objectSelector_whenOldOrNewObjectIsSelected_asks() {
    String namespace = api().newNamespace();
    try (Hook hook = new Hook();
        var _ =
            HookConfiguration.of(
                api(),
                hook,
                namespace,
                "'objectSelector':{'matchExpressions':[{'key':'c','operator':'In','values':['red','blue']},{'key':'d','operator':'DoesNotExist'}]},"
                    + CONFIG_MAPS)) {
      String path = configMaps(namespace) + "/a";
      api().post(configMaps(namespace), json("{'metadata':{'name':'a'}}"));
      assertThat(hook.requests()).isEmpty();
      for (String labels : List.of("{'c':'red'}", "{'c':'green'}", "{'d':'1'}", "{'c':'blue'}")) {
        api()
            .patch(
                path,
                ApiUnderTest.MERGE,
                json("{'metadata':{'labels':%s}}".formatted(labels))); // merged
        api().awaitCached(path);
      }
      assertThat(hook.requests())
          .extracting(
              request ->
                  request.at("/oldObject/metadata/labels/c").asText("-")
                      + ">"
                      + request.at("/object/metadata/labels/c").asText("-"))
          .containsExactly("->red", "red>green");
    }
  }

  @Test
  default void namespaceSelector_whenItIsAnotherNamespace_doesNotAsk() {
    String namespace = api().newNamespace();
    try (Hook hook = new Hook();
        var _ =
            HookConfiguration.of(
                api(),
                hook,
                namespace,
                "'namespaceSelector':{'matchExpressions':[{'key':'kubernetes.io/metadata.name','operator':'NotIn','values':['%s','default','kube-system']},{'key':'asked','operator':'Exists'}]},%s"
                    .formatted(namespace, CONFIG_MAPS))) {
      String other = api().newNamespace();
      api()
          .patch(
              "/api/v1/namespaces/" + other,
              ApiUnderTest.MERGE,
              json("{'metadata':{'labels':{'asked':''}}}"));
      api().post(configMaps(namespace), json("{'metadata':{'name':'a'}}"));
      assertThat(hook.requests()).isEmpty();

      Awaitility.await()
          .until(
              () -> {
                api().post(configMaps(other), json("{'metadata':{'generateName':'b'}}"));
                return !hook.requests().isEmpty();
              });
      assertThat(hook.requests())
          .allMatch(request -> request.path("namespace").asText().equals(other));
    }
  }

  @Test
  default void matchConditions_whenTheyAreOfOurOwnConfiguration_decide() {
    String namespace = api().newNamespace();
    String conditions =
        "'matchConditions':[{'name':'a','expression':'object == null || !has(object.metadata.deletionTimestamp)'},{'name':'b','expression':'%s'}],"
            .formatted(ANNOTATED);
    try (Hook hook = new Hook();
        var _ = HookConfiguration.of(api(), hook, namespace, conditions + CONFIG_MAPS)) {
      String path = configMaps(namespace) + "/a";
      Answer made =
          api()
              .post(
                  configMaps(namespace), json("{'metadata':{'name':'a','finalizers':['x.io/f']}}"));
      assertThat(made.code()).as(made.toString()).isEqualTo(201);
      for (String annotations :
          List.of("{'x/three':''}", "{'x/one':'1'}", "{'x/one':null}", "{'x/two':''}")) {
        annotate(path, annotations);
      }
      api().delete(path); // the finalizer keeps it
      api().awaitCached(path);
      annotate(path, "{'x/two':'2'}"); // it is being deleted
      api().patch(path, ApiUnderTest.MERGE, json("{'metadata':{'finalizers':null}}"));

      assertThat(hook.requests())
          .extracting(
              request ->
                  request.path("operation").asText()
                      + " "
                      + request.at("/oldObject/metadata/annotations").size()
                      + ">"
                      + request.at("/object/metadata/annotations").size())
          .containsExactly("UPDATE 1>2", "UPDATE 2>1", "UPDATE 1>2", "DELETE 2>0");
    }
  }

  private void annotate(String path, String annotations) {
    Answer answer =
        api()
            .patch(
                path,
                ApiUnderTest.MERGE,
                json("{'metadata':{'annotations':%s}}".formatted(annotations)));
    assertThat(answer.code()).isEqualTo(200);
    api().awaitCached(path);
  }

  @Test
  default void configuration_whenItIsWrong_isRefusedWithTheField() {
    String url = "{'url':'https://127.0.0.1:1/'}";
    String good = HookConfiguration.webhook("a.b.c", url, CONFIG_MAPS);
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put(good.replace("a.b.c", "a.b"), "webhooks[0].name");
    wrong.put(good.replace("'None'", "'Some'"), "webhooks[0].sideEffects");
    wrong.put(good.replace("'sideEffects':'None',", ""), "webhooks[0].sideEffects");
    wrong.put(good.replace("['v1'],'rules'", "[],'rules'"), "webhooks[0].admissionReviewVersions");
    wrong.put(good.replace(url, "{}"), "webhooks[0].clientConfig");
    wrong.put(good.replace("https", "http"), "webhooks[0].clientConfig.url");
    wrong.put(good.replace("'rules'", "'timeoutSeconds':31,'rules'"), "webhooks[0].timeoutSeconds");
    wrong.put(good.replace("'rules'", "'failurePolicy':'No','rules'"), "webhooks[0].failurePolicy");
    wrong.put(good.replace("['*']", "[]"), "webhooks[0].rules[0].operations");
    wrong.put(good.replace("['configmaps']", "[]"), "webhooks[0].rules[0].resources");
    wrong.put(good + "," + good, "webhooks[1].name");
    SoftAssertions all = new SoftAssertions();
    wrong.forEach(
        (webhooks, field) -> {
          Answer answer =
              api()
                  .post(
                      HookConfiguration.COLLECTION,
                      HookConfiguration.configuration("wrong", webhooks));
          all.assertThat(answer.code()).as(answer.toString()).isEqualTo(422);
          all.assertThat(answer.body().at("/details/causes").findValuesAsText("field"))
              .as(answer.toString())
              .containsExactly(field);
        });
    all.assertAll();
  }

  @Test
  default void configuration_whenItsWebhooksChange_countsAGeneration() {
    String one = HookConfiguration.webhook("a.b.c", "{'url':'https://127.0.0.1:1/'}", "'rules':[]");
    Answer made =
        api().post(HookConfiguration.COLLECTION, HookConfiguration.configuration("counts", one));
    try {
      assertThat(made.body().at("/metadata/generation").asInt()).isEqualTo(1);
      ObjectNode changed = (ObjectNode) made.body();
      changed.putArray("webhooks");
      Answer put = api().put(HookConfiguration.COLLECTION + "/counts", changed);
      assertThat(put.body().at("/metadata/generation").asInt()).isEqualTo(2);
    } finally {
      assertThat(
              api().delete(HookConfiguration.COLLECTION + "/counts").body().path("kind").asText())
          .isEqualTo("Status");
    }
  }
}
