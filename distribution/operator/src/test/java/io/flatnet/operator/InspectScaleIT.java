package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.Labels;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped verbs on a real kube-apiserver with many pods and addresses: what they need is
 * printed, and their memory is bounded. {@code -Dflatnet.inspect.addresses=50000} for the long run.
 */
@Requires(Part.CONTROL_PLANE)
class InspectScaleIT {
  private static final int ADDRESSES = Integer.getInteger("flatnet.inspect.addresses", 2000);
  private static final int CLIENTS = 64;
  private static final long LIMIT_KIB = 256 * 1024;
  private static final IpAddress FIRST = IpAddress.parse("10.60.0.10");
  private static final Path WRAPPER = AdmissionLab.ROOT.resolve("distribution/kubectl-flatnet");

  @TempDir Path directory;

  /** What a run was. */
  private record Run(int code, String out, Duration time, long peakKib) {}

  @Test
  void verbs_withManyAddresses_needLittle() throws Exception {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      Path kubeconfig = controlPlane.kubeconfig("admin");
      ShopScene scene = new ShopScene(kubeconfig);
      scene.foundSelectable();
      scene.subnet(
          ShopScene.SUBNET,
          "macvlan",
          "eth0",
          "10.60.0.0/16",
          "10.60.0.1",
          "10.60.0.10",
          "10.60.255.254");
      List<IpAddress> addresses = addresses();
      fill(scene, addresses);
      for (int turn = 0; turn < 2; turn++) {
        System.out.printf(
            "%d addresses: a client that drops what check reads: %d ms%n",
            ADDRESSES, dropped(scene).toMillis());
        for (String[] words :
            new String[][] {
              {"pools"},
              {"map", ShopScene.SUBNET},
              {"who", addresses.getLast().toString()},
              {"why", "pod-7", "-n", ShopScene.NAMESPACE},
              {"check"}
            }) {
          Run run = run(kubeconfig, words);
          System.out.printf(
              "%d addresses: %s: %d ms, %d MiB%n",
              ADDRESSES, words[0], run.time().toMillis(), run.peakKib() / 1024);
          assertThat(run.code()).as(words[0] + run.out()).isEqualTo(words[0].equals("why") ? 1 : 0);
          assertThat(run.peakKib()).as(words[0]).isLessThan(LIMIT_KIB);
        }
      }
    }
  }

  /** Every address in turn but each seventh, so that the ledger is no single run. */
  private static List<IpAddress> addresses() {
    List<IpAddress> addresses = new ArrayList<>();
    IpAddress next = FIRST;
    for (int i = 0; addresses.size() < ADDRESSES; i++) {
      if (i % 7 != 6) {
        addresses.add(next);
      }
      next = next.next();
    }
    return addresses;
  }

  private static void fill(ShopScene scene, List<IpAddress> addresses) throws Exception {
    List<Future<?>> made = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < addresses.size(); i++) {
        String name = "pod-" + i;
        IpAddress address = addresses.get(i);
        made.add(clients.submit(() -> make(scene, name, address)));
      }
      for (Future<?> one : made) {
        one.get();
      }
    }
    FlatNetworkSubnet subnet = scene.get(ResourceType.FLAT_NETWORK_SUBNETS, ShopScene.SUBNET);
    RangeSet used = RangeSet.copyOf(addresses.stream().map(IpRange::of).toList());
    ShopScene.value(
        scene
            .store()
            .subnets()
            .updateStatus(
                subnet.withStatus(
                    subnet.status().withPhase("Active").withLedger(LedgerCodec.encode(used)))));
  }

  private static void make(ShopScene scene, String name, IpAddress address) {
    V1Pod pod =
        ShopScene.value(
            scene
                .store()
                .pods()
                .create(
                    new V1Pod()
                        .apiVersion("v1")
                        .kind("Pod")
                        .metadata(
                            new V1ObjectMeta()
                                .namespace(ShopScene.NAMESPACE)
                                .name(name)
                                .labels(
                                    Map.of("app", "many", Labels.SELECTED_IP, address.toString()))
                                .annotations(
                                    Map.of(
                                        Annotations.IP,
                                        "auto",
                                        Annotations.SUBNET,
                                        ShopScene.SUBNET)))
                        .spec(ShopObjects.spec(null))));
    String mac = "02:00:0a:3c:%02x:%02x".formatted(address.low() >> 8 & 255, address.low() & 255);
    scene.attached(pod, address.toString(), mac);
  }

  /** What the API server needs at least: both long lists at once, and nobody looks at them. */
  private static Duration dropped(ShopScene scene) throws Exception {
    ApiClient client = scene.calls().client();
    long begin = System.nanoTime();
    List<Future<Long>> lists = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      lists.add(
          threads.submit(() -> drop(client, ResourceType.FLAT_NETWORK_IPS, "application/json")));
      lists.add(
          threads.submit(
              () ->
                  drop(
                      client,
                      ResourceType.PODS,
                      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")));
      for (Future<Long> list : lists) {
        assertThat(list.get()).isPositive();
      }
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static long drop(ApiClient client, ResourceType<?> type, String accept)
      throws IOException {
    Request request =
        new Request.Builder()
            .url(client.getBasePath() + type.collectionPath(""))
            .header("Accept", accept)
            .header("Accept-Encoding", "identity")
            .build();
    try (Response response = client.getHttpClient().newCall(request).execute()) {
      return response.body().byteStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  private Run run(Path kubeconfig, String... words) throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "out", ".txt");
    List<String> command = new ArrayList<>(List.of(WRAPPER.toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    long begin = System.nanoTime();
    Process process = builder.start(); // the shell becomes Java: it is one process
    long peak = 0;
    while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, peakKib(process));
    }
    return new Run(
        process.exitValue(),
        Files.readString(out),
        Duration.ofNanos(System.nanoTime() - begin),
        peak);
  }

  /** The most memory that a process ever held, or 0 for one that has ended. */
  private static long peakKib(Process process) throws IOException, InterruptedException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException unread) {
      if (process.waitFor(10, TimeUnit.SECONDS)) {
        return 0; // it ended before the file was opened, or between two reads of it (ESRCH)
      }
      throw unread;
    }
  }
}
