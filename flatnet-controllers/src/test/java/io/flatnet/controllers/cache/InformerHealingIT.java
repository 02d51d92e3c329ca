package io.flatnet.controllers.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectDecoder;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.testcluster.ChildProcess;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cache behind a proxy that breaks its connections, on a kube-apiserver of its own: whatever
 * happens, it has what the server has, and its listener has heard of what was made, changed and
 * deleted meanwhile, without anybody's help.
 */
@Requires(Part.CONTROL_PLANE)
class InformerHealingIT {
  private static final String NAMESPACE = "default";
  private static final String GONE =
      "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
          + "\"message\":\"too old resource version\",\"reason\":\"Expired\",\"code\":410}";
  private static final WatchLimits SHORT = new WatchLimits(2, 2, 1);

  @TempDir static Path directory;
  private static ControlPlane controlPlane;
  private static ResourceStore<V1Lease> admin;
  private static int scenarios;

  private final Set<String> heard = ConcurrentHashMap.newKeySet();
  private final String prefix = "heal-" + ++scenarios + "-";
  private TestProxy proxy;

  @BeforeAll
  static void startControlPlane() throws IOException {
    controlPlane = ControlPlane.start();
    admin = store(client());
  }

  @AfterAll
  static void stopControlPlane() {
    if (controlPlane != null) {
      controlPlane.close();
    }
  }

  @BeforeEach
  void startProxy() throws IOException {
    proxy = new TestProxy(controlPlane.server());
  }

  @AfterEach
  void stopProxy() throws IOException {
    proxy.close();
  }

  private static ApiClient client() throws IOException {
    try (Reader reader =
        Files.newBufferedReader(controlPlane.kubeconfig("admin"), StandardCharsets.UTF_8)) {
      return ApiClients.tune(ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build());
    }
  }

  private static ResourceStore<V1Lease> store(ApiClient client) {
    return ClusterStore.of(new ApiCalls(client, Duration.ofSeconds(5)))
        .resource(ResourceType.LEASES);
  }

  private ObjectKey key(String name) {
    return new ObjectKey(NAMESPACE, prefix + name);
  }

  private void create(String name) {
    V1ObjectMeta metadata = new V1ObjectMeta().namespace(NAMESPACE).name(prefix + name);
    done(admin.create(new V1Lease().metadata(metadata)));
  }

  /** While the cache does not see it: one is deleted, one changed, one made. */
  private void change() {
    done(admin.delete(key("gone"), Metadata.uid(done(admin.get(key("gone"))))));
    done(admin.patch(key("other"), MergePatch.builder().labels(Map.of("x", "y")).build()));
    create("new");
  }

  private static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Failure<T> failure -> throw new AssertionError(failure.message());
    };
  }

  /** A client through the proxy with its HTTP client built as the test needs it. */
  private ApiClient through(OkHttpClient.Builder http) throws IOException {
    ApiClient client = client();
    return client.setBasePath(proxy.url()).setHttpClient(http.build());
  }

  private OkHttpClient.Builder http() throws IOException {
    return client().getHttpClient().newBuilder();
  }

  private InformerCache<V1Lease> start(ApiClient client, WatchLimits limits) {
    create("gone");
    create("other");
    InformerCache<V1Lease> cache =
        new InformerCache<>(
            new ApiCalls(client, Duration.ofSeconds(3)),
            ResourceType.LEASES,
            ObjectDecoder.of(V1Lease.class),
            limits);
    cache.onChange(this::hear);
    cache.start();
    await().until(cache::isSynced);
    await().until(() -> heard.contains("made " + key("other")));
    return cache;
  }

  private void hear(@Nullable V1Lease before, @Nullable V1Lease after) {
    if (after == null) {
      heard.add("deleted " + ObjectKey.of(Objects.requireNonNull(before)));
    } else if (before == null) {
      heard.add("made " + ObjectKey.of(after));
    } else if (Metadata.labels(before).isEmpty() && !Metadata.labels(after).isEmpty()) {
      heard.add("changed " + ObjectKey.of(after));
    }
  }

  private void assertHealed(InformerCache<V1Lease> cache) {
    await()
        .untilAsserted(
            () -> {
              assertThat(cache.get(key("gone"))).isEmpty();
              assertThat(cache.get(key("other")).map(Metadata::labels)).contains(Map.of("x", "y"));
              assertThat(cache.get(key("new"))).isPresent();
              assertThat(heard)
                  .contains(
                      "deleted " + key("gone"), "changed " + key("other"), "made " + key("new"));
            });
  }

  @Test
  void watch_whenItsConnectionIsDropped_heals() throws IOException {
    try (InformerCache<V1Lease> cache = start(through(http()), WatchLimits.USUAL)) {
      proxy.refuse(true);
      proxy.drop();
      change();
      proxy.refuse(false);

      assertHealed(cache);
    }
  }

  @Test
  void watch_whenTheConnectionFallsSilent_pingsFindOutAndItHeals() throws IOException {
    OkHttpClient.Builder http = http().pingInterval(Duration.ofSeconds(1));
    try (InformerCache<V1Lease> cache = start(through(http), WatchLimits.USUAL)) {
      proxy.silence(true);
      change();
      await().until(() -> isUnreachable(http)); // new connections are silent too
      proxy.silence(false);

      assertHealed(cache);
    }
  }

  private boolean isUnreachable(OkHttpClient.Builder http) throws IOException {
    ApiClient client = through(http);
    return store(client).get(key("other")) instanceof Outcome.Unavailable;
  }

  @Test
  void watch_whenItHangsAndNobodyPings_theClientEndsItAndItHeals() throws IOException {
    OkHttpClient.Builder http = http().pingInterval(Duration.ZERO);
    try (InformerCache<V1Lease> cache = start(through(http), SHORT)) {
      proxy.silence(true);
      change();
      AtomicInteger looks = new AtomicInteger();
      await() // through more than one end of a watch
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> looks.incrementAndGet() > 5);
      assertThat(cache.get(key("gone"))).isPresent();
      proxy.silence(false);

      assertHealed(cache);
    }
  }

  @Test
  void watch_whenItsVersionIsTooOld_listsAgainAndHearsWhatItMissed() throws IOException {
    assertHealsAfter(
        chain ->
            answer(chain.request(), 200, "OK", "{\"type\":\"ERROR\",\"object\":" + GONE + "}\n"));
  }

  @Test
  void watch_whenItIsRefusedAsTooOld_listsAgainAndHearsWhatItMissed() throws IOException {
    assertHealsAfter(chain -> answer(chain.request(), 410, "Gone", GONE));
  }

  /** Something happens instead of the second watch, and changes are made between the two. */
  private void assertHealsAfter(Interceptor trouble) throws IOException {
    AtomicInteger watches = new AtomicInteger();
    Interceptor second =
        chain -> {
          boolean watch = chain.request().url().queryParameter("watch") != null;
          if (watch && watches.incrementAndGet() == 2) {
            change();
            return trouble.intercept(chain);
          }
          return chain.proceed(chain.request());
        };
    try (InformerCache<V1Lease> cache = start(through(http().addInterceptor(second)), SHORT)) {
      assertHealed(cache);
      assertThat(watches).hasValueGreaterThanOrEqualTo(2);
    }
  }

  private static Response answer(Request request, int code, String message, String body) {
    return new Response.Builder()
        .request(request)
        .protocol(Protocol.HTTP_1_1)
        .code(code)
        .message(message)
        .body(ResponseBody.create(body, MediaType.get("application/json")))
        .build();
  }

  /** Another kube-apiserver on the same etcd: what it has not seen itself is too old for it. */
  @Test
  void watch_whenTheApiServerIsReplacedByAFreshOne_heals() throws IOException {
    int port = freePort();
    try (InformerCache<V1Lease> cache = start(through(http()), WatchLimits.USUAL);
        ChildProcess _ = secondApiServer(port)) {
      proxy.refuse(true);
      proxy.drop();
      change();
      proxy.turnTo(port);
      proxy.refuse(false);

      assertHealed(cache);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static ChildProcess secondApiServer(int port) throws IOException {
    String first = "--secure-port=" + controlPlane.server().getPort();
    ProcessHandle running =
        ProcessHandle.current()
            .descendants()
            .filter(process -> arguments(process).contains(first))
            .filter(process -> process.info().command().orElse("").endsWith("kube-apiserver"))
            .findFirst()
            .orElseThrow();
    List<String> command = new ArrayList<>();
    command.add(running.info().command().orElseThrow());
    command.addAll(arguments(running));
    command.replaceAll(part -> part.equals(first) ? "--secure-port=" + port : part);
    return ChildProcess.start(command, Map.of(), directory.resolve("kube-apiserver.log"));
  }

  private static List<String> arguments(ProcessHandle process) {
    return List.of(process.info().arguments().orElse(new String[0]));
  }

  @Test
  void resync_whenNothingHappened_listenersHearOfEveryObject() throws IOException {
    create("other");
    Set<String> again = ConcurrentHashMap.newKeySet();
    try (InformerCache<V1Lease> cache =
        new InformerCache<>(
            new ApiCalls(client(), Duration.ofSeconds(3)),
            ResourceType.LEASES,
            Slim::managedFields)) {
      cache.onChange(
          (before, after) -> {
            if (before != null && before.equals(after)) {
              again.add(ObjectKey.of(before).toString());
            }
          });
      cache.start();
      await().until(() -> cache.get(key("other")).isPresent());

      cache.resync();

      assertThat(again).contains(key("other").toString());
    }
  }
}
