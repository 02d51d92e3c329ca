package io.flatnet.apiserver;

import static io.flatnet.apiserver.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ApiUnderTest.Answer;
import org.junit.jupiter.api.Test;

/** Create, get, list and update of built-in kinds. */
interface CrudContract {
  ApiUnderTest api();

  private static String configMap(String name) {
    return json(
        "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'},'data':{'a':'1'}}"
            .formatted(name));
  }

  private static String configMaps(String namespace) {
    return "/api/v1/namespaces/%s/configmaps".formatted(namespace);
  }

  @Test
  default void create_whenNew_answersTheObjectWithSystemFields() {
    String namespace = api().newNamespace();
    Answer created = api().post(configMaps(namespace), configMap("a"));

    assertThat(created.code()).isEqualTo(201);
    assertThat(created.uid()).hasSize(36);
    assertThat(created.resourceVersion()).matches("[1-9][0-9]*");
    assertThat(created.body().at("/metadata/creationTimestamp").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(created.body().at("/metadata/namespace").asText()).isEqualTo(namespace);
    assertThat(api().get(configMaps(namespace) + "/a").body()).isEqualTo(created.body());
  }

  @Test
  default void create_whenNameIsTaken_conflicts() {
    String namespace = api().newNamespace();
    api().post(configMaps(namespace), configMap("a"));

    Answer again = api().post(configMaps(namespace), configMap("a"));

    assertThat(again.code()).isEqualTo(409);
    assertThat(again.reason()).isEqualTo("AlreadyExists");
    assertThat(again.message()).isEqualTo("configmaps \"a\" already exists");
    assertThat(again.body().path("details").toString())
        .isEqualTo(json("{'name':'a','kind':'configmaps'}"));
  }

  @Test
  default void create_whenNamespaceIsMissing_isNotFound() {
    Answer answer = api().post(configMaps("nowhere"), configMap("a"));

    assertThat(answer.code()).isEqualTo(404);
    assertThat(answer.message()).isEqualTo("namespaces \"nowhere\" not found");
  }

  @Test
  default void create_whenNameIsGenerated_addsFiveCharacters() {
    String namespace = api().newNamespace();
    Answer created =
        api().post(configMaps(namespace), json("{'metadata':{'generateName':'abc-'}}"));

    assertThat(created.code()).isEqualTo(201);
    assertThat(created.body().at("/metadata/name").asText())
        .matches("abc-[bcdfghjklmnpqrstvwxz2456789]{5}");
  }

  @Test
  default void create_whenThereIsNoName_isInvalid() {
    Answer answer = api().post(configMaps(api().newNamespace()), json("{'metadata':{}}"));

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message()).contains("name or generateName is required");
    assertThat(answer.body().at("/details/causes/0/field").asText()).isEqualTo("metadata.name");
  }

  @Test
  default void create_whenNameIsBad_isInvalid() {
    Answer answer = api().post(configMaps(api().newNamespace()), configMap("Bad_Name"));

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.reason()).isEqualTo("Invalid");
    assertThat(answer.message()).startsWith("ConfigMap \"Bad_Name\" is invalid: metadata.name:");
  }

  @Test
  default void create_whenLabelValueEndsInADot_isInvalid() {
    Answer answer =
        api()
            .post(
                configMaps(api().newNamespace()),
                json("{'metadata':{'name':'a','labels':{'ip':'fd00..'}}}"));

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.body().at("/details/causes/0/field").asText()).isEqualTo("metadata.labels");
  }

  @Test
  default void create_whenALabelIsNoString_isBadRequest() {
    Answer answer =
        api()
            .post(
                configMaps(api().newNamespace()),
                json("{'metadata':{'name':'a','labels':{'b':1}}}"));

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("BadRequest");
  }

  @Test
  default void create_whenResourceVersionIsSet_isRefused() {
    Answer answer =
        api()
            .post(
                configMaps(api().newNamespace()),
                json("{'metadata':{'name':'a','resourceVersion':'5'}}"));

    assertThat(answer.code()).isEqualTo(500);
    assertThat(answer.message())
        .isEqualTo("resourceVersion should not be set on objects to be created");
  }

  @Test
  default void create_whenNamespaceInBodyIsAnother_isBadRequest() {
    Answer answer =
        api()
            .post(
                configMaps(api().newNamespace()),
                json("{'metadata':{'name':'a','namespace':'default'}}"));

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message())
        .isEqualTo(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
  }

  @Test
  default void create_whenKindIsAnother_isBadRequest() {
    Answer answer =
        api()
            .post(
                configMaps(api().newNamespace()),
                json("{'apiVersion':'v1','kind':'Secret','metadata':{'name':'a'}}"));

    assertThat(answer.code()).isEqualTo(400);
  }

  @Test
  default void create_whenBodyIsNoJson_isBadRequest() {
    assertThat(api().post(configMaps(api().newNamespace()), "{nonsense").code()).isEqualTo(400);
  }

  @Test
  default void get_whenObjectIsMissing_isNotFound() {
    Answer answer = api().get("/apis/coordination.k8s.io/v1/namespaces/default/leases/none");

    assertThat(answer.code()).isEqualTo(404);
    assertThat(answer.reason()).isEqualTo("NotFound");
    assertThat(answer.message()).isEqualTo("leases.coordination.k8s.io \"none\" not found");
    assertThat(answer.body().path("details").toString())
        .isEqualTo(json("{'name':'none','group':'coordination.k8s.io','kind':'leases'}"));
  }

  @Test
  default void get_whenResourceIsUnknown_isNotFound() {
    for (String path : new String[] {"/api/v1/gadgets", "/apis/no.such.group/v1/things", "/x"}) {
      Answer answer = api().get(path);
      assertThat(answer.code()).as(path).isEqualTo(404);
    }
  }

  @Test
  default void post_whenPathIsThatOfAllNamespaces_isNotAllowed() {
    assertThat(api().post("/api/v1/configmaps", configMap("a")).code()).isEqualTo(405);
  }

  @Test
  default void list_whenKindIsBuiltIn_givesItemsWithoutKind() {
    String namespace = api().newNamespace();
    api().post(configMaps(namespace), configMap("b"));
    api().post(configMaps(namespace), configMap("a"));

    Answer list =
        api().get(configMaps(namespace) + "?fieldSelector=metadata.name!=kube-root-ca.crt");

    assertThat(list.body().path("kind").asText()).isEqualTo("ConfigMapList");
    assertThat(list.resourceVersion()).matches("[1-9][0-9]*");
    assertThat(list.body().path("items").findValuesAsText("name")).containsExactly("a", "b");
    assertThat(list.body().at("/items/0").has("kind")).isFalse();
    assertThat(list.body().at("/items/0/data/a").asText()).isEqualTo("1");
  }

  @Test
  default void list_whenNothingMatches_isAnEmptyArray() {
    Answer list = api().get(configMaps(api().newNamespace()) + "?labelSelector=a%3Db");

    assertThat(list.body().path("items").isArray()).isTrue();
    assertThat(list.body().path("items")).isEmpty();
  }

  @Test
  default void update_whenVersionIsOld_conflicts() {
    String namespace = api().newNamespace();
    Answer created = api().post(configMaps(namespace), configMap("a"));
    ObjectNode first = created.body().deepCopy();
    first.withObject("/data").put("a", "2");
    assertThat(api().put(configMaps(namespace) + "/a", first).code()).isEqualTo(200);
    first.withObject("/data").put("a", "3");

    Answer second = api().put(configMaps(namespace) + "/a", first);

    assertThat(second.code()).isEqualTo(409);
    assertThat(second.reason()).isEqualTo("Conflict");
    assertThat(second.message())
        .isEqualTo(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
                + " please apply your changes to the latest version and try again");
  }

  @Test
  default void update_whenNothingChanges_keepsTheVersion() {
    String namespace = api().newNamespace();
    Answer created = api().post(configMaps(namespace), configMap("a"));

    Answer updated = api().put(configMaps(namespace) + "/a", created.body());

    assertThat(updated.code()).isEqualTo(200);
    assertThat(updated.resourceVersion()).isEqualTo(created.resourceVersion());
  }

  @Test
  default void update_whenUidIsAnother_conflicts() {
    String namespace = api().newNamespace();
    Answer created = api().post(configMaps(namespace), configMap("a"));
    ObjectNode other = created.body().deepCopy();
    other.withObject("/metadata").put("uid", "11111111-2222-3333-4444-555555555555");

    Answer updated = api().put(configMaps(namespace) + "/a", other);

    assertThat(updated.code()).isEqualTo(409);
    assertThat(updated.message())
        .contains("Precondition failed: UID in precondition: 11111111-2222-3333-4444-555555555555");
  }

  @Test
  default void update_whenNameIsAnother_isBadRequest() {
    String namespace = api().newNamespace();
    Answer created = api().post(configMaps(namespace), configMap("a"));

    Answer updated = api().put(configMaps(namespace) + "/b", created.body());

    assertThat(updated.code()).isEqualTo(400);
    assertThat(updated.message())
        .isEqualTo("the name of the object (a) does not match the name on the URL (b)");
  }

  @Test
  default void update_whenObjectIsMissing_isNotFound() {
    String namespace = api().newNamespace();
    ObjectNode body = Json.object();
    body.withObject("/metadata").put("name", "a");

    assertThat(api().put(configMaps(namespace) + "/a", body).code()).isEqualTo(404);
  }

  @Test
  default void update_whenLeaseIsMissing_createsIt() {
    String leases =
        "/apis/coordination.k8s.io/v1/namespaces/%s/leases/l".formatted(api().newNamespace());
    ObjectNode body = Json.object();
    body.withObject("/metadata").put("name", "l");

    assertThat(api().put(leases, body).code()).isEqualTo(201);
  }

  @Test
  default void update_whenVersionIsMissingOnALease_isInvalid() {
    String leases =
        "/apis/coordination.k8s.io/v1/namespaces/%s/leases/l".formatted(api().newNamespace());
    ObjectNode body = Json.object();
    body.withObject("/metadata").put("name", "l");
    api().put(leases, body);

    Answer answer = api().put(leases, body);

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.body().at("/details/causes/0/field").asText())
        .isEqualTo("metadata.resourceVersion");
  }
}
