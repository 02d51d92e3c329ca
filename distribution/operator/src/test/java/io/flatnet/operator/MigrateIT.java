package io.flatnet.operator;

import static io.flatnet.operator.AdmissionLab.ROOT;
import static io.flatnet.operator.AdmissionLab.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.flatnet.controllers.migrate.RawStore;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.flatnet.testcluster.TestHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped jar migrates and backs up a cluster of the old system, beside the operator. */
@Requires(Part.CONTROL_PLANE)
class MigrateIT {
  private static final long SEED = 8;
  private static final int SUBNETS = 50;
  private static final int WORKLOADS = 500;
  private static final int SERVICES = 200;
  private static final int KILLS = 20;

  @TempDir Path directory;

  private OperatorProcess tool(ControlPlane controlPlane, String verb, String... flags)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(verb, "--kubeconfig", controlPlane.kubeconfig("admin").toString(), "--yes"));
    command.addAll(List.of(flags));
    return new OperatorProcess(directory, Map.of(), command.toArray(String[]::new));
  }

  private void prepare(AdmissionLab lab) throws Exception {
    lab.controlPlane().apply(ROOT.resolve("flatnet-controllers/src/test/resources/macvlan"));
    lab.start();
    new OldCluster(SEED, OldCluster.store(lab.controlPlane())).create(SUBNETS, WORKLOADS, SERVICES);
  }

  /** How many objects it has written, by its own word. */
  private static long written(OperatorProcess tool) {
    return tool.out().lines().filter(line -> line.endsWith(": done")).count();
  }

  @Test
  void migrate_whenKilledAtManyWrites_comesToTheSameEnd() throws Exception {
    Random random = new Random(SEED);
    int all = SUBNETS + WORKLOADS + SERVICES / 2;
    try (AdmissionLab whole = new AdmissionLab(directory);
        AdmissionLab killed = new AdmissionLab(directory)) {
      prepare(whole);
      prepare(killed);
      try (OperatorProcess tool = tool(whole.controlPlane(), "migrate", "--interval=0")) {
        assertThat(tool.awaitEnd()).as(tool.err()).isZero();
        assertThat(written(tool)).isEqualTo(all);
      }
      int hit = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        try (OperatorProcess tool = tool(killed.controlPlane(), "migrate", "--interval=20ms")) {
          long writes = random.nextInt(all / KILLS);
          soon()
              .pollInterval(Duration.ofMillis(5))
              .until(() -> written(tool) >= writes || !tool.isAlive());
          hit += tool.isAlive() ? 1 : 0;
          tool.close();
          tool.awaitEnd();
        }
      }
      assertThat(hit).as("runs that were killed").isEqualTo(KILLS);
      try (OperatorProcess tool = tool(killed.controlPlane(), "migrate", "--interval=0")) {
        assertThat(tool.awaitEnd()).as(tool.err()).isZero();
        assertThat(written(tool)).isPositive();
      }
      RawStore one = OldCluster.store(whole.controlPlane());
      RawStore other = OldCluster.store(killed.controlPlane());
      soon()
          .untilAsserted(
              () -> assertThat(OldCluster.state(other)).isEqualTo(OldCluster.state(one)));
      try (OperatorProcess again = tool(killed.controlPlane(), "migrate", "--dry-run")) {
        assertThat(again.awaitEnd()).as(again.out()).isZero();
      }
    }
  }

  @Test
  void backup_madeByKubectlInAnEmptyCluster_isTheSame() throws Exception {
    Path file = directory.resolve("backup.yaml");
    Map<String, JsonObject> before;
    try (ControlPlane old = ControlPlane.start()) {
      OldCluster.define(old);
      new OldCluster(SEED, OldCluster.store(old)).create(20, 5, 20);
      try (OperatorProcess tool = tool(old, "migrate", "--interval=0")) {
        assertThat(tool.awaitEnd()).as(tool.err()).isZero();
      }
      try (OperatorProcess tool = tool(old, "backup", "-o", file.toString())) {
        assertThat(tool.awaitEnd()).as(tool.err()).isZero();
      }
      before = OldCluster.state(OldCluster.store(old));
    }
    try (ControlPlane empty = ControlPlane.start()) {
      assertThat(kubectl(empty, "get", "namespaces")).isZero(); // it knows the server from now on
      assertThat(kubectl(empty, "create", "-f", file.toString())).isZero();

      Map<String, JsonObject> after = OldCluster.state(OldCluster.store(empty));
      before.keySet().removeIf(name -> !name.contains("Subnet ") && !name.endsWith("-macvlan"));
      assertThat(before).hasSize(20 + 20 + 10);
      before.keySet().forEach(name -> assertThat(after).containsKey(name));
      before.forEach(
          (name, object) ->
              assertThat(spec(Objects.requireNonNull(after.get(name)))).isEqualTo(spec(object)));
      try (OperatorProcess tool = tool(empty, "restore", "--dry-run", "-f", file.toString())) {
        assertThat(tool.awaitEnd()).as(tool.out()).isZero();
      }
    }
  }

  private static JsonObject spec(JsonObject object) {
    return object.getAsJsonObject("spec");
  }

  private int kubectl(ControlPlane controlPlane, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                TestHome.ofEnvironment().bin().resolve("kubectl").toString(),
                "--kubeconfig=" + controlPlane.kubeconfig("admin"),
                "--cache-dir=" + directory.resolve("kubectl")));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Test
  void verbs_whenSomethingIsNotThere_sayWhatAndEnd() throws Exception {
    try (ControlPlane empty = ControlPlane.start()) {
      String admin = empty.kubeconfig("admin").toString();
      String nobody = empty.kubeconfig("default/nobody").toString();
      assertEnds(0, "there are no macvlansubnets", "migrate", "--kubeconfig", admin);
      assertEnds(0, "nothing to delete", "clean", "--kubeconfig", admin);
      assertEnds(1, "context \"nope\"", "migrate", "--kubeconfig", admin, "--context=nope");
      empty.apply(ROOT.resolve("flatnet-controllers/src/test/resources/macvlan"));
      empty.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
      assertEnds(1, "cannot list", "migrate", "--kubeconfig", nobody);
      assertEnds(
          1, "flatnetworksubnets.flatnetwork.pandaria.io", "migrate", "--kubeconfig", nobody);
      assertEnds(1, "cannot list", "clean", "--kubeconfig", nobody);
    }
    assertEnds(1, "/absent", "backup", "--kubeconfig", "/absent");
    assertEnds(2, "duration", "migrate", "--interval=soon");
    assertEnds(1, "got \"pod\"", "migrate", "--workload=pod");
    Path foreign = Files.writeString(directory.resolve("foreign.yaml"), "kind: List\n");
    assertEnds(1, "no backup of this program", "restore", "-f", foreign.toString());
  }

  private void assertEnds(int code, String said, String... command) throws Exception {
    try (OperatorProcess process = new OperatorProcess(directory, Map.of(), command)) {
      assertThat(process.awaitEnd()).as(process.err()).isEqualTo(code);
      assertThat(process.out() + process.err()).contains(said).doesNotContain("\tat ");
    }
  }
}
