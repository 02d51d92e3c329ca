package io.flatnet.controllers.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The operator is ended at every single write of a scenario, before and after the write, and at
 * every pair of writes; the one that takes its place brings the cluster to the same end.
 */
class OperatorCrashTest {
  private static final List<Fault> CRASHES = List.of(Fault.CRASH_BEFORE, Fault.CRASH_AFTER);
  private static final String MAC = "02:00:00:00:00:0";
  private static final Map<String, String> ANY = World.wish("s-0", "auto", "");

  private static void comes(World world, String name, Map<String, String> wish) {
    world.podComes(name, wish, "", "node-0");
  }

  private static final List<Consumer<World>> ALLOCATE =
      List.of(
          Scenario::subnetComes,
          world -> {
            comes(world, "a", ANY);
            comes(world, "b", World.wish("s-0", "10.0.0.9", "02:00:00:00:00:01"));
            comes(world, "c", ANY);
          },
          world -> attach(world, "a"));

  private static void attach(World world, String name) {
    world.pluginReads(name);
    world.pluginWrites(name);
  }

  private static List<Consumer<World>> afterAllocation(List<Consumer<World>> steps) {
    return Stream.concat(ALLOCATE.stream(), steps.stream()).toList();
  }

  private static final List<Consumer<World>> RELEASE =
      afterAllocation(
          List.of(
              world -> world.podLeaves("a"),
              world -> world.podIsEnded("a"),
              world -> world.podFinishes("b", "Succeeded"),
              world -> {
                world.podIsRemoved("c");
                comes(world, "c", ANY);
              }));

  private static final List<Consumer<World>> WISH_CHANGES =
      afterAllocation(
          List.of(
              world -> world.wishChanges("b", World.wish("s-0", "10.0.0.10", "")),
              world -> world.wishChanges("c", World.wish("s-0", "10.0.0.9-10.0.0.11", "")),
              world -> world.wishChanges("a", World.wish("s-0", "10.0.0.12", ""))));

  private static final List<Consumer<World>> SUBNET_LEAVES =
      afterAllocation(
          List.of(
              world -> world.subnetLeaves("s-0"),
              world -> comes(world, "late", ANY),
              world -> world.podIsRemoved("a"),
              world -> {
                world.podIsRemoved("b");
                world.podIsRemoved("c");
              },
              Scenario::subnetComes));

  private static final List<Consumer<World>> MACS =
      List.of(
          Scenario::subnetComes,
          world -> {
            comes(world, "a", World.wish("s-0", "auto", MAC + 1));
            comes(world, "b", World.wish("s-0", "auto", MAC + 1 + "-" + MAC + 2));
          },
          world -> {
            world.wishChanges("a", World.wish("s-0", "10.0.0.9", MAC + 3));
            comes(world, "c", World.wish("s-0", "auto", MAC + 1 + "-" + MAC + 4));
          },
          world -> world.podIsRemoved("b"));

  private static final List<Consumer<World>> RESERVATIONS =
      List.of(
          Scenario::subnetComes,
          world -> {
            reserve(world, "10.0.0.1-10.0.0.2");
            comes(world, "a", ANY);
            world.podComes(
                "d",
                World.wish("s-0", "10.0.0.1-10.0.0.2", ""),
                SimulatedWorkloads.DEPLOYMENT,
                "node-0");
          },
          world -> {
            reserve(world, "10.0.0.9");
            comes(world, "b", ANY);
          },
          world -> {
            world.workloads.leave(SimulatedWorkloads.DEPLOYMENT);
            comes(world, "c", World.wish("s-0", "10.0.0.9", ""));
          },
          world -> world.podIsEnded("d"));

  private static void reserve(World world, String addresses) {
    world.workloads.change(SimulatedWorkloads.DEPLOYMENT, World.wish("s-0", addresses, ""));
  }

  private static final List<Consumer<World>> TAKE_OVER =
      List.of(
          world -> {
            Scenario.subnetComes(world);
            world
                .admin
                .subnets()
                .patch(
                    World.subnetKey("s-0"),
                    MergePatch.builder()
                        .finalizers(List.of(FlatNetwork.REFERENCE_SUBNET_FINALIZER))
                        .build());
            ofTheReference(world, "old-1", "10.0.0.1");
            ofTheReference(world, "old-2", "10.0.0.3");
            comes(world, "new", ANY);
          },
          world -> world.podIsRemoved("old-1"),
          world -> world.subnetLeaves("s-0"),
          world -> {
            world.podIsRemoved("old-2");
            world.podIsRemoved("new");
          });

  /** A pod with an interface and the object that the reference made for it. */
  private static void ofTheReference(World world, String name, String address) {
    comes(world, name, ANY);
    FlatNetworkIP made =
        world
            .admin
            .addresses()
            .create(
                FlatNetworkIP.builder()
                    .metadata(
                        new V1ObjectMeta()
                            .namespace(World.NAMESPACE)
                            .name(name)
                            .finalizers(List.of(FlatNetwork.REFERENCE_IP_FINALIZER)))
                    .spec(
                        FlatNetworkIPSpec.builder()
                            .subnet("s-0")
                            .podId(Metadata.uid(world.pod(name).orElseThrow()))
                            .build())
                    .build())
            .answer()
            .orElseThrow();
    world
        .admin
        .addresses()
        .updateStatus(
            made.withStatus(
                FlatNetworkIPStatus.builder().phase("Active").addr(address).mac("").build()));
  }

  /** Ends the operator at each write, and at each pair of writes. */
  private static void crashEverywhere(List<Consumer<World>> steps) {
    try (LoggedErrors errors = new LoggedErrors()) {
      Scenario well = new Scenario(Map.of());
      int writes = well.run(steps);
      assertThat(well.broken()).isEmpty();
      assertThat(writes).isGreaterThan(steps.size());
      for (int first = 0; first < writes; first++) {
        for (Fault crash : CRASHES) {
          same(steps, Map.of(first, crash), well);
          for (int second = first + 1; second < writes + 2; second++) {
            for (Fault next : CRASHES) {
              Map<Integer, Fault> both = new HashMap<>(Map.of(first, crash));
              both.put(second, next);
              same(steps, both, well);
            }
          }
        }
      }
      assertThat(errors.first()).isNull();
    }
  }

  private static void same(List<Consumer<World>> steps, Map<Integer, Fault> faults, Scenario well) {
    Scenario scenario = new Scenario(faults);
    scenario.run(steps);
    assertThat(scenario.broken()).as("crashes at writes %s", faults).isEmpty();
    assertThat(scenario.state()).as("crashes at writes %s", faults).isEqualTo(well.state());
  }

  @Test
  void run_whenEndedAtAnyWriteWhileItAllocates_comesToTheSameEnd() {
    crashEverywhere(ALLOCATE);
  }

  @Test
  void run_whenEndedAtAnyWriteWhileItReleases_comesToTheSameEnd() {
    crashEverywhere(RELEASE);
  }

  @Test
  void run_whenEndedAtAnyWriteWhileWishesChange_comesToTheSameEnd() {
    crashEverywhere(WISH_CHANGES);
  }

  @Test
  void run_whenEndedAtAnyWriteWhileMacsChangeHands_comesToTheSameEnd() {
    crashEverywhere(MACS);
  }

  @Test
  void run_whenEndedAtAnyWriteWhileAWorkloadReservesAddresses_comesToTheSameEnd() {
    crashEverywhere(RESERVATIONS);
  }

  @Test
  void run_whenEndedAtAnyWriteWhileTheSubnetLeaves_comesToTheSameEnd() {
    crashEverywhere(SUBNET_LEAVES);
  }

  @Test
  void run_whenEndedAtAnyWriteWhileItTakesObjectsOfTheReferenceOver_comesToTheSameEnd() {
    crashEverywhere(TAKE_OVER);
  }
}
