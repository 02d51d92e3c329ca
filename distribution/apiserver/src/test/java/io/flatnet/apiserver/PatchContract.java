package io.flatnet.apiserver;

import static io.flatnet.apiserver.ApiUnderTest.JSON_PATCH;
import static io.flatnet.apiserver.ApiUnderTest.MERGE;
import static io.flatnet.apiserver.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.apiserver.ApiUnderTest.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Merge patch, JSON patch, and the status endpoint. */
interface PatchContract {
  ApiUnderTest api();

  /** Makes a widget and gives its path. */
  private String widget(String spec) {
    String namespace = api().newNamespace();
    Answer created = api().post(Widgets.collection(namespace), Widgets.widget("w", json(spec)));
    assertThat(created.code()).as(created.message()).isEqualTo(201);
    return Widgets.path(namespace, "w");
  }

  @Test
  default void mergePatch_whenFieldsAreSetAndNull_mergesAndRemoves() {
    String path = widget("{'size':1,'color':'red','limits':{'a':1,'b':2}}");

    Answer patched =
        api()
            .patch(path, MERGE, json("{'spec':{'size':2,'limits':{'a':null,'c':3},'tags':['x']}}"));

    assertThat(patched.code()).isEqualTo(200);
    assertThat(patched.body().path("spec"))
        .isEqualTo(
            Json.parseObject(
                ByteBuffer.wrap(
                    json("{'color':'red','level':'low','limits':{'b':2,'c':3},'size':2,'tags':['x']}")
                        .getBytes(StandardCharsets.UTF_8)),
                false));
    assertThat(patched.body().at("/metadata/generation").asInt()).isEqualTo(2);
  }

  @Test
  default void mergePatch_whenVersionInItIsOld_conflicts() {
    String path = widget("{'size':1}");
    String old = api().get(path).resourceVersion();
    api().patch(path, MERGE, json("{'spec':{'size':2}}"));

    Answer answer =
        api()
            .patch(
                path,
                MERGE,
                json("{'metadata':{'resourceVersion':'%s'},'spec':{'size':3}}".formatted(old)));

    assertThat(answer.code()).isEqualTo(409);
    assertThat(answer.reason()).isEqualTo("Conflict");
  }

  @Test
  default void mergePatch_whenNothingChanges_keepsTheVersion() {
    String path = widget("{'size':1}");
    String before = api().get(path).resourceVersion();

    assertThat(api().patch(path, MERGE, json("{'spec':{'size':1}}")).resourceVersion())
        .isEqualTo(before);
  }

  @Test
  default void mergePatch_whenStatusGoesToTheMainEndpoint_isIgnored() {
    String path = widget("{'size':1}");

    Answer patched = api().patch(path, MERGE, json("{'status':{'phase':'Ready'}}"));

    assertThat(patched.code()).isEqualTo(200);
    assertThat(patched.body().has("status")).isFalse();
  }

  @Test
  default void mergePatch_whenSpecGoesToTheStatusEndpoint_isIgnored() {
    String path = widget("{'size':1}");

    Answer patched =
        api()
            .patch(
                path + "/status",
                MERGE,
                json(
                    "{'metadata':{'labels':{'a':'b'}},'spec':{'size':5},'status':{'phase':'Ready'}}"));

    assertThat(patched.code()).isEqualTo(200);
    assertThat(patched.body().at("/status/phase").asText()).isEqualTo("Ready");
    assertThat(patched.body().at("/spec/size").asInt()).isEqualTo(1);
    assertThat(patched.body().at("/metadata/labels").isMissingNode()).isTrue();
    assertThat(patched.body().at("/metadata/generation").asInt()).isEqualTo(1);
  }

  @Test
  default void mergePatch_whenFinalizersAreSet_storesThem() {
    String path = widget("{'size':1}");

    Answer patched =
        api().patch(path, MERGE, json("{'metadata':{'finalizers':['flatnet.io/test']}}"));
    assertThat(patched.body().at("/metadata/finalizers/0").asText()).isEqualTo("flatnet.io/test");

    api().patch(path, MERGE, json("{'metadata':{'finalizers':null}}"));
    assertThat(api().get(path).body().at("/metadata/finalizers").isMissingNode()).isTrue();
  }

  @Test
  default void mergePatch_whenObjectIsMissing_isNotFound() {
    String path = Widgets.path(api().newNamespace(), "none");

    assertThat(api().patch(path, MERGE, "{}").code()).isEqualTo(404);
  }

  @Test
  default void mergePatch_whenItIsNoJson_isBadRequest() {
    assertThat(api().patch(widget("{}"), MERGE, "{nonsense").code()).isEqualTo(400);
  }

  @Test
  default void jsonPatch_whenOperationsFit_appliesThemInOrder() {
    String path = widget("{'size':1,'tags':['a','b']}");

    Answer patched =
        api()
            .patch(
                path,
                JSON_PATCH,
                json(
                    """
                    [{'op':'test','path':'/spec/size','value':1},
                     {'op':'replace','path':'/spec/size','value':2},
                     {'op':'add','path':'/spec/tags/-','value':'c'},
                     {'op':'add','path':'/spec/tags/0','value':'z'},
                     {'op':'remove','path':'/spec/tags/1'},
                     {'op':'copy','from':'/spec/size','path':'/spec/limits','value':1},
                     {'op':'add','path':'/spec/limits','value':{'a':1}}]
                    """));

    assertThat(patched.code()).as(patched.message()).isEqualTo(200);
    assertThat(patched.body().at("/spec/size").asInt()).isEqualTo(2);
    assertThat(patched.body().at("/spec/tags").toString()).isEqualTo(json("['z','b','c']"));
    assertThat(patched.body().at("/spec/limits").toString()).isEqualTo(json("{'a':1}"));
  }

  @Test
  default void jsonPatch_whenItReplacesWhatIsMissing_addsIt() {
    Answer patched =
        api()
            .patch(
                widget("{'size':1}"),
                JSON_PATCH,
                json("[{'op':'replace','path':'/spec/color','value':'red'}]"));

    assertThat(patched.code()).isEqualTo(200);
    assertThat(patched.body().at("/spec/color").asText()).isEqualTo("red");
  }

  @Test
  default void jsonPatch_whenKeyHasASlash_isEscaped() {
    Answer patched =
        api()
            .patch(
                widget("{}"),
                JSON_PATCH,
                json(
                    "[{'op':'add','path':'/metadata/labels','value':{}},{'op':'add','path':'/metadata/labels/a.io~1b','value':'c'}]"));

    assertThat(patched.body().at("/metadata/labels").toString()).isEqualTo(json("{'a.io/b':'c'}"));
  }

  @Test
  default void jsonPatch_whenItDoesNotFit_isUnprocessable() {
    String path = widget("{'size':1}");
    for (String patch :
        new String[] {
          "[{'op':'remove','path':'/spec/color'}]",
          "[{'op':'test','path':'/spec/size','value':9}]",
          "[{'op':'add','path':'/nowhere/at/all','value':9}]"
        }) {
      Answer answer = api().patch(path, JSON_PATCH, json(patch));
      assertThat(answer.code()).as(patch).isEqualTo(422);
      assertThat(answer.reason()).as(patch).isEqualTo("Invalid");
    }
  }

  @Test
  default void jsonPatch_whenItIsNoList_isBadRequest() {
    assertThat(api().patch(widget("{}"), JSON_PATCH, "{}").code()).isEqualTo(400);
  }

  @Test
  default void strategicPatch_whenKindIsCustom_isUnsupportedMediaType() {
    Answer answer = api().patch(widget("{}"), "application/strategic-merge-patch+json", "{}");

    assertThat(answer.code()).isEqualTo(415);
    assertThat(answer.reason()).isEqualTo("UnsupportedMediaType");
  }

  @Test
  default void patch_whenMediaTypeIsUnknown_isUnsupportedMediaType() {
    assertThat(api().patch(widget("{}"), "application/json", "{}").code()).isEqualTo(415);
  }

  @Test
  default void updateStatus_whenVersionIsOld_conflicts() {
    String path = widget("{'size':1}");
    Answer before = api().get(path);
    api().patch(path, MERGE, json("{'spec':{'size':2}}"));

    assertThat(api().put(path + "/status", before.body()).code()).isEqualTo(409);
  }

  @Test
  default void getStatus_whenObjectIsThere_answersAllOfIt() {
    String path = widget("{'size':1}");

    assertThat(api().get(path + "/status").body()).isEqualTo(api().get(path).body());
  }

  @Test
  default void patch_whenItChangesWhichObjectItIs_isRefused() {
    String path = widget("{'size':1}");
    String[][] rows = {
      {"{'metadata':{'name':'other'}}", "400"},
      {"{'metadata':{'namespace':'other'}}", "400"},
      {"{'metadata':{'uid':'other'}}", "422"},
      {"{'kind':'Other'}", "422"},
    };
    for (String[] row : rows) {
      Answer answer = api().patch(path, MERGE, json(row[0]));
      assertThat(answer.code()).as(row[0]).isEqualTo(Integer.parseInt(row[1]));
    }
    assertThat(api().get(path).code()).isEqualTo(200);
  }

  @Test
  default void patch_whenMetadataHasWrongTypes_isUnprocessable() {
    String path = widget("{}");

    for (String metadata :
        new String[] {
          "{'labels':{'a':true}}", "{'finalizers':'x'}", "{'ownerReferences':[1]}", "'x'"
        }) {
      Answer answer = api().patch(path, MERGE, json("{'metadata':%s}".formatted(metadata)));
      assertThat(answer.code()).as(metadata).isEqualTo(422);
    }
  }

  @Test
  default void patch_whenItMovesAPod_isInvalid() {
    String pods = "/api/v1/namespaces/%s/pods".formatted(api().newNamespace());
    api()
        .post(
            pods,
            json("{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}"));

    Answer answer = api().patch(pods + "/p", MERGE, json("{'spec':{'nodeName':'n'}}"));

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.body().at("/details/causes/0/field").asText()).isEqualTo("spec");
  }
}
