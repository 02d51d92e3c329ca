package io.flatnet.apiserver;

import static io.flatnet.apiserver.ApiUnderTest.MERGE;
import static io.flatnet.apiserver.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.apiserver.ApiUnderTest.Answer;
import io.flatnet.apiserver.ApiUnderTest.Events;
import org.junit.jupiter.api.Test;

/** Deletion: preconditions, finalizers, grace, owners, namespaces. */
interface DeletionContract {
  ApiUnderTest api();

  private Answer create(String namespace, String name, String metadata) {
    return Widgets.create(api(), namespace, name, metadata);
  }

  private static String pods(String namespace) {
    return "/api/v1/namespaces/%s/pods".formatted(namespace);
  }

  private static String pod(String name, String spec) {
    return json(
        "{'metadata':{'name':'%s'},'spec':{'containers':[{'name':'c','image':'i'}]%s}}"
            .formatted(name, spec));
  }

  @Test
  default void delete_whenNothingHoldsIt_answersSuccess() {
    String namespace = api().newNamespace();
    Answer created = create(namespace, "a", "");

    Answer deleted = api().delete(Widgets.path(namespace, "a"));

    assertThat(deleted.code()).isEqualTo(200);
    assertThat(deleted.body().path("status").asText()).isEqualTo("Success");
    assertThat(deleted.body().path("details").toString())
        .isEqualTo(
            json(
                "{'name':'a','group':'contract.flatnet.io','kind':'widgets','uid':'%s'}"
                    .formatted(created.uid())));
    assertThat(api().get(Widgets.path(namespace, "a")).code()).isEqualTo(404);
    assertThat(api().delete(Widgets.path(namespace, "a")).code()).isEqualTo(404);
  }

  @Test
  default void delete_whenPreconditionsDoNotHold_conflicts() {
    String namespace = api().newNamespace();
    Answer created = create(namespace, "a", "");
    String path = Widgets.path(namespace, "a");

    Answer uid = api().delete(path, json("{'preconditions':{'uid':'other'}}"));
    Answer version = api().delete(path, json("{'preconditions':{'resourceVersion':'1'}}"));

    assertThat(uid.code()).isEqualTo(409);
    assertThat(uid.reason()).isEqualTo("Conflict");
    assertThat(uid.message())
        .startsWith(
            "Operation cannot be fulfilled on Widget.contract.flatnet.io \"a\": the UID in the"
                + " precondition (other) does not match the UID in record ("
                + created.uid());
    assertThat(uid.body().at("/details/kind").asText()).isEqualTo("Widget");
    assertThat(version.code()).isEqualTo(409);
    assertThat(version.message()).contains("the ResourceVersion in the precondition (1) does not");
    assertThat(
            api()
                .delete(
                    path,
                    json(
                        "{'kind':'DeleteOptions','apiVersion':'v1','preconditions':{'uid':'%s','resourceVersion':'%s'}}"
                            .formatted(created.uid(), created.resourceVersion())))
                .code())
        .isEqualTo(200);
  }

  @Test
  default void delete_whenItHasAFinalizer_waitsForItsRemoval() {
    String namespace = api().newNamespace();
    Answer created = create(namespace, "a", ",'finalizers':['flatnet.io/hold']");
    String path = Widgets.path(namespace, "a");

    try (Events events =
        api()
            .watch(
                Widgets.collection(namespace)
                    + "?watch=true&resourceVersion="
                    + created.resourceVersion())) {
      Answer deleted = api().delete(path);
      assertThat(deleted.code()).isEqualTo(200);
      assertThat(deleted.body().path("kind").asText()).isEqualTo("Widget");
      assertThat(deleted.body().at("/metadata/deletionTimestamp").asText()).endsWith("Z");
      assertThat(deleted.body().at("/metadata/deletionGracePeriodSeconds").asInt(-1)).isZero();
      assertThat(deleted.body().at("/metadata/generation").asInt()).isEqualTo(2);
      assertThat(events.nextText()).isEqualTo("MODIFIED a");
      assertThat(api().delete(path).resourceVersion()).isEqualTo(deleted.resourceVersion());

      Answer more =
          api()
              .patch(
                  path,
                  MERGE,
                  json("{'metadata':{'finalizers':['flatnet.io/hold','flatnet.io/b']}}"));
      assertThat(more.code()).isEqualTo(422);

      Answer released = api().patch(path, MERGE, json("{'metadata':{'finalizers':[]}}"));
      assertThat(released.code()).isEqualTo(200);
      assertThat(events.nextText()).isEqualTo("DELETED a");
      assertThat(api().get(path).code()).isEqualTo(404);
    }
  }

  @Test
  default void delete_whenPodIsOnNoNode_goesAtOnceAndAnswersThePod() {
    String namespace = api().newNamespace();
    assertThat(api().post(pods(namespace), pod("p", "")).code()).isEqualTo(201);

    Answer deleted = api().delete(pods(namespace) + "/p");

    assertThat(deleted.body().path("kind").asText()).isEqualTo("Pod");
    assertThat(api().get(pods(namespace) + "/p").code()).isEqualTo(404);
  }

  @Test
  default void delete_whenPodIsOnANode_waitsForItsKubelet() {
    String namespace = api().newNamespace();
    assertThat(
            api()
                .post(
                    pods(namespace),
                    pod("p", ",'nodeName':'node-x','terminationGracePeriodSeconds':7"))
                .code())
        .isEqualTo(201);
    String path = pods(namespace) + "/p";

    Answer deleted = api().delete(path);
    assertThat(deleted.body().at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(7);
    assertThat(api().get(path).code()).isEqualTo(200);
    assertThat(
            api()
                .delete(path, json("{'gracePeriodSeconds':2}"))
                .body()
                .at("/metadata/deletionGracePeriodSeconds")
                .asInt())
        .isEqualTo(2);

    assertThat(api().delete(path, json("{'gracePeriodSeconds':0}")).code()).isEqualTo(200);
    assertThat(api().get(path).code()).isEqualTo(404);
  }

  @Test
  default void bind_whenPodWaits_putsItOnTheNode() {
    String namespace = api().newNamespace();
    api().post(pods(namespace), pod("p", ""));
    String binding =
        json(
            "{'apiVersion':'v1','kind':'Binding','metadata':{'name':'p'},'target':{'apiVersion':'v1','kind':'Node','name':'node-x'}}");

    Answer bound = api().post(pods(namespace) + "/p/binding", binding);

    assertThat(bound.code()).as(bound.message()).isEqualTo(201);
    assertThat(api().get(pods(namespace) + "/p").body().at("/spec/nodeName").asText())
        .isEqualTo("node-x");
    assertThat(api().post(pods(namespace) + "/p/binding", binding).code()).isEqualTo(409);
  }

  @Test
  default void collect_whenOwnerGoes_removesWhatItOwned() {
    String namespace = api().newNamespace();
    Answer owner = create(namespace, "owner", "");
    String reference =
        ",'ownerReferences':[{'apiVersion':'contract.flatnet.io/v1','kind':'Widget','name':'owner','uid':'%s'}]"
            .formatted(owner.uid());
    create(namespace, "owned", reference);
    create(namespace, "other", "");

    api().delete(Widgets.path(namespace, "owner"));

    await().until(() -> api().get(Widgets.path(namespace, "owned")).code() == 404);
    assertThat(api().get(Widgets.path(namespace, "other")).code()).isEqualTo(200);
  }

  @Test
  default void collect_whenOwnerNeverWas_removesTheObject() {
    String namespace = api().newNamespace();
    create(
        namespace,
        "orphan",
        ",'ownerReferences':[{'apiVersion':'contract.flatnet.io/v1','kind':'Widget','name':'x','uid':'11111111-2222-3333-4444-555555555555'}]");

    await().until(() -> api().get(Widgets.path(namespace, "orphan")).code() == 404);
  }

  @Test
  default void deleteCollection_whenLabelled_removesWhatMatches() {
    String namespace = api().newNamespace();
    create(namespace, "a", ",'labels':{'x':'y'}");
    create(namespace, "b", "");

    assertThat(api().delete(Widgets.collection(namespace) + "?labelSelector=x%3Dy").code())
        .isEqualTo(200);
    assertThat(
            api().get(Widgets.collection(namespace)).body().path("items").findValuesAsText("name"))
        .containsExactly("b");
  }

  @Test
  default void deleteNamespace_whenItHasObjects_emptiesItFirst() {
    String namespace = api().newNamespace();
    create(namespace, "held", ",'finalizers':['flatnet.io/hold']");
    create(namespace, "free", "");
    String path = "/api/v1/namespaces/" + namespace;

    Answer deleted = api().delete(path);
    assertThat(deleted.body().at("/status/phase").asText()).isEqualTo("Terminating");
    Answer late = api().post(Widgets.collection(namespace), Widgets.widget("late", json("{}")));
    assertThat(late.code()).isEqualTo(403);
    await().until(() -> api().get(Widgets.path(namespace, "free")).code() == 404);
    await()
        .until(
            () ->
                api()
                    .get(Widgets.path(namespace, "held"))
                    .body()
                    .at("/metadata")
                    .has("deletionTimestamp"));
    api().patch(Widgets.path(namespace, "held"), MERGE, json("{'metadata':{'finalizers':null}}"));
    await().until(() -> api().get(path).code() == 404);
  }

  @Test
  default void deleteNamespace_whenItIsPermanent_isForbidden() {
    Answer answer = api().delete("/api/v1/namespaces/default");

    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message())
        .isEqualTo("namespaces \"default\" is forbidden: this namespace may not be deleted");
  }
}
