package io.flatnet.controllers.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.flatnet.controllers.store.ResourceType;
import org.junit.jupiter.api.Test;

/** What becomes of single workloads. */
class WorkloadMigrationTest {
  private static final String OLD =
      """
      {"labels": {"app": "web", "macvlan.pandaria.cattle.io/subnet": "s"},
       "annotations": {"macvlan.pandaria.cattle.io/ip": "auto", "macvlan.pandaria.cattle.io/subnet": "s",
         "team": "a",
         "k8s.v1.cni.cncf.io/networks": "[{\\"name\\":\\"static-macvlan-cni-attach\\",\\"interface\\":\\"eth1\\"}]"}}
      """;

  private static Plan plan(ResourceType<?> type, boolean pausing, JsonObject workload) {
    return new WorkloadMigration(type, pausing, "s"::equals).plan(workload);
  }

  private static Change change(ResourceType<?> type, boolean pausing, JsonObject workload) {
    assertThat(plan(type, pausing, workload)).isInstanceOf(Plan.Write.class);
    return ((Plan.Write) plan(type, pausing, workload)).change();
  }

  private static Plan.Skip skip(ResourceType<?> type, boolean pausing, JsonObject workload) {
    assertThat(plan(type, pausing, workload)).isInstanceOf(Plan.Skip.class);
    return (Plan.Skip) plan(type, pausing, workload);
  }

  @Test
  void plan_ofADeployment_changesTheOldNamesAlone() {
    Change change = change(ResourceType.DEPLOYMENTS, false, OldObjects.deployment(OLD));

    assertThat(change.patch())
        .isEqualTo(
            OldObjects.json(
                """
                {"metadata": {"labels": {"macvlan.panda.io/macvlanIpType": null},
                   "resourceVersion": "7", "uid": "u"},
                 "spec": {"template": {"metadata": {
                   "labels": {"macvlan.pandaria.cattle.io/subnet": null},
                   "annotations": {
                     "flatnetwork.pandaria.io/ip": "auto", "flatnetwork.pandaria.io/subnet": "s",
                     "macvlan.pandaria.cattle.io/ip": null, "macvlan.pandaria.cattle.io/subnet": null,
                     "k8s.v1.cni.cncf.io/networks": "[{\\"name\\":\\"rancher-flat-network\\",\\"interface\\":\\"eth1\\"}]"}}}}}
                """));
    assertThat(change.rolls()).isTrue();
    assertThat(Json.object(change.after(), "spec", "template", "spec"))
        .isEqualTo(Json.object(OldObjects.deployment(OLD), "spec", "template", "spec"));
  }

  @Test
  void plan_ofASelectedLabel_keepsIt() {
    JsonObject workload = OldObjects.deployment(OLD);
    Json.put(
        workload,
        new JsonPrimitive("s"),
        "spec",
        "selector",
        "matchLabels",
        "macvlan.pandaria.cattle.io/subnet");

    assertThat(
            Json.object(
                    change(ResourceType.DEPLOYMENTS, false, workload).after(),
                    "spec",
                    "template",
                    "metadata",
                    "labels")
                .has("macvlan.pandaria.cattle.io/subnet"))
        .isTrue();
  }

  @Test
  void plan_ofACronJob_changesThePodsTemplate() {
    JsonObject workload = OldObjects.deployment("{}");
    Json.put(workload, new JsonObject(), "spec");
    Json.put(workload, OldObjects.json(OLD), "spec", "jobTemplate", "spec", "template", "metadata");

    Change change = change(ResourceType.CRON_JOBS, true, workload);

    assertThat(
            Json.object(
                change.after(),
                "spec",
                "jobTemplate",
                "spec",
                "template",
                "metadata",
                "annotations"))
        .satisfies(a -> assertThat(a.has("flatnetwork.pandaria.io/ip")).isTrue());
    assertThat(change.rolls()).isFalse();
  }

  @Test
  void plan_whenPausing_pausesDeploymentsAndLeavesOthers() {
    JsonObject workload = OldObjects.deployment(OLD);

    assertThat(
            Json.isTrue(
                Json.object(change(ResourceType.DEPLOYMENTS, true, workload).after(), "spec"),
                "paused"))
        .isTrue();
    assertThat(skip(ResourceType.STATEFUL_SETS, true, workload).waits()).isTrue();
    assertThat(skip(ResourceType.DAEMON_SETS, true, workload).waits()).isTrue();
    Json.put(workload, new JsonPrimitive("OnDelete"), "spec", "updateStrategy", "type");
    assertThat(change(ResourceType.DAEMON_SETS, true, workload).rolls()).isFalse();
    assertThat(change(ResourceType.STATEFUL_SETS, true, workload).rolls()).isFalse();
    Json.put(workload, new JsonPrimitive(0), "spec", "replicas");
    assertThat(change(ResourceType.DEPLOYMENTS, true, workload).after().toString())
        .doesNotContain("paused");
  }

  @Test
  void plan_ofAJob_changesOnlyOneThatHasNotBegun() {
    JsonObject job = OldObjects.deployment(OLD);
    assertThat(skip(ResourceType.JOBS, false, job).reason()).contains("it runs");
    Json.put(job, new JsonPrimitive("2026-01-01T00:00:00Z"), "status", "completionTime");
    assertThat(skip(ResourceType.JOBS, false, job).reason()).contains("has ended");

    JsonObject suspended = OldObjects.deployment(OLD);
    Json.put(suspended, new JsonPrimitive(true), "spec", "suspend");
    assertThat(change(ResourceType.JOBS, false, suspended).rolls()).isFalse();

    JsonArray owners = new JsonArray();
    owners.add(OldObjects.json("{\"kind\": \"CronJob\", \"name\": \"c\"}"));
    Json.put(suspended, owners, "metadata", "ownerReferences");
    assertThat(skip(ResourceType.JOBS, false, suspended).reason()).contains("CronJob");
  }

  @Test
  void plan_ofMalformedAnnotations_isAReason() {
    JsonObject bad = OldObjects.deployment(OLD.replace("\"auto\"", "\"10.0.0.300\""));
    JsonObject elsewhere =
        OldObjects.deployment(OLD.replace("subnet\": \"s\",\n", "subnet\": \"t\",\n"));

    assertThat(skip(ResourceType.DEPLOYMENTS, false, bad))
        .satisfies(s -> assertThat(s.reason()).contains("10.0.0.300").doesNotContain("\n"))
        .satisfies(s -> assertThat(s.isFault()).isTrue());
    assertThat(skip(ResourceType.DEPLOYMENTS, false, elsewhere).reason())
        .contains("no FlatNetworkSubnet \"t\"");
  }

  @Test
  void plan_whenARolloutWouldWaitForItsOwnAddresses_saysSo() {
    JsonObject one = OldObjects.deployment(OLD.replace("\"auto\"", "\"10.0.0.5\""));
    Json.put(one, new JsonPrimitive(1), "spec", "replicas");
    JsonObject recreate = one.deepCopy();
    Json.put(recreate, new JsonPrimitive("Recreate"), "spec", "strategy", "type");
    JsonObject half = one.deepCopy();
    Json.put(
        half, new JsonPrimitive("100%"), "spec", "strategy", "rollingUpdate", "maxUnavailable");

    assertThat(String.join(" ", change(ResourceType.DEPLOYMENTS, false, one).notes()))
        .contains("would wait for ever");
    assertThat(change(ResourceType.DEPLOYMENTS, false, recreate).notes()).hasSize(1);
    assertThat(change(ResourceType.DEPLOYMENTS, false, half).notes()).hasSize(1);
  }

  @Test
  void plan_ofOthersAndOfWhatIsDone_isNothing() {
    JsonObject done = change(ResourceType.DEPLOYMENTS, false, OldObjects.deployment(OLD)).after();
    JsonObject other = OldObjects.deployment("{\"annotations\": {\"a\": \"b\"}}");
    Json.object(other, "metadata", "labels").remove("macvlan.panda.io/macvlanIpType");

    assertThat(plan(ResourceType.DEPLOYMENTS, false, done)).isEqualTo(new Plan.Nothing());
    assertThat(plan(ResourceType.DEPLOYMENTS, true, other)).isEqualTo(new Plan.Nothing());
  }
}
