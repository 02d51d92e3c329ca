package io.flatnet.apiserver;

import static io.flatnet.apiserver.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.apiserver.ApiUnderTest.Answer;
import io.flatnet.apiserver.ApiUnderTest.Events;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the embedded server does: refuses what it cannot, ends watches, keeps little. */
class EmbeddedOnlyIT {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @SuppressWarnings("NullAway.Init")
  private EmbeddedApiServer server;

  @SuppressWarnings("NullAway.Init")
  private ApiUnderTest api;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedApiServer.start(new EmbeddedApiServer.Options(directory, 0, /* history */ 3));
    api = ApiUnderTest.of(server.kubeconfig());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void request_whenFeatureIsNotSupported_isNotImplementedAndSaysWhat() {
    String pods = "/api/v1/namespaces/default/pods";
    api.post(pods, json("{'metadata':{'name':'p'}}"));
    Answer[] answers = {
      api.patch(pods + "/p", "application/apply-patch+yaml", "{}"),
      api.patch(pods + "/p", "application/strategic-merge-patch+json", "{}"),
      webhook("'matchConditions':[{'name':'a','expression':'object.spec.x == 1'}],'rules':[]"),
      webhook(HookConfiguration.CONFIG_MAPS.replace("configmaps", "*/*")),
      api.delete(pods + "/p", json("{'propagationPolicy':'Foreground'}")),
      api.get(pods + "/p/log"),
      api.get("/openapi/v2"),
      api.get("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"),
      api.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "{}"),
      api.post(
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
          Widgets.definition("a.io").replace("\"maximum\":100", "\"multipleOf\":2")),
    };
    for (Answer answer : answers) {
      assertThat(answer.code()).as(answer.toString()).isEqualTo(501);
      assertThat(answer.message()).startsWith("the embedded API server does not support ");
    }
  }

  private Answer webhook(String fields) {
    String webhook = HookConfiguration.webhook("a.b.c", "{'url':'https://127.0.0.1:1/'}", fields);
    return api.post(
        HookConfiguration.COLLECTION, HookConfiguration.configuration("unsupported", webhook));
  }

  @Test
  void request_whenTokenIsMissingOrWrong_isUnauthorized() throws IOException {
    for (String authorization : new String[] {"", "Bearer wrong", "Basic YTpi"}) {
      Request request =
          new Request.Builder()
              .url(server.uri() + "/api/v1/namespaces")
              .header("Authorization", authorization)
              .build();
      try (Response response = api.client().getHttpClient().newCall(request).execute()) {
        assertThat(response.code()).isEqualTo(401);
        assertThat(response.body().string()).contains("\"reason\":\"Unauthorized\"");
      }
    }
  }

  @Test
  void kubeconfig_whenWritten_isForItsOwnerOnly() throws IOException {
    Path file = server.kubeconfig("cattle-flat-network/agent");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(ApiUnderTest.of(file).get("/api/v1/namespaces").code()).isEqualTo(200);
  }

  @Test
  void watch_whenHistoryIsTooShort_expires() {
    String collection = "/api/v1/namespaces/default/configmaps";
    String version = api.get(collection).resourceVersion();
    for (String name : new String[] {"a", "b", "c", "d"}) {
      api.post(collection, json("{'metadata':{'name':'%s'}}".formatted(name)));
    }

    try (Events events = api.watch(collection + "?watch=true&resourceVersion=" + version)) {
      JsonNode event = Objects.requireNonNull(events.next());
      assertThat(event.at("/object/code").asInt()).isEqualTo(410);
    }
  }

  @Test
  void watch_whenVersionIsOfAnotherServer_saysSo() {
    try (Events events =
        api.watch("/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=999999")) {
      JsonNode event = Objects.requireNonNull(events.next());
      assertThat(event.at("/object/message").asText()).contains("Too large resource version");
    }
  }

  @Test
  void watch_whenClientGoes_endsItsThread() {
    Events events = api.watch("/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=0");
    await().until(() -> server.runningWatches() == 1);

    events.close();

    await().until(() -> server.runningWatches() == 0);
  }

  @Test
  void close_whenWatchesRun_endsThem() {
    Events events = api.watch("/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=0");

    server.close();

    assertThat(events.next()).isNull();
    URI uri = server.uri();
    assertThatThrownBy(() -> new Socket(uri.getHost(), uri.getPort()).close())
        .isInstanceOf(IOException.class);
    Set<String> threads =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("embedded-apiserver"))
            .collect(Collectors.toSet());
    assertThat(threads).isEmpty();
  }
}
