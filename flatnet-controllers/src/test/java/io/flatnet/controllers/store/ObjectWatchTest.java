package io.flatnet.controllers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.api.FlatNetworkIP;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.Watch;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;

/** A watch of a server that is a text. */
class ObjectWatchTest {
  private static final String ADDED =
      "{\"type\":\"ADDED\",\"object\":{\"kind\":\"FlatNetworkIP\",\"metadata\":{\"namespace\":\"n\",\"name\":\"a\",\"resourceVersion\":\"7\",\"managedFields\":[{\"manager\":\"m\"}]}}}\n";
  private static final String BOOKMARK =
      "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\","
          + "\"creationTimestamp\":null}}}\n";
  private static final String EXPIRED =
      "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":410}}\n";

  private int code = 200;
  private String body = "";

  private final ApiCalls calls =
      new ApiCalls(
          new ApiClient()
              .setBasePath("http://nowhere.invalid")
              .setHttpClient(new OkHttpClient.Builder().addInterceptor(this::answer).build()),
          Duration.ofSeconds(5));

  private Response answer(Interceptor.Chain chain) {
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(code)
        .message("-")
        .body(ResponseBody.create(body, MediaType.get("application/json")))
        .build();
  }

  private ObjectWatch<FlatNetworkIP> watch(String events) throws ApiException {
    body = events;
    return calls.watch("/x", Map.of(), 60, ObjectDecoder.of(FlatNetworkIP.class));
  }

  @Test
  void next_givesEachEventUntilTheServerEndsTheWatch() throws ApiException {
    try (ObjectWatch<FlatNetworkIP> watch = watch(ADDED + BOOKMARK + EXPIRED)) {
      assertThat(watch.hasNext()).isTrue();
      Watch.Response<FlatNetworkIP> added = watch.next();
      assertThat(added.type).isEqualTo("ADDED");
      assertThat(added.object.key()).isEqualTo("n/a");
      assertThat(added.object.getMetadata().getManagedFields()).isNullOrEmpty();

      Watch.Response<FlatNetworkIP> bookmark = watch.next();
      assertThat(bookmark.type).isEqualTo("BOOKMARK");
      assertThat(bookmark.object.getMetadata().getResourceVersion()).isEqualTo("9");

      Watch.Response<FlatNetworkIP> expired = watch.next();
      assertThat(expired.type).isEqualTo("ERROR");
      assertThat(expired.status.getCode()).isEqualTo(410);

      assertThat(watch.hasNext()).isFalse();
      assertThatThrownBy(watch::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void next_whenTheAnswerEndsWithinAnEvent_fails() throws ApiException {
    for (int end = 1; end < ADDED.length() - 1; end++) {
      try (ObjectWatch<FlatNetworkIP> watch = watch(ADDED.substring(0, end))) {
        assertThatThrownBy(watch::next)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("cannot read an event");
      }
    }
  }

  @Test
  void next_whenAnEventHasNoTypeOrObject_fails() throws ApiException {
    for (String event :
        new String[] {"{\"object\":{}}", "{\"type\":\"ADDED\"}", "[]", "{\"type\":\"ERROR\"}"}) {
      try (ObjectWatch<FlatNetworkIP> watch = watch(event)) {
        assertThatThrownBy(watch::next)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("cannot read an event");
      }
    }
  }

  @Test
  void watch_whenItIsRefused_isTheServersCode() {
    code = 410;
    assertThatThrownBy(() -> watch("{\"kind\":\"Status\",\"code\":410}"))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode()).isEqualTo(410));
  }
}
