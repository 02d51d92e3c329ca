package io.flatnet.controllers;

import static io.flatnet.controllers.Cluster.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.flatnet.api.Annotations;
import io.flatnet.controllers.migrate.OldResources;
import io.flatnet.controllers.migrate.RawStore;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.models.CoreV1Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Old and new pods live side by side: nobody gets an address that a pod of the old system has. */
@Requires(Part.CONTROL_PLANE)
class OldAddressesIT {
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root", "."));

  private static String old(String kind, String namespace, String name, String spec) {
    return """
    apiVersion: macvlan.cluster.cattle.io/v1
    kind: %s
    metadata: {namespace: %s, name: %s}
    spec: %s
    ---
    """
        .formatted(kind, namespace, name, spec);
  }

  @Test
  void addresses_ofOldPods_areGivenToNobodyUntilTheyEnd(ControlPlane controlPlane)
      throws Exception {
    Cluster cluster = new Cluster(controlPlane);
    controlPlane.apply(ROOT.resolve("flatnet-controllers/src/test/resources/macvlan"));
    cluster.namespace("old-and-new", Map.of());
    cluster.subnet("olds", spec -> spec.cidr("10.66.0.0/24"));
    controlPlane.apply(
        old("MacvlanSubnet", "kube-system", "x", "{master: olds, vlan: 0, cidr: 10.66.0.0/24}")
            + old(
                "MacvlanSubnet", "kube-system", "y", "{master: olds, vlan: 5, cidr: 10.66.0.0/24}")
            + old("MacvlanIP", "old-and-new", "a", "{subnet: x, cidr: 10.66.0.1/24}")
            + old("MacvlanIP", "old-and-new", "b", "{subnet: x, cidr: 10.66.0.2/24}")
            + old("MacvlanIP", "old-and-new", "c", "{subnet: y, cidr: 10.66.0.3/24}")
            + old("MacvlanIP", "old-and-new", "d", "{subnet: x, cidr: nonsense}"));
    RawStore raw = new RawStore(new ApiCalls(cluster.client("admin"), Duration.ofSeconds(20)));
    try (FlatNetworkControllers operator = cluster.operator()) {
      operator.start();
      cluster.pod("old-and-new", "any", annotations("auto"));
      await().until(() -> cluster.address("old-and-new", "any").equals("10.66.0.3"));
      cluster.pod("old-and-new", "named", annotations("10.66.0.1"));
      await().until(() -> !cluster.events("old-and-new", "named").isEmpty());
      assertThat(cluster.address("old-and-new", "named")).isEmpty();
      assertThat(cluster.events("old-and-new", "named"))
          .extracting(CoreV1Event::getMessage)
          .anySatisfy(
              said ->
                  assertThat(said)
                      .contains("10.66.0.1 is excluded")
                      .endsWith(
                          "; pods of the old system have them until they end:"
                              + " \"old-and-new/a\" has 10.66.0.1"));

      // Known before the end of the other one, since events keep their order.
      controlPlane.apply(old("MacvlanIP", "old-and-new", "e", "{subnet: x, cidr: 10.66.0.4/24}"));
      ObjectKey ended = new ObjectKey("old-and-new", "a");
      JsonObject ip = done(raw.get(OldResources.ADDRESSES, ended));
      done(
          raw.delete(
              OldResources.ADDRESSES,
              ended,
              ip.getAsJsonObject("metadata").get("uid").getAsString()));

      await().until(() -> cluster.address("old-and-new", "named").equals("10.66.0.1"));
      cluster.pod("old-and-new", "later", annotations("auto"));
      await().until(() -> cluster.address("old-and-new", "later").equals("10.66.0.5"));
    }
  }

  private static Map<String, String> annotations(String ip) {
    return Map.of(Annotations.IP, ip, Annotations.SUBNET, "olds");
  }
}
