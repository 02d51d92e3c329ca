package io.flatnet.apiserver;

import static io.flatnet.apiserver.ApiUnderTest.MERGE;
import static io.flatnet.apiserver.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.apiserver.ApiUnderTest.Answer;
import io.flatnet.apiserver.ApiUnderTest.Events;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Lists by selector and page, and watches. */
interface WatchContract {
  ApiUnderTest api();

  private String create(String namespace, String name, String metadata) {
    return Widgets.create(api(), namespace, name, metadata).resourceVersion();
  }

  @Test
  default void list_whenSelectorsAreGiven_answersWhatMatches() {
    String namespace = api().newNamespace();
    create(namespace, "a", ",'labels':{'app':'x','tier':'1'}");
    create(namespace, "b", ",'labels':{'app':'y'}");
    create(namespace, "c", "");
    String[][] expected = {
      {"labelSelector=app%3Dx", "a"},
      {"labelSelector=app%3D%3Dx", "a"},
      {"labelSelector=app!%3Dx", "b", "c"},
      {"labelSelector=app", "a", "b"},
      {"labelSelector=!app", "c"},
      {"labelSelector=app%20in%20(x,y)", "a", "b"},
      {"labelSelector=app%20notin%20(x)", "b", "c"},
      {"labelSelector=app%20in%20(x,y),tier", "a"},
      {"fieldSelector=metadata.name%3Db", "b"},
      {"fieldSelector=metadata.name!%3Db", "a", "c"},
      {"fieldSelector=metadata.namespace%3D" + namespace, "a", "b", "c"},
      {"fieldSelector=metadata.namespace%3Ddefault"},
    };
    for (String[] row : expected) {
      Answer list = api().get(Widgets.collection(namespace) + "?" + row[0]);
      assertThat(list.body().path("items").findValuesAsText("name"))
          .as(row[0])
          .containsExactly(Arrays.copyOfRange(row, 1, row.length));
    }
  }

  @Test
  default void list_whenSelectorIsBad_isBadRequest() {
    String collection = Widgets.collection("default");
    assertThat(api().get(collection + "?labelSelector=a%20in%20b").code()).isEqualTo(400);
    assertThat(api().get(collection + "?fieldSelector=spec.size%3D1").code()).isEqualTo(400);
  }

  @Test
  default void list_whenLimited_continuesWhereItStopped() {
    String namespace = api().newNamespace();
    for (String name : new String[] {"a", "b", "c", "d", "e"}) {
      create(namespace, name, "");
    }
    String collection = Widgets.collection(namespace);

    Answer first = api().get(collection + "?limit=2");
    create(namespace, "bb", ""); // must not show: all pages are of one moment
    String token = first.body().at("/metadata/continue").asText();
    Answer second = api().get(collection + "?limit=2&continue=" + token);
    Answer third =
        api().get(collection + "?continue=" + second.body().at("/metadata/continue").asText());

    assertThat(first.body().path("items").findValuesAsText("name")).containsExactly("a", "b");
    assertThat(first.body().at("/metadata/remainingItemCount").asInt()).isEqualTo(3);
    assertThat(second.body().path("items").findValuesAsText("name")).containsExactly("c", "d");
    assertThat(third.body().path("items").findValuesAsText("name")).containsExactly("e");
    assertThat(third.body().at("/metadata/continue").asText("")).isEmpty();
    assertThat(second.resourceVersion()).isEqualTo(first.resourceVersion());
  }

  @Test
  default void list_whenContinueIsBad_isBadRequest() {
    assertThat(api().get(Widgets.collection("default") + "?continue=bad").code()).isEqualTo(400);
  }

  @Test
  default void watch_whenFromAVersion_tellsWhatCameAfter() {
    String namespace = api().newNamespace();
    String version = create(namespace, "a", "");
    create(namespace, "b", "");

    try (Events events =
        api().watch(Widgets.collection(namespace) + "?watch=true&resourceVersion=" + version)) {
      assertThat(events.code()).isEqualTo(200);
      assertThat(events.nextText()).isEqualTo("ADDED b");
      api().patch(Widgets.path(namespace, "a"), MERGE, json("{'spec':{'size':1}}"));
      assertThat(events.nextText()).isEqualTo("MODIFIED a");
      Answer last = api().get(Widgets.path(namespace, "a"));
      api().delete(Widgets.path(namespace, "a"));
      JsonNode deleted = Objects.requireNonNull(events.next());
      assertThat(deleted.path("type").asText()).isEqualTo("DELETED");
      assertThat(deleted.at("/object/kind").asText()).isEqualTo("Widget");
      assertThat(deleted.at("/object/spec")).isEqualTo(last.body().path("spec"));
      assertThat(deleted.at("/object/metadata/resourceVersion").asLong())
          .isGreaterThan(Long.parseLong(last.resourceVersion()));
    }
  }

  @Test
  default void watch_whenWithoutVersion_tellsWhatIsThereFirst() {
    String namespace = api().newNamespace();
    create(namespace, "a", "");
    create(namespace, "b", "");

    try (Events events = api().watch(Widgets.collection(namespace) + "?watch=true")) {
      assertThat(events.nextText()).isEqualTo("ADDED a");
      assertThat(events.nextText()).isEqualTo("ADDED b");
      create(namespace, "c", "");
      assertThat(events.nextText()).isEqualTo("ADDED c");
    }
  }

  @Test
  default void watch_whenLabelsStartAndCeaseToMatch_tellsAddedAndDeleted() {
    String namespace = api().newNamespace();
    String version = create(namespace, "a", "");
    String path = Widgets.path(namespace, "a");

    try (Events events =
        api()
            .watch(
                Widgets.collection(namespace)
                    + "?watch=true&labelSelector=on%3Dyes&resourceVersion="
                    + version)) {
      api().patch(path, MERGE, json("{'metadata':{'labels':{'on':'yes'}}}"));
      assertThat(events.nextText()).isEqualTo("ADDED a");
      Answer off = api().patch(path, MERGE, json("{'metadata':{'labels':{'on':'no'}}}"));
      JsonNode deleted = Objects.requireNonNull(events.next());
      assertThat(deleted.path("type").asText()).isEqualTo("DELETED");
      assertThat(deleted.at("/object/metadata/labels/on").asText()).isEqualTo("yes");
      assertThat(deleted.at("/object/metadata/resourceVersion").asText())
          .isEqualTo(off.resourceVersion());
    }
  }

  @Test
  default void watch_whenOfOneName_tellsNothingOfOthers() {
    String namespace = api().newNamespace();
    String version = create(namespace, "a", "");

    try (Events events =
        api()
            .watch(
                Widgets.collection(namespace)
                    + "?watch=true&fieldSelector=metadata.name%3Dc&resourceVersion="
                    + version)) {
      create(namespace, "b", "");
      create(namespace, "c", "");
      assertThat(events.nextText()).isEqualTo("ADDED c");
    }
  }

  @Test
  default void watch_whenVersionIsForgotten_tellsThatItExpired() {
    String namespace = api().newNamespace();
    create(namespace, "a", "");

    try (Events events =
        api().watch(Widgets.collection(namespace) + "?watch=true&resourceVersion=1")) {
      assertThat(events.code()).isEqualTo(200);
      JsonNode event = Objects.requireNonNull(events.next());
      assertThat(event.path("type").asText()).isEqualTo("ERROR");
      assertThat(event.at("/object/kind").asText()).isEqualTo("Status");
      assertThat(event.at("/object/code").asInt()).isEqualTo(410);
      assertThat(event.at("/object/reason").asText()).isEqualTo("Expired");
      assertThat(event.at("/object/message").asText()).startsWith("too old resource version: 1 (");
      assertThat(events.next()).isNull();
    }
  }

  @Test
  default void watch_whenTimeIsOver_ends() {
    String namespace = api().newNamespace();
    String version = create(namespace, "a", "");

    try (Events events =
        api()
            .watch(
                Widgets.collection(namespace)
                    + "?watch=true&timeoutSeconds=1&resourceVersion="
                    + version)) {
      assertThat(events.next()).isNull();
    }
  }

  @Test
  default void watch_whenInitialEventsAreAskedFor_marksTheirEnd() {
    String namespace = api().newNamespace();
    create(namespace, "a", "");

    try (Events events =
        api()
            .watch(
                Widgets.collection(namespace)
                    + "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"
                    + "&resourceVersionMatch=NotOlderThan")) {
      assertThat(events.nextText()).isEqualTo("ADDED a");
      JsonNode bookmark = Objects.requireNonNull(events.next());
      assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
      assertThat(
              bookmark
                  .at("/object/metadata/annotations")
                  .path("k8s.io/initial-events-end")
                  .asText())
          .isEqualTo("true");
    }
  }
}
