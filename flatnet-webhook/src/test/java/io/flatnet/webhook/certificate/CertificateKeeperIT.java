package io.flatnet.webhook.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.ApiException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real API server trusts the webhook at all times, and asks only about objects of ours. */
@Requires(Part.CONTROL_PLANE)
class CertificateKeeperIT {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeperIT.class);
  private static final int PER_SECOND = 50;
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root", ".."));

  @BeforeAll
  static void install(ControlPlane controlPlane) throws Exception {
    controlPlane.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
    controlPlane.apply(ROOT.resolve("distribution/manifests"));
    controlPlane.apply(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: default}\n");
  }

  @RepeatedTest(20)
  void look_ofTwoReplicasAtOnce_agrees(ControlPlane controlPlane) throws Exception {
    List<TlsIdentity> ones = new ArrayList<>();
    List<TlsIdentity> others = new ArrayList<>();
    CyclicBarrier together = new CyclicBarrier(2);
    try (WebhookScene scene = new WebhookScene(controlPlane);
        CertificateKeeper one = scene.keeper(ones::add);
        CertificateKeeper other = scene.keeper(others::add);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<?> look :
          List.of(
              executor.submit(() -> lookAfter(together, one)),
              executor.submit(() -> lookAfter(together, other)))) {
        look.get(30, TimeUnit.SECONDS);
      }

      assertThat(ones).hasSize(1);
      assertThat(others).hasSize(1);
      assertThat(ones.getFirst().chain()).isEqualTo(others.getFirst().chain());
      String version = version(scene.configuration());
      one.look();
      other.look();
      assertThat(version(scene.configuration())).isEqualTo(version);
    }
  }

  private static boolean lookAfter(CyclicBarrier together, CertificateKeeper keeper)
      throws Exception {
    int _ = together.await(30, TimeUnit.SECONDS);
    keeper.look();
    return true;
  }

  private static String version(JsonObject object) {
    return object.getAsJsonObject("metadata").get("resourceVersion").getAsString();
  }

  @Test
  void look_whenSecretAndConfigurationArePlain_isAskedAndEditsAreRepaired(ControlPlane controlPlane)
      throws Exception {
    try (WebhookScene scene = new WebhookScene(controlPlane);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        CertificateKeeper keeper = scene.keeper) { // ends before the timer, which waits for it
      keeper.start(executor, timer);
      await().until(scene::isAsked);

      JsonObject before = scene.configuration();
      assertThat(WebhookConfiguration.hasConditions(before)).isTrue();
      assertThat(scene.secret().get("type").getAsString()).isEqualTo("kubernetes.io/tls");
      scene.delete(Replica.CONFIGURATION);
      scene.keeper.look();
      assertThat(scene.configuration().get("webhooks")).isEqualTo(before.get("webhooks"));
      String version = version(scene.configuration());
      scene.keeper.look();
      assertThat(version(scene.configuration())).isEqualTo(version);
    }
  }

  @Test
  void requests_ofObjectsWithoutOurAnnotations_areNeverSent(ControlPlane controlPlane)
      throws Exception {
    try (WebhookScene scene = new WebhookScene(controlPlane)) {
      scene.keeper.look();
      await().until(scene::isAsked);
      scene.asked.clear();

      for (SentObject kind : SentObject.values()) {
        String label = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        create(scene, kind, label + "-plain", false);
        create(scene, kind, label + "-ours", true);

        assertThat(scene.asks(label + "-plain")).as(label + " that is plain").isZero();
        assertThat(scene.asks(label + "-ours")).as(label + " created").isEqualTo(1);
        if (kind.isMutable()) {
          updatesAreSentIfOursBeforeOrAfter(scene, kind, label);
        }
        scene.delete(kind.path(label + "-plain"));
        scene.delete(kind.path(label + "-ours"));
      }
    }
  }

  private static void updatesAreSentIfOursBeforeOrAfter(
      WebhookScene scene, SentObject kind, String label) throws ApiException {
    update(scene, kind, label + "-plain", false);
    assertThat(scene.asks(label + "-plain")).as(label + " that stays plain").isZero();
    update(scene, kind, label + "-plain", true);
    assertThat(scene.asks(label + "-plain")).as(label + " that becomes ours").isEqualTo(1);
    update(scene, kind, label + "-ours", false);
    assertThat(scene.asks(label + "-ours")).as(label + " that was ours").isEqualTo(2);
    update(scene, kind, label + "-ours", false);
    assertThat(scene.asks(label + "-ours")).as(label + " that is plain now").isEqualTo(2);
  }

  private static void create(WebhookScene scene, SentObject kind, String name, boolean ours)
      throws ApiException {
    assertThat(scene.admin.create(kind.collection(), kind.json(name, ours))).isPresent();
  }

  /** Writes the annotations, and a label so that there is a change in any case. */
  private static void update(WebhookScene scene, SentObject kind, String name, boolean ours)
      throws ApiException {
    JsonObject object = scene.admin.get(kind.path(name)).orElseThrow();
    JsonObject labels = new JsonObject();
    labels.addProperty("change", version(object));
    object.getAsJsonObject("metadata").add("labels", labels);
    kind.podMetadata(object).add("annotations", WebhookScene.json(WebhookScene.annotations(ours)));
    assertThat(scene.admin.replace(kind.path(name), object)).isPresent();
  }

  @Test
  void requests_ofWhatIsBeingDeleted_areNotSent(ControlPlane controlPlane) throws Exception {
    String subnets =
        "/apis/flatnetwork.pandaria.io/v1/namespaces/cattle-flat-network/flatnetworksubnets";
    try (WebhookScene scene = new WebhookScene(controlPlane)) {
      scene.keeper.look();
      await().until(scene::isAsked);
      assertThat(
              scene.admin.create(
                  subnets,
                  WebhookScene.json(
                      """
                      {"apiVersion": "flatnetwork.pandaria.io/v1", "kind": "FlatNetworkSubnet",
                       "metadata": {"name": "leaving", "namespace": "cattle-flat-network",
                         "finalizers": ["example.org/wait"]},
                       "spec": {"flatMode": "macvlan", "master": "eth0", "vlan": 0,
                         "cidr": "10.0.0.0/24"}}
                      """)))
          .isPresent();
      assertThat(scene.asks("leaving")).as("created").isEqualTo(1);
      scene.delete(subnets + "/leaving");
      assertThat(scene.asks("leaving")).as("deleted").isEqualTo(2);

      JsonObject leaving = scene.admin.get(subnets + "/leaving").orElseThrow();
      leaving.getAsJsonObject("metadata").add("finalizers", new JsonArray());
      assertThat(scene.admin.replace(subnets + "/leaving", leaving)).isPresent();

      assertThat(scene.asks("leaving")).isEqualTo(2);
      assertThat(scene.admin.get(subnets + "/leaving")).isEmpty();
    }
  }

  /**
   * The clock begins years ago and ends now, so that a certificate is due and yet valid to the API
   * server, whose clock is the machine's. A call that fails would refuse the pod.
   */
  @RepeatedTest(5)
  void renewalAndRollOver_underASteadyStream_failNoCall(ControlPlane controlPlane)
      throws Exception {
    try (WebhookScene scene = new WebhookScene(controlPlane);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Stopper stop = new Stopper(new AtomicBoolean())) {
      Instant end = Instant.now();
      at(scene, end.minus(Duration.ofHours(1216 * 24 + 18))); // the authority
      at(scene, end.minus(Duration.ofDays(246)));
      await().until(scene::isAsked);
      X509Certificate old = authority(scene);
      AtomicInteger rounds = new AtomicInteger();
      Future<?> stream = executor.submit(() -> stream(scene, stop.isStopped(), rounds));

      awaitRounds(stream, rounds);
      int servedBefore = scene.served.size();
      at(scene, end.minus(Duration.ofDays(1)));
      assertThat(scene.served).as("renewed").hasSize(servedBefore + 1);
      assertThat(authority(scene)).isEqualTo(old);
      awaitRounds(stream, rounds);
      at(scene, end.minus(CertificateKeeper.SPREAD));
      assertThat(authority(scene)).as("rolled over").isNotEqualTo(old);
      assertThat(scene.served).hasSize(servedBefore + 1);
      awaitRounds(stream, rounds);
      at(scene, end);
      assertThat(scene.served).as("served by the new authority").hasSize(servedBefore + 2);
      awaitRounds(stream, rounds);

      stop.close();
      var _ = stream.get(90, TimeUnit.SECONDS);
    }
  }

  /** Ends the stream, whatever the test came to. */
  private record Stopper(AtomicBoolean isStopped) implements AutoCloseable {
    @Override
    public void close() {
      isStopped.set(true);
    }
  }

  private static void at(WebhookScene scene, Instant instant) throws ApiException {
    scene.now = instant;
    scene.keeper.look();
  }

  private static X509Certificate authority(WebhookScene scene) throws ApiException {
    return ((SecretContent.Own) SecretContent.read(Optional.of(scene.secret())))
        .state()
        .authority()
        .orElseThrow()
        .certificate();
  }

  /** Begins {@value #PER_SECOND} calls a second, however long each takes. */
  private static boolean stream(WebhookScene scene, AtomicBoolean stop, AtomicInteger rounds)
      throws Exception {
    long begun = System.nanoTime();
    int started = 0;
    List<Future<?>> calls = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (; !stop.get(); started++) {
        long due = begun + TimeUnit.SECONDS.toNanos(1) * started / PER_SECOND;
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        String name = "stream-" + started;
        calls.add(executor.submit(() -> call(scene, name, rounds)));
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      for (Future<?> call : calls) {
        var _ = call.get(60, TimeUnit.SECONDS);
      }
      LOG.info("{} calls in {} s, {} a second, none failed", started, seconds, started / seconds);
    }
    return true;
  }

  private static boolean call(WebhookScene scene, String name, AtomicInteger rounds)
      throws ApiException {
    var _ = scene.admin.create(WebhookScene.pods("?dryRun=All"), WebhookScene.pod(name, true));
    assertThat(scene.asks(name)).isEqualTo(1);
    rounds.incrementAndGet();
    return true;
  }

  private static void awaitRounds(Future<?> stream, AtomicInteger rounds) {
    int enough = rounds.get() + 3 * PER_SECOND;
    await().atMost(Duration.ofMinutes(2)).until(() -> rounds.get() >= enough || stream.isDone());
  }
}
