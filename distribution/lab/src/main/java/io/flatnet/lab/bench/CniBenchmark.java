package io.flatnet.lab.bench;

import io.flatnet.lab.OutputOptions;
import io.flatnet.lab.Teardown;
import io.flatnet.testcluster.TestHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code distribution/benchmarks/cni}. */
@Command(
    name = "cni",
    description = {
      "ADD and DEL of flatnet-cni (a launcher, and a warm agent that talks to an API server) and of the CNI project's "
          + "macvlan or ipvlan plugin with static addresses, in pairs on the same interface; DEL of ours where no agent "
          + "answers; then what the agent holds after many pairs. Needs root, and the peer from "
          + "distribution/test-cluster/provision.",
      "Where the time of ours goes is what the agent measures; the launcher's part is the rest. The kernel's share is the "
          + "time in which it answers the agent's netlink requests.",
      "Both sides are started in the same way; time counts from the start of a plugin to its end with its output read. "
          + "Both are warm, as on a node that is up for a day: 800 pairs go before, and another pod's interface is on "
          + "the same parent all the time. Calls are 50 ms apart."
    },
    sortOptions = false)
final class CniBenchmark implements Callable<Integer> {
  private static final int AT_ONCE = 50;
  private static final int FEW = 8; // as a node does on a busy day
  private static final int WARM_UP_ROUNDS = 100; // of 8 pods each: an agent runs for weeks
  private static final int CONCURRENT_SHARE =
      5; // a fifth as many rounds with several pods at a time
  private static final int COLD_SHARE = 10; // and a tenth as many without an agent
  private static final long SETTLE_SECONDS = 12; // the agent ends idle threads after ten

  @Option(
      names = "--network",
      paramLabel = "KIND",
      defaultValue = "macvlan",
      description =
          "macvlan, ipvlan, or vlan: macvlan on VLAN 100 with two routes (macvlan). Under the second kernel where "
              + "this one lacks them: distribution/test-cluster/kernel-lab run distribution/benchmarks/cni ...")
  private BenchNetwork network = BenchNetwork.MACVLAN;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "150",
      description = "paired rounds (150)")
  private int rounds = 150;

  @Option(
      names = "--soak",
      paramLabel = "N",
      defaultValue = "10000",
      description = "ADD and DEL pairs of the soak (10000), 0 for none")
  private int soakPairs = 10_000;

  @Mixin private final OutputOptions output = new OutputOptions();

  private final Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
  private final Path distribution = Path.of(System.getProperty("flatnet.distribution", "."));

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new CniBenchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || soakPairs < 0) {
      System.err.printf(
          "cni: cannot run %d rounds and a soak of %d pairs: at least 1 and 0%n",
          rounds, soakPairs);
      return CommandLine.ExitCode.USAGE;
    }
    double loadBefore = Machine.load();
    Path peers = TestHome.ofEnvironment().peers();
    try (Teardown teardown = new Teardown()) {
      String peer = version(peers.resolve(network.kind()));
      CniReport report = measure(teardown, peers, peer, loadBefore);
      System.out.print(output.json() ? report.toJson() + "\n" : report.toTable());
      return CommandLine.ExitCode.OK;
    } catch (IOException failure) {
      System.err.println("cni: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private CniReport measure(Teardown teardown, Path peers, String peer, double loadBefore)
      throws IOException, InterruptedException {
    BenchNode node = teardown.add(new BenchNode(Path.of("/run/netns"), network));
    BenchCluster cluster = BenchCluster.start(scratch, network, teardown);
    AgentProcess agent =
        teardown.add(AgentProcess.start(distribution, cluster.kubeconfig(), scratch));
    Side ours = ours(agent.socket());
    Side peerSide = new Side("peer", peers.resolve(network.kind()), Map.of(), network::peer);
    RunClock clock = teardown.add(new RunClock(distribution.resolve("target/runclock")));
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    ProcessFigures started = ProcessFigures.of(agent.pid());
    Rounds run = new Rounds(node, cluster, clock, scratch, ours, peerSide);
    progress("%d pairs of each side to warm up", WARM_UP_ROUNDS * FEW);
    run.warmUp(WARM_UP_ROUNDS, FEW);
    progress(
        "%d rounds of one pod, %d of %d pods at a time", rounds, share(CONCURRENT_SHARE), AT_ONCE);
    AgentTimes before = agent.times();
    PairedRun single = run.measure(rounds, 1);
    AgentTimes times = agent.times().since(before);
    PairedRun concurrent = run.measure(share(CONCURRENT_SHARE), AT_ONCE);
    Samples cold = run.delete(share(COLD_SHARE), ours(scratch.resolve("no-agent.sock")));
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    ProcessFigures idle = ProcessFigures.of(agent.pid());
    Soak soak = soak(run, clock, ours, agent.pid());
    return new CniReport(
        WARM_UP_ROUNDS * FEW,
        network,
        rounds,
        single,
        times,
        concurrent,
        AT_ONCE,
        cold,
        peer,
        started,
        idle,
        soak,
        Machine.read(loadBefore));
  }

  private @Nullable Soak soak(Rounds run, RunClock clock, Side ours, long agent)
      throws IOException, InterruptedException {
    if (soakPairs == 0) {
      return null;
    }
    progress("soak of %d pairs", soakPairs);
    return Soak.run(clock, scratch, ours, run.pods(FEW), soakPairs, agent);
  }

  /** Our plugin, whose launcher looks for an agent at a socket, and else starts its runtime. */
  private Side ours(Path socket) {
    return new Side(
        "ours",
        distribution.resolve("target/flatnet-cni"),
        Map.of(
            "FLATNET_AGENT_SOCKET",
            socket.toString(),
            "FLATNET_RUNTIME",
            distribution.resolve("target/flatnet-agent/bin/flatnet-agent").toString()),
        _ -> network.ours());
  }

  private int share(int part) {
    return Math.max(1, rounds / part);
  }

  private void progress(String format, Object... values) {
    output.progress().printf("# " + format + "%n", values);
  }

  /** What a CNI plugin says of itself when nobody asks it for anything. */
  private static String version(Path plugin) throws IOException, InterruptedException {
    if (!Files.isExecutable(plugin)) {
      throw new IOException(
          "cannot find the peer \"%s\"; run distribution/test-cluster/provision".formatted(plugin));
    }
    Process process = new ProcessBuilder(plugin.toString()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    List<String> lines =
        new ArrayList<>(
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList());
    process.waitFor();
    return lines.isEmpty() ? plugin.toString() : lines.getFirst() + " (" + plugin + ")";
  }
}
