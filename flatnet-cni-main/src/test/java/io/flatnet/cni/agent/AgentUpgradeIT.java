package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.cni.Claims;
import io.flatnet.cni.Launcher;
import io.flatnet.cni.Launcher.Outcome;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** One agent takes the place of another while launchers call. */
class AgentUpgradeIT extends AgentFixture {
  private static final int UPGRADES = 20;
  private static final int CALLERS = 4;

  private final AtomicBoolean stop = new AtomicBoolean();

  @Test
  void calls_whileAgentsReplaceEachOther_areNeverRefused() throws Exception {
    List<String> refused = new ArrayList<>();
    int calls = 0;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> running = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        String pod = "web" + i;
        source.put(Claims.of(pod, "10.7.0.1" + i));
        NetworkNamespace namespace = network.pod();
        running.add(callers.submit(() -> callUntilStopped(pod, namespace)));
      }
      for (int i = 0; i < UPGRADES; i++) {
        Agent next = startAgent();
        agent.close();
        agent = next;
      }
      stop.set(true);
      for (Future<List<String>> each : running) {
        calls += each.get().size();
        each.get().stream().filter(error -> !error.isEmpty()).forEach(refused::add);
      }
    }
    System.out.printf("%d upgrades: %d calls, %d refused%n", UPGRADES, calls, refused.size());
    assertThat(refused).isEmpty();
    assertThat(calls).isGreaterThan(UPGRADES);
  }

  /** What was refused, else empty: one for each call. */
  private List<String> callUntilStopped(String pod, NetworkNamespace namespace)
      throws IOException, InterruptedException {
    List<String> outcomes = new ArrayList<>();
    while (!stop.get()) {
      for (String verb : List.of("ADD", "DEL")) {
        Outcome outcome = call.forPod(verb, pod, namespace, "eth1").call(CONFIG);
        outcomes.add(outcome.exitCode() == 0 ? "" : verb + ": " + outcome.stdout());
      }
    }
    return outcomes;
  }

  @Test
  void close_whenAnotherHasTakenThePathOver_leavesItsSocket() throws Exception {
    Agent next = startAgent();
    agent.close();
    agent = next;

    assertThat(agent.socket()).exists();
    Launcher version = call.with("CNI_COMMAND", "VERSION");
    assertThat(version.call("{\"cniVersion\":\"1.0.0\"}").exitCode()).isZero();

    agent.close();
    assertThat(agent.socket()).doesNotExist();
    try (var files = java.nio.file.Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.equals("journal"));
    }
  }
}
