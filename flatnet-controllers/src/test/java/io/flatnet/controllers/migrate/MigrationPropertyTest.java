package io.flatnet.controllers.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.api.wire.WireJson;
import io.flatnet.controllers.store.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Migrating what is migrated changes nothing, and migrating changes nothing else. */
final class MigrationPropertyTest {
  @Provide
  Arbitrary<ResourceType<?>> kinds() {
    return Arbitraries.of(WorkloadMigration.KINDS.values());
  }

  @Provide
  Arbitrary<JsonObject> workloads() {
    Arbitrary<Map<String, String>> annotations =
        Arbitraries.maps(
                Arbitraries.oneOf(
                    Arbitraries.of(Macvlan.RENAMED.keySet()),
                    Arbitraries.of(Macvlan.RENAMED.values()),
                    Arbitraries.of(
                        Macvlan.DELAY_REUSE,
                        "k8s.v1.cni.cncf.io/networks",
                        "v1.multus-cni.io/default-network",
                        "team")),
                Arbitraries.of(
                    "auto",
                    "",
                    "s",
                    "10.0.0.5",
                    "10.0.0.5-10.0.0.6",
                    "disable",
                    "x y",
                    "static-macvlan-cni-attach@eth1,other",
                    "[{\"name\":\"static-macvlan-cni-attach\",\"interface\":\"eth1\"}]"))
            .ofMaxSize(6);
    Arbitrary<Map<String, String>> labels =
        Arbitraries.maps(
                Arbitraries.oneOf(Arbitraries.of(Macvlan.LABELS), Arbitraries.of("app", "tier")),
                Arbitraries.of("a", "b"))
            .ofMaxSize(4);
    return Combinators.combine(
            annotations, labels, labels, OldObjects.objects(2), OldObjects.objects(2))
        .as(
            (ofPods, podLabels, own, unknown, further) -> {
              JsonObject template = new JsonObject();
              template.add("annotations", Json.of(ofPods));
              template.add("labels", Json.of(podLabels));
              template.add("unknown", unknown);
              JsonObject workload = OldObjects.deployment(template.toString());
              Json.put(workload, Json.of(own), "metadata", "labels");
              Json.put(
                  workload,
                  template.deepCopy(),
                  "spec",
                  "jobTemplate",
                  "spec",
                  "template",
                  "metadata");
              Json.put(workload, further, "spec", "template", "spec", "further");
              Json.put(
                  workload,
                  OldObjects.json("{\"suspend\": true}").get("suspend"),
                  "spec",
                  "suspend");
              return workload;
            });
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void migrate_ofWhatIsMigrated_isNothing(
      @ForAll("kinds") ResourceType<?> kind,
      @ForAll("workloads") JsonObject workload,
      @ForAll boolean pausing) {
    WorkloadMigration planner = new WorkloadMigration(kind, pausing, name -> true);
    if (planner.plan(workload) instanceof Plan.Write(Change change)) {
      assertThat(planner.plan(change.after())).isEqualTo(new Plan.Nothing());
    }
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void migrate_changesOnlyMetadata_andOfItOnlyOldNamesAndTheirNewOnes(
      @ForAll("kinds") ResourceType<?> kind, @ForAll("workloads") JsonObject workload) {
    WorkloadMigration planner = new WorkloadMigration(kind, false, name -> true);
    if (planner.plan(workload) instanceof Plan.Write(Change change)) {
      String[] template =
          kind.equals(ResourceType.CRON_JOBS)
              ? new String[] {"spec", "jobTemplate", "spec", "template", "metadata"}
              : new String[] {"spec", "template", "metadata"};
      assertThat(stripped(change.after(), template)).isEqualTo(stripped(workload, template));
      assertThat(change.after().toString().contains("\"macvlan.panda.io/macvlanService\""))
          .isEqualTo(
              stripped(workload, template)
                  .toString()
                  .contains("\"macvlan.panda.io/macvlanService\""));
    }
  }

  /** Without the annotations and labels of the old system and their new names. */
  private static JsonObject stripped(JsonObject workload, String... template) {
    JsonObject copy = workload.deepCopy();
    for (JsonObject metadata : List.of(Json.object(copy, template), Json.metadata(copy))) {
      for (String part : List.of("annotations", "labels")) {
        JsonObject texts = Json.object(metadata, part);
        texts.keySet().removeAll(Macvlan.RENAMED.keySet());
        texts.keySet().removeAll(Macvlan.RENAMED.values());
        texts.keySet().removeAll(Macvlan.LABELS);
        List.of(
                Macvlan.DELAY_REUSE,
                "k8s.v1.cni.cncf.io/networks",
                "v1.multus-cni.io/default-network")
            .forEach(texts::remove);
      }
    }
    return copy;
  }

  @Provide
  Arbitrary<List<JsonObject>> subnets() {
    return OldObjects.subnets().list().ofMinSize(1).ofMaxSize(4);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void migrateSubnets_again_isNothing(@ForAll("subnets") List<JsonObject> all)
      throws JsonProcessingException {
    List<FlatNetworkSubnet> made = new ArrayList<>();
    for (JsonObject old : all) {
      switch (SubnetMigration.plan(old, made)) {
        case Plan.Write(Change change) ->
            made.add(WireJson.read(change.after().toString(), FlatNetworkSubnet.class));
        case Plan.Skip skip -> assertThat(skip.reason()).isNotBlank().doesNotContain("\n");
        case Plan.Nothing nothing -> throw new AssertionError(nothing);
      }
    }
    assertThat(made).isNotEmpty();
    for (JsonObject old : all) {
      assertThat(SubnetMigration.plan(old, made)).isInstanceOf(Plan.Skip.class);
    }
  }
}
