package io.flatnet.controllers.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** FlatNetworkIPs that somebody removed by force. */
class RemovedObjectTest {
  private static void anotherSubnetComes(World world) {
    world.subnetComes(
        "s-1",
        FlatNetworkSubnetSpec.builder()
            .flatMode("macvlan")
            .master("eth0")
            .cidr("10.0.1.0/28")
            .build());
  }

  private static void comes(World world, String subnet) {
    world.podComes("a", World.wish(subnet, "auto", ""), "", "node-0");
  }

  private static void isRemoved(World world) {
    world.finalizersGo("a");
    world.ipLeaves("a");
  }

  private static void anotherOperatorMakesTheObject(World world) {
    String podId = world.pod("a").map(Metadata::uid).orElseThrow();
    var made =
        world
            .admin
            .addresses()
            .create(
                FlatNetworkIP.builder()
                    .metadata(
                        new V1ObjectMeta()
                            .namespace(World.NAMESPACE)
                            .name("a")
                            .finalizers(List.of(FlatNetwork.ADDRESS_FINALIZER)))
                    .spec(FlatNetworkIPSpec.builder().subnet("s-1").podId(podId).build())
                    .build());
    assertThat(made.answer()).isPresent();
  }

  private static List<String> after(List<Consumer<World>> steps) {
    Scenario scenario = new Scenario(Map.of());
    var _ = scenario.run(steps);
    return scenario.broken();
  }

  @Test
  void run_whenTheNextPodOfTheNameIsInAnotherSubnet_theAddressIsGivenBack() {
    List<String> broken =
        after(
            List.of(
                Scenario::subnetComes,
                RemovedObjectTest::anotherSubnetComes,
                world -> comes(world, "s-0"),
                world -> {
                  isRemoved(world);
                  world.podIsRemoved("a");
                  comes(world, "s-1");
                  anotherOperatorMakesTheObject(world);
                }));

    assertThat(broken).isEmpty();
  }
}
