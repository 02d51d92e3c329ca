package io.flatnet.lab.bench.burst;

import io.flatnet.lab.Await;
import io.flatnet.lab.OutputOptions;
import io.flatnet.lab.Teardown;
import io.flatnet.lab.bench.Machine;
import io.flatnet.lab.bench.Samples;
import io.flatnet.lab.cluster.LabClusters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code distribution/benchmarks/burst}. */
@Command(
    name = "burst",
    description = {
      "Many pods made at once: how fast the operator gives them addresses on a real API server, in writes and in time,"
          + " and how fast they are free again. The limit, in the same run: a bare client that only makes as many"
          + " FlatNetworkIPs and writes the status of each, 32 requests at a time.",
      "No kubelet runs: pods are never started. Time counts from before the first pod is asked for until a watch has"
          + " shown the last address, so the making of the pods themselves is in it, and not in the limit. The node"
          + " agents' one write a pod is played; it is not counted among the operator's."
    },
    sortOptions = false)
final class BurstBenchmark implements Callable<Integer> {
  private static final int WARM_UP_PODS = 500;

  @Option(names = "--pods", paramLabel = "N", defaultValue = "1000", description = "pods (1000)")
  private int pods = 1000;

  @Option(
      names = "--scale",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "then memory, start and idle CPU beside N pods with addresses and 2 N others; 0 leaves it out (0)")
  private int scalePods;

  @Mixin private final OutputOptions output = new OutputOptions();

  private final Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
  private final Path distribution = Path.of(System.getProperty("flatnet.distribution", "."));

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BurstBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (pods < 10 || pods > 30_000 || scalePods < 0 || scalePods > 30_000) {
      System.err.printf(
          "burst: cannot run %d pods and a scale of %d: 10 to 30000, and 0 to 30000%n",
          pods, scalePods);
      return CommandLine.ExitCode.USAGE;
    }
    double loadBefore = Machine.load();
    try (Teardown teardown = new Teardown()) {
      BurstReport report = measure(teardown, loadBefore);
      System.out.print(output.json() ? report.toJson() + "\n" : report.toTable());
      return CommandLine.ExitCode.OK;
    } catch (IOException failure) {
      System.err.println("burst: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private BurstReport measure(Teardown teardown, double loadBefore)
      throws IOException, InterruptedException {
    BurstCluster cluster =
        new BurstCluster(teardown.add(LabClusters.assets(distribution.resolve("manifests"))));
    AddressWatch watch = teardown.add(new AddressWatch(cluster.calls));
    progress("bare client: %d objects to warm up, then %d", WARM_UP_PODS, pods);
    BareClient.objectsPerSecond(cluster, WARM_UP_PODS);
    double before = BareClient.objectsPerSecond(cluster, pods);
    Burst.Result plain;
    Burst.Result fragmented;
    Samples beside;
    try (OperatorProcess _ = operator(cluster)) {
      Await.until("operator", Duration.ofMinutes(1), () -> cluster.used() >= 0);
      Burst burst = new Burst(cluster, watch);
      progress("operator: %d pods to warm up, then %d", WARM_UP_PODS, pods);
      burst.run(WARM_UP_PODS);
      plain = burst.run(pods);
      progress(
          "%d pods beside %d that wait for the end of their grace period", pods / 10, pods / 2);
      beside = burst.beside(pods / 2, pods / 10);
      progress("%d pods on a subnet of which every second address is held", pods);
      burst.fragment(pods);
      fragmented = burst.run(pods);
    }
    progress("bare client again");
    double after = BareClient.objectsPerSecond(cluster, pods);
    double withPods = BareClient.objectsWithPodsPerSecond(cluster, pods);
    Scale scale = scale(cluster, watch);
    return new BurstReport(
        before, after, withPods, plain, fragmented, beside, scale, Machine.read(loadBefore));
  }

  private @Nullable Scale scale(BurstCluster cluster, AddressWatch watch)
      throws IOException, InterruptedException {
    if (scalePods == 0) {
      return null;
    }
    progress("%d pods with addresses, %d others", scalePods, 2 * scalePods);
    return Scale.measure(cluster, watch, () -> operator(cluster), scalePods);
  }

  private OperatorProcess operator(BurstCluster cluster) throws IOException {
    return OperatorProcess.start(distribution, cluster.operatorKubeconfig(), scratch);
  }

  private void progress(String format, Object... values) {
    output.progress().printf("# " + format + "%n", values);
  }
}
