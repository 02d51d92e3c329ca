package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.cni.Launcher;
import io.flatnet.cni.Launcher.Outcome;
import io.flatnet.cni.TestNetwork;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent in a process of its own is killed (SIGKILL) at each step of an ADD that has a bit of
 * everything, and of its DEL: an interface, routes in the pod and on the node, a default route that
 * moves.
 */
@Requires({Part.KERNEL, Part.C_COMPILER})
class KilledAgentIT {
  /** Every so many steps are tried; 1 = all. */
  private static final int STRIDE = Integer.getInteger("flatnet.kill.stride", 4);

  @TempDir static Path binaries;
  private static Launcher launcher;
  private static Path killer;

  @TempDir Path directory;
  private TestNetwork network;
  private NetworkNamespace pod;
  private Set<String> before;
  private Launcher call;

  @BeforeAll
  static void build() throws Exception {
    launcher = Launcher.build(binaries, false);
    killer = AgentProcess.buildKiller(binaries);
  }

  @BeforeEach
  void start() {
    network = new TestNetwork("10.7.0.1/24");
    pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");
    before = state();
    call =
        launcher
            .with("FLATNET_AGENT_SOCKET", directory.resolve("agent.sock").toString())
            .with("FLATNET_RUNTIME", "/nonexistent");
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private Set<String> state() {
    Set<String> state = new TreeSet<>();
    AgentFixture.routes(pod).forEach(route -> state.add("pod " + route));
    AgentFixture.routes(network.node()).forEach(route -> state.add("node " + route));
    AgentFixture.links(pod).stream().map(Link::name).forEach(name -> state.add("pod " + name));
    return state;
  }

  private Launcher call(String verb) {
    return call.forPod(verb, "web", pod, "net1");
  }

  /** The agent after the one that was killed. */
  private Agent agent() throws IOException {
    return Agent.builder(new AgentProcess.EveryPod())
        .socket(directory.resolve("agent.sock"))
        .journal(directory.resolve("journal"))
        .nodeNamespace(network.node())
        .start();
  }

  @Test
  void restart_afterAKillAtAnyStep_leavesNothing() throws Exception {
    int step = 0;
    int answered = 0;
    for (; isKilled(call("ADD"), step); step += STRIDE) {
      try (Agent _ = agent()) {
        if (!AgentFixture.journal(directory).isEmpty()) {
          answered++; // it was killed while its answer went out: nobody knows who has it
          assertThat(call("DEL").call(AgentFixture.CONFIG).exitCode()).isZero();
        }
        assertThat(state()).as("step %d", step).isEqualTo(before);
        assertThat(AgentFixture.journal(directory)).as("step %d", step).isEmpty();
      }
    }
    System.out.printf("agent killed at %d of %d steps of an ADD%n", step / STRIDE, step);
    assertThat(step).isGreaterThan(20);
    assertThat(answered).isLessThanOrEqualTo(1);
  }

  @Test
  void retry_afterAKillAtAnyStep_isWhole() throws Exception {
    for (int step = 0; isKilledOutOfReach(step); step += STRIDE) {
      try (Agent _ = agent()) {
        Outcome add = call("ADD").call(AgentFixture.CONFIG);
        assertThat(add.exitCode()).as("step %d: %s", step, add.stdout()).isZero();
        String previous = AgentFixture.withPrevious(AgentFixture.CONFIG, add.stdout());
        Outcome check = call("CHECK").call(previous);
        assertThat(check.exitCode()).as("step %d: %s", step, check.stdout()).isZero();
        assertThat(AgentFixture.journal(directory))
            .as("step %d", step)
            .singleElement()
            .asString()
            .endsWith(".routes");
        assertThat(call("DEL").call(previous).exitCode()).isZero();
        assertThat(state()).as("step %d", step).isEqualTo(before);
        assertThat(AgentFixture.journal(directory)).as("step %d", step).isEmpty();
      }
    }
  }

  @Test
  void del_afterAKillAtAnyStep_leavesNothing() throws Exception {
    for (int step = 0; isKilledOutOfReach(step); step += STRIDE) {
      try (Agent _ = agent()) {
        Outcome del = call("DEL").call(AgentFixture.CONFIG);
        assertThat(del.exitCode()).as("step %d: %s", step, del.stdout()).isZero();
        assertThat(state()).as("step %d", step).isEqualTo(before);
        assertThat(AgentFixture.journal(directory)).as("step %d", step).isEmpty();
      }
    }
  }

  /** Without a previous result: nobody tells the address of an interface that is gone. */
  @Test
  void del_afterADelThatWasKilledAtAnyStep_leavesNothing() throws Exception {
    boolean killed = true;
    int step = 0;
    for (; killed; step++) {
      try (Agent _ = agent()) {
        assertThat(call("ADD").call(AgentFixture.CONFIG).exitCode()).as("step %d", step).isZero();
      }
      killed = isKilled(call("DEL"), step);
      try (Agent _ = agent()) {
        assertThat(call("DEL").call(AgentFixture.CONFIG).exitCode()).as("step %d", step).isZero();
        assertThat(state()).as("step %d", step).isEqualTo(before);
        assertThat(AgentFixture.journal(directory)).as("step %d", step).isEmpty();
      }
    }
    System.out.printf("agent killed at each of %d steps of a DEL%n", step - 1);
    assertThat(step).isGreaterThan(10);
  }

  /** Nobody but the launcher knows whether it came: it did, since its caller says success. */
  @Test
  void restart_afterAKillBehindTheAnswer_keepsTheAttachment() throws Exception {
    Set<String> whole;
    try (AgentProcess alive = AgentProcess.start(directory, network.node())) {
      assertThat(call("ADD").call(AgentFixture.CONFIG).exitCode()).isZero();
      whole = state();
      alive.kill();
    }
    assertThat(whole).isNotEqualTo(before);
    try (Agent _ = agent()) {
      assertThat(state()).isEqualTo(whole);
      assertThat(call("DEL").call(AgentFixture.CONFIG).exitCode()).isZero();
      assertThat(state()).isEqualTo(before);
      assertThat(AgentFixture.journal(directory)).isEmpty();
    }
  }

  /** The path of the namespace leads nowhere afterwards, as in an agent's own container. */
  private boolean isKilledOutOfReach(int step) throws Exception {
    Path folder = Files.createDirectories(directory.resolve("run"));
    Path path = Files.createSymbolicLink(folder.resolve("netns"), TestNetwork.pathOf(pod));
    boolean killed = isKilled(call("ADD").with("CNI_NETNS", path.toString()), step);
    Files.delete(path);
    Files.delete(folder);
    return killed;
  }

  /** Returns whether the caller had no answer. */
  private boolean isKilled(Launcher caller, int step) throws Exception {
    try (AgentProcess agent = AgentProcess.startKilled(directory, network.node(), killer, step)) {
      Outcome outcome = caller.call(AgentFixture.CONFIG);
      if (outcome.exitCode() == 0) {
        return false;
      }
      assertThat(outcome.errorCode()).as(outcome.stdout()).isEqualTo(11);
      assertThat(agent.waitFor()).as("SIGKILL").isEqualTo(137);
      return true;
    }
  }
}
