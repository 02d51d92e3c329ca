package io.flatnet.apiserver;

import static io.flatnet.apiserver.ApiUnderTest.MERGE;
import static io.flatnet.apiserver.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ApiUnderTest.Answer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Definitions and their objects: schema, pruning, defaults, discovery, tables. */
interface CustomResourceContract {
  ApiUnderTest api();

  private Answer create(String spec) {
    return api().post(Widgets.collection(api().newNamespace()), Widgets.widget("w", json(spec)));
  }

  @Test
  default void create_whenFieldsAreUnknown_prunesThem() {
    Answer created =
        create("{'size':1,'unknown':2,'free':{'any':{'thing':1}},'parts':[{'id':1,'no':2}]}");

    assertThat(created.code()).as(created.message()).isEqualTo(201);
    assertThat(created.body().path("spec").has("unknown")).isFalse();
    assertThat(created.body().at("/spec/free/any/thing").asInt()).isEqualTo(1);
    assertThat(created.body().at("/spec/parts/0").toString()).isEqualTo(json("{'id':1}"));
    assertThat(created.body().at("/metadata/generation").asInt()).isEqualTo(1);
  }

  @Test
  default void create_whenStrictAndFieldsAreUnknown_isBadRequest() {
    Answer answer =
        api()
            .post(
                Widgets.collection(api().newNamespace()) + "?fieldValidation=Strict",
                Widgets.widget("w", json("{'unknown':2}")));

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).contains("strict decoding error: unknown field \"spec.unknown\"");
  }

  @Test
  default void create_whenNullIsAllowed_keepsItAndFillsDefaults() {
    Answer created = create("{'color':null,'tags':null,'level':null}");

    assertThat(created.code()).as(created.message()).isEqualTo(201);
    assertThat(created.body().at("/spec/color").isNull()).isTrue();
    assertThat(created.body().at("/spec/tags").isNull()).isTrue();
    assertThat(created.body().at("/spec/level").asText()).isEqualTo("low");
  }

  @Test
  default void create_whenNullIsNotAllowed_dropsIt() {
    Answer created = create("{'size':null,'limits':{'a':null,'b':1}}");

    assertThat(created.code()).as(created.message()).isEqualTo(201);
    assertThat(created.body().path("spec").has("size")).isFalse();
    assertThat(created.body().at("/spec/limits").toString()).isEqualTo(json("{'b':1}"));
  }

  @Test
  default void create_whenWholeSpecIsNull_isAccepted() {
    assertThat(create("null").code()).isEqualTo(201);
  }

  @Test
  default void create_whenValuesAreWrong_namesTheFields() {
    String[][] rows = {
      {"{'size':'big'}", "spec.size", "FieldValueTypeInvalid"},
      {"{'tags':[null]}", "spec.tags[0]", "FieldValueTypeInvalid"},
      {"{'tags':[1]}", "spec.tags[0]", "FieldValueTypeInvalid"},
      {"{'limits':{'a':'x'}}", "spec.limits.a", "FieldValueTypeInvalid"},
      {"{'size':101}", "spec.size", "FieldValueInvalid"},
      {"{'shape':'flat'}", "spec.shape", "FieldValueNotSupported"},
      {"{'parts':[{}]}", "spec.parts[0].id", "FieldValueRequired"},
    };
    for (String[] row : rows) {
      Answer answer = create(row[0]);
      assertThat(answer.code()).as(row[0]).isEqualTo(422);
      assertThat(answer.reason()).as(row[0]).isEqualTo("Invalid");
      assertThat(answer.body().at("/details/causes/0/field").asText()).as(row[0]).isEqualTo(row[1]);
      assertThat(answer.body().at("/details/causes/0/reason").asText())
          .as(row[0])
          .isEqualTo(row[2]);
    }
  }

  @Test
  default void create_whenTypeIsWrong_saysSoAsTheRealServer() {
    Answer answer = create("{'size':'big'}");

    assertThat(answer.message())
        .isEqualTo(
            "Widget.contract.flatnet.io \"w\" is invalid: spec.size: Invalid value: \"string\":"
                + " spec.size in body must be of type integer: \"string\"");
  }

  @Test
  default void list_bySelectableField_answersWhatHasIt() {
    String collection = Widgets.collection(api().newNamespace());
    api().post(collection, Widgets.widget("r", json("{'color':'red'}")));
    api().post(collection, Widgets.widget("g", json("{'color':'green'}")));
    api().post(collection, Widgets.widget("n", json("{'color':null}")));
    api().post(collection, Widgets.widget("absent", "null"));
    String[][] expected = {
      {"spec.color%3Dred", "r"}, {"spec.color!%3Dred", "absent", "g", "n"}, {"spec.color%3Dblue"}
    };
    for (String[] row : expected) {
      Answer list = api().get(collection + "?fieldSelector=" + row[0]);
      assertThat(list.body().path("items").findValuesAsText("name"))
          .as(row[0])
          .containsExactly(Arrays.copyOfRange(row, 1, row.length));
    }
  }

  @Test
  default void create_whenKindIsMissing_isBadRequest() {
    Answer answer =
        api().post(Widgets.collection(api().newNamespace()), json("{'metadata':{'name':'w'}}"));

    assertThat(answer.code()).isEqualTo(400);
  }

  @Test
  default void create_whenStatusIsGiven_dropsIt() {
    Answer created =
        api()
            .post(
                Widgets.collection(api().newNamespace()),
                json(
                    "{'apiVersion':'contract.flatnet.io/v1','kind':'Widget','metadata':{'name':'w'},'status':{'phase':'x'}}"));

    assertThat(created.code()).isEqualTo(201);
    assertThat(created.body().has("status")).isFalse();
  }

  @Test
  default void updateStatus_whenTypeIsWrong_isInvalid() {
    String namespace = api().newNamespace();
    api().post(Widgets.collection(namespace), Widgets.widget("w", "{}"));

    Answer answer =
        api()
            .patch(
                Widgets.path(namespace, "w") + "/status", MERGE, json("{'status':{'count':'x'}}"));

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.body().at("/details/causes/0/field").asText()).isEqualTo("status.count");
  }

  @Test
  default void update_whenVersionIsMissing_isInvalid() {
    String namespace = api().newNamespace();
    Answer created =
        api().post(Widgets.collection(namespace), Widgets.widget("w", json("{'size':1}")));
    ObjectNode body = created.body().deepCopy();
    body.withObject("/metadata").remove("resourceVersion");

    Answer answer = api().put(Widgets.path(namespace, "w"), body);

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.body().at("/details/causes/0/field").asText())
        .isEqualTo("metadata.resourceVersion");
  }

  @Test
  default void list_whenKindIsCustom_givesItemsWithKind() {
    String namespace = api().newNamespace();
    api().post(Widgets.collection(namespace), Widgets.widget("w", json("{'size':1}")));

    Answer list = api().get(Widgets.collection(namespace));

    assertThat(list.body().path("kind").asText()).isEqualTo("WidgetList");
    assertThat(list.body().at("/items/0/kind").asText()).isEqualTo("Widget");
  }

  @Test
  default void list_whenTableIsWanted_hasTheColumnsOfTheDefinition() {
    String namespace = api().newNamespace();
    api().post(Widgets.collection(namespace), Widgets.widget("w", json("{'size':42}")));

    Answer table =
        api()
            .get(
                Widgets.collection(namespace),
                "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

    assertThat(table.body().path("kind").asText()).isEqualTo("Table");
    assertThat(table.body().path("columnDefinitions").findValuesAsText("name"))
        .containsExactly("Name", "Size", "Age");
    assertThat(table.body().at("/rows/0/cells/0").asText()).isEqualTo("w");
    assertThat(table.body().at("/rows/0/cells/1").asInt()).isEqualTo(42);
    assertThat(table.body().at("/rows/0/object/metadata/name").asText()).isEqualTo("w");
  }

  @Test
  default void discovery_whenDefined_showsTheResource() {
    assertThat(api().get("/apis").body().toString()).contains("contract.flatnet.io/v1");
    Answer group = api().get("/apis/contract.flatnet.io");
    assertThat(group.body().at("/preferredVersion/version").asText()).isEqualTo("v1");
    Answer resources = api().get("/apis/contract.flatnet.io/v1");
    assertThat(resources.body().path("resources").findValuesAsText("name"))
        .containsExactlyInAnyOrder("widgets", "widgets/status");
    assertThat(resources.body().at("/resources/0/shortNames/0").asText()).isEqualTo("wd");
    assertThat(api().get("/api").body().at("/versions/0").asText()).isEqualTo("v1");
    assertThat(api().get("/version").body().path("minor").asText()).startsWith("36");
    assertThat(api().get("/openapi/v3").body().path("paths").has("apis/contract.flatnet.io/v1"))
        .isTrue();
    assertThat(api().get("/readyz").body().asText()).isEqualTo("ok");
  }

  @Test
  default void deleteDefinition_whenItHasObjects_removesThemAndStopsServing() {
    Widgets.define(api(), "gone.flatnet.io");
    String namespace = api().newNamespace();
    String collection = Widgets.collection(namespace).replace("contract.", "gone.");
    assertThat(
            api().post(collection, Widgets.widget("w", "{}").replace("contract.", "gone.")).code())
        .isEqualTo(201);
    String definition =
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.gone.flatnet.io";

    assertThat(api().delete(definition).code()).isEqualTo(200);

    await().until(() -> api().get(definition).code() == 404);
    await().until(() -> api().get(collection).code() == 404);
  }

  @Test
  default void createDefinition_whenNameDoesNotFit_isInvalid() {
    Answer answer =
        api()
            .post(
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                Widgets.definition("bad.flatnet.io").replace("widgets.bad", "other.bad"));

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.body().at("/details/causes").findValuesAsText("field"))
        .contains("metadata.name");
  }
}
