package io.flatnet.controllers.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ObjectDecoder;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.util.CallGeneratorParams;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;

/** What the informer's requests are, before a server that is a function. */
class ApiWatcherTest {
  private static final CallGeneratorParams NOTHING = new CallGeneratorParams(false, null, null);
  private static final String EMPTY_LIST =
      "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"LeaseList\","
          + "\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[]}";

  private final List<Request> requests = new ArrayList<>();
  private final List<Long> deadlinesSeconds = new ArrayList<>();
  private int code = 200;
  private long nanos;

  private final ApiWatcher<V1Lease> watcher =
      new ApiWatcher<>(
          new ApiCalls(
              new ApiClient()
                  .setBasePath("http://nowhere.invalid")
                  .setHttpClient(new OkHttpClient.Builder().addInterceptor(this::answer).build()),
              Duration.ofSeconds(5)),
          ResourceType.LEASES,
          ObjectDecoder.of(V1Lease.class),
          new WatchLimits(240, 300, 30),
          () -> nanos);

  private Response answer(Interceptor.Chain chain) {
    requests.add(chain.request());
    deadlinesSeconds.add(TimeUnit.NANOSECONDS.toSeconds(chain.call().timeout().timeoutNanos()));
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(code)
        .message("-")
        .body(ResponseBody.create(EMPTY_LIST, MediaType.get("application/json")))
        .build();
  }

  private boolean lists() {
    try {
      var _ = watcher.list(NOTHING);
      return true;
    } catch (ApiException _) {
      return false;
    }
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void list_whenItFailsAgainAndAgain_isSentEveryEightSecondsAtLast() {
    code = 404;
    for (int second = 0; second < 63; second++) { // the informer asks every second
      assertThat(lists()).isFalse();
      pass(Duration.ofSeconds(1));
    }

    assertThat(requests).hasSize(10); // after 0, 1, 3, 7, 15, 23, 31, 39, 47 and 55 s
  }

  @Test
  void list_whenItWorkedOnce_isSentSoonAgain() {
    code = 503;
    lists();
    pass(Duration.ofSeconds(1));
    lists();
    pass(Duration.ofSeconds(2));
    code = 200;
    assertThat(lists()).isTrue();
    code = 503;
    lists();
    pass(Duration.ofSeconds(1));
    code = 200;

    assertThat(lists()).isTrue();
  }

  @Test
  void watch_whenBegun_hasAnEndThatBothSidesKnow() throws ApiException, IOException {
    watcher.watch(new CallGeneratorParams(true, "7", 599)).close();

    Request request = requests.getFirst();
    int asked =
        Integer.parseInt(Objects.requireNonNull(request.url().queryParameter("timeoutSeconds")));
    assertThat(asked).isBetween(240, 300);
    assertThat(deadlinesSeconds.getFirst()).isEqualTo(asked + 30L);
    assertThat(request.url().queryParameter("resourceVersion")).isEqualTo("7");
    assertThat(request.url().queryParameter("allowWatchBookmarks")).isEqualTo("true");
  }

  @Test
  void watch_whenTheLastOneEndedAsSoonAsItBegan_isNotBegunBeforeAList()
      throws ApiException, IOException {
    watcher.watch(NOTHING).close();
    assertThatThrownBy(() -> watcher.watch(NOTHING))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("as soon as it began");
    assertThat(requests).hasSize(1);

    assertThat(lists()).isTrue();
    watcher.watch(NOTHING).close();
    pass(Duration.ofSeconds(1));
    watcher.watch(NOTHING).close();

    assertThat(requests).hasSize(4);
  }
}
