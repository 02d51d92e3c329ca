package io.flatnet.controllers.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Lease;
import java.time.Duration;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An informer before a server that is a function: three Leases, and watches that end at once. */
class InformerCacheTest {
  private static final CacheIndex<V1Lease> BY_COLOUR =
      new CacheIndex<>(
          "colour", lease -> Metadata.labels(lease).getOrDefault("colour", "colourless"));
  private static final String LEASES =
      "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"LeaseList\","
          + "\"metadata\":{\"resourceVersion\":\"7\"},\"items\":["
          + lease("a", "red")
          + ","
          + lease("b", "blue")
          + ","
          + lease("c", "red")
          + "]}";

  private volatile int code = 200;
  private final InformerCache<V1Lease> cache =
      new InformerCache<>(
          new ApiCalls(
              new ApiClient()
                  .setBasePath("http://nowhere.invalid")
                  .setHttpClient(new OkHttpClient.Builder().addInterceptor(this::answer).build()),
              Duration.ofSeconds(5)),
          ResourceType.LEASES,
          Slim::managedFields);

  private static String lease(String name, String colour) {
    return "{\"metadata\":{\"namespace\":\"n\",\"name\":\""
        + name
        + "\",\"resourceVersion\":\"5\",\"labels\":{\"colour\":\""
        + colour
        + "\"}}}";
  }

  private Response answer(Interceptor.Chain chain) {
    boolean watch = chain.request().url().queryParameter("watch") != null;
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(code)
        .message("-")
        .body(ResponseBody.create(watch ? "" : LEASES, MediaType.get("application/json")))
        .build();
  }

  @AfterEach
  void stop() {
    cache.close();
  }

  private static List<String> lines(ListAppender<ILoggingEvent> logged) {
    return List.copyOf(logged.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void start() {
    cache.start();
    await().until(() -> cache.isSynced() && cache.list().size() == 3);
  }

  @Test
  void log_whenListsFailOrAreSkipped_isOneLineEach() {
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    Logger logger = (Logger) LoggerFactory.getLogger(InformerCache.class);
    logger.setLevel(Level.DEBUG);
    logger.addAppender(logged);
    try {
      code = 503;
      cache.start();
      await().until(() -> lines(logged).stream().anyMatch(line -> line.contains("yet")));
    } finally {
      logger.detachAppender(logged);
      logger.setLevel(null);
    }
    assertThat(logged.list).allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull());
    assertThat(lines(logged))
        .contains(
            "leases.coordination.k8s.io: not watched: the server answered 503",
            "leases.coordination.k8s.io: not watched: not listed again yet")
        .allSatisfy(line -> assertThat(line).doesNotContain("\n"));
  }

  @Test
  void having_whenTheIndexIsKept_findsWhatASearchFinds() {
    cache.keep(BY_COLOUR);
    start();

    assertThat(cache.having(BY_COLOUR, "red"))
        .extracting(lease -> Metadata.of(lease).getName())
        .containsExactlyInAnyOrder("a", "c");
    assertThat(cache.having(BY_COLOUR, "green")).isEmpty();
  }

  @Test
  void having_whenTheIndexIsNotKept_searches() {
    start();

    assertThat(cache.having(BY_COLOUR, "blue"))
        .extracting(lease -> Metadata.of(lease).getName())
        .containsExactly("b");
  }
}
