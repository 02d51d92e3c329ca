package io.flatnet.operator;

import static io.flatnet.operator.AdmissionLab.json;
import static io.flatnet.operator.AdmissionLab.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.flatnet.controllers.migrate.RawStore;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped jar asks, and somebody else writes before the answer. */
@Requires(Part.CONTROL_PLANE)
class MigrateAskIT {
  private static final long SEED = 8;
  private static final Pattern QUESTION =
      Pattern.compile("Write it\\? \\[y]es, \\[n]o, \\[a]ll that follow, \\[q]uit: ");
  private static final String AGAIN = "; as it is now:\n";

  /** Of three workloads the one that is a Deployment. */
  private static final ObjectKey DEPLOYMENT = new ObjectKey(OldCluster.NAMESPACE, "w-2");

  @TempDir Path directory;

  private static JsonObject done(Outcome<JsonObject> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return outcome.answer().orElseThrow();
  }

  /** Waits for the n-th question; what was said since the one before. */
  private static String asked(OperatorProcess tool, int number) {
    soon().until(() -> QUESTION.split(tool.out(), -1).length > number || !tool.isAlive());
    String[] said = QUESTION.split(tool.out(), -1);
    assertThat(said).as(tool.err()).hasSize(number + 1);
    return said[number - 1];
  }

  @Test
  void migrate_whenSomebodyWritesBeforeTheAnswer_showsItAgainAndKeepsBoth() throws Exception {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      OldCluster.define(controlPlane);
      Path admin = controlPlane.kubeconfig("admin");
      RawStore store = OldCluster.store(controlPlane);
      new OldCluster(SEED, store).create(1, 3, 0);
      String[] command = {
        "migrate", "--kubeconfig", admin.toString(), "--workload=deployment", "--interval=0"
      };
      try (OperatorProcess tool = new OperatorProcess(directory, Map.of(), command)) {
        assertThat(asked(tool, 1)).contains("+++ FlatNetworkSubnet/cattle-flat-network/net-0");
        tool.answer("y");
        assertThat(asked(tool, 2))
            .contains(
                "+++ Deployment/default/w-2", "+        flatnetwork.pandaria.io/subnet: net-0")
            .doesNotContain(AGAIN, "team: blue");

        write(store, "{'spec': {'template': {'metadata': {'annotations': {'team': 'blue'}}}}}");
        tool.answer("y");
        assertThat(asked(tool, 3))
            .startsWith("# Deployment \"default/w-2\": ")
            .contains(AGAIN, "team: blue", "+        flatnetwork.pandaria.io/subnet: net-0");

        write(store, "{'spec': {'replicas': 3}}");
        tool.answer("y");
        assertThat(asked(tool, 4)).contains(AGAIN);
        tool.answer("y");

        assertThat(tool.awaitEnd()).as(tool.err()).isZero();
        assertThat(tool.out())
            .contains("Deployment \"default/w-2\": done\n", "2 written, 0 declined");
        assertThat(tool.err()).doesNotContain("failed");
      }
      JsonObject spec =
          done(store.get(ResourceType.DEPLOYMENTS, DEPLOYMENT)).getAsJsonObject("spec");
      assertThat(spec.get("replicas").getAsInt()).isEqualTo(3);
      assertThat(
              spec.getAsJsonObject("template")
                  .getAsJsonObject("metadata")
                  .getAsJsonObject("annotations")
                  .keySet())
          .contains("team", "flatnetwork.pandaria.io/subnet")
          .noneMatch(name -> name.contains("macvlan"));
    }
  }

  private static void write(RawStore store, String patch) {
    done(store.patch(ResourceType.DEPLOYMENTS, DEPLOYMENT, json(patch)));
  }
}
