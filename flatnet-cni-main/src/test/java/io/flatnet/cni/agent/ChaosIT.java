package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.cni.WellKnownError;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.Launcher;
import io.flatnet.cni.TestNetwork;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many ADDs and DELs at once on a few pods, while launchers and the agent are killed: in the end
 * nothing is left. {@code -Dflatnet.chaos.minutes=5} is the long run, with 200 callers.
 */
@Requires({Part.KERNEL, Part.C_COMPILER})
class ChaosIT {
  private static final int MINUTES = Integer.getInteger("flatnet.chaos.minutes", 0);
  private static final Duration LENGTH =
      MINUTES == 0 ? Duration.ofSeconds(15) : Duration.ofMinutes(MINUTES);
  private static final int CALLERS = MINUTES == 0 ? 40 : 200;
  private static final int PODS = 20;
  private static final int KILL_LAUNCHER_EVERY = 20;
  private static final Duration KILL_AGENT_EVERY = Duration.ofSeconds(5);

  /** A runtime that is told to try again later does not do so at once. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final int TRY_AGAIN_LATER = WellKnownError.TRY_AGAIN_LATER.code();

  @TempDir static Path binaries;
  @TempDir Path directory;

  private final List<NetworkNamespace> pods = new ArrayList<>();
  private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();
  private final Map<String, String> examples = new ConcurrentHashMap<>();
  private final AtomicInteger killedLaunchers = new AtomicInteger();
  private final Queue<String> unsound = new ConcurrentLinkedQueue<>();
  private volatile long end;

  private boolean isOver() {
    return System.nanoTime() - end > 0;
  }

  @Test
  void everything_afterManyCallsAndKills_isGone() throws Exception {
    Launcher launcher = Launcher.build(binaries, false);
    int killedAgents = 0;
    try (TestNetwork network = new TestNetwork("10.7.0.1/24")) {
      for (int i = 0; i < PODS; i++) {
        pods.add(network.podWithEth0("10.42.%d.5/24".formatted(i), "10.42.%d.1/24".formatted(i)));
      }
      List<String> before = state(network);
      Launcher call =
          launcher
              .with("FLATNET_AGENT_SOCKET", directory.resolve("agent.sock").toString())
              .with("FLATNET_TIMEOUT_SECONDS", "60")
              .with("FLATNET_RUNTIME", "/nonexistent");
      AgentProcess agent = AgentProcess.start(directory, network.node());
      try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = new ArrayList<>();
        end = System.nanoTime() + LENGTH.toNanos();
        for (int i = 0; i < CALLERS; i++) {
          long seed = i;
          running.add(callers.submit(() -> callUntilOver(call, new Random(seed))));
        }
        do {
          TimeUnit.NANOSECONDS.sleep(KILL_AGENT_EVERY.toNanos());
          agent.kill();
          killedAgents++;
          agent = AgentProcess.start(directory, network.node());
        } while (!isOver());
        for (Future<?> each : running) {
          each.get();
        }
        for (int i = 0; i < PODS; i++) {
          assertThat(call(call, "DEL", i).call(AgentFixture.CONFIG).exitCode()).isZero();
        }
      } finally {
        agent.close();
      }
      System.out.printf(
          "chaos: %d callers, %d agents and %d launchers killed, error codes %s%n",
          CALLERS, killedAgents, killedLaunchers.get(), new TreeMap<>(outcomes));
      new TreeMap<>(examples).forEach((key, said) -> System.out.printf("  %s: %s%n", key, said));
      assertThat(unsound).isEmpty();
      assertThat(AgentFixture.journal(directory)).isEmpty();
      assertThat(state(network)).isEqualTo(before);
    }
    assertThat(outcomes).as("a verb came through").containsKeys("ADD 0", "DEL 0");
    assertThat(killedAgents).isPositive();
    assertThat(killedLaunchers.get()).isPositive();
  }

  private Launcher call(Launcher launcher, String verb, int pod) {
    return launcher.forPod(verb, "web" + pod, pods.get(pod), "net1");
  }

  private Void callUntilOver(Launcher launcher, Random random)
      throws IOException, InterruptedException {
    while (!isOver()) {
      String verb = random.nextBoolean() ? "ADD" : "DEL";
      Process process = call(launcher, verb, random.nextInt(PODS)).start(AgentFixture.CONFIG);
      if (random.nextInt(KILL_LAUNCHER_EVERY) == 0) {
        TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
        process.destroyForcibly().waitFor();
        killedLaunchers.incrementAndGet();
        continue;
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exitCode = process.waitFor();
      int error = said.isEmpty() ? 0 : WireJson.parse(said).path("code").asInt(0);
      examples.putIfAbsent(verb + " " + error, said);
      outcomes.computeIfAbsent(verb + " " + error, key -> new AtomicInteger()).incrementAndGet();
      if ((exitCode == 0) != (error == 0) || said.lines().count() > 1) {
        unsound.add(verb + " ended with " + exitCode + ": " + said);
      }
      if (error == TRY_AGAIN_LATER) {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    }
    return null;
  }

  private List<String> state(TestNetwork network) {
    List<String> state = new ArrayList<>();
    for (int i = 0; i < PODS; i++) {
      String pod = "pod " + i + " ";
      AgentFixture.links(pods.get(i)).stream().map(Link::name).forEach(n -> state.add(pod + n));
      AgentFixture.routes(pods.get(i)).forEach(route -> state.add(pod + route));
    }
    AgentFixture.routes(network.node()).forEach(route -> state.add("node " + route));
    return state.stream().sorted().toList();
  }
}
