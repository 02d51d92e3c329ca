package io.flatnet.lab.bench.migrate;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.controllers.migrate.OldResources;
import io.flatnet.controllers.migrate.RawStore;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.lab.Await;
import io.flatnet.lab.bench.Load;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Deployments of the old system in one subnet, and as many that no migration has to change. */
final class OldWorkloads {
  private static final String NAMESPACE = "default";

  private final RawStore store;

  OldWorkloads(RawStore store) {
    this.store = store;
  }

  /** Waits until the API server serves the resources of the old system. */
  void awaitServed() throws IOException, InterruptedException {
    Await.until(
        "resource macvlansubnets",
        Duration.ofSeconds(20),
        () -> store.page(OldResources.SUBNETS, 1, "") instanceof Outcome.Done);
  }

  /** Makes the subnet that the old Deployments name. */
  void createSubnet() throws IOException, InterruptedException {
    JsonObject subnet =
        json(
            """
            {'apiVersion': 'macvlan.cluster.cattle.io/v1', 'kind': 'MacvlanSubnet',
             'metadata': {'namespace': 'kube-system', 'name': 'net', 'labels': {'project': ''}},
             'spec': {'master': 'eth0', 'vlan': 0, 'cidr': '10.0.0.0/8', 'mode': '', 'gateway': '10.0.0.1',
               'ranges': [], 'routes': [], 'podDefaultGateway': {'enable': false}, 'ipDelayReuse': 0}}
            """);
    Load.each(1, _ -> store.create(OldResources.SUBNETS, subnet));
  }

  /** Makes Deployments of the old system. */
  void createOld(int count) throws IOException, InterruptedException {
    String annotations =
        """
        {'macvlan.pandaria.cattle.io/ip': 'auto', 'macvlan.pandaria.cattle.io/subnet': 'net',
         'macvlan.pandaria.cattle.io/mac': '',
         'k8s.v1.cni.cncf.io/networks': '[{\\"name\\":\\"static-macvlan-cni-attach\\",\\"interface\\":\\"eth1\\"}]'}
        """;
    Load.each(count, i -> create("old-" + i, annotations));
  }

  /** Makes Deployments that have nothing to do with either system. */
  List<JsonObject> createOthers(String prefix, int count) throws IOException, InterruptedException {
    return Load.each(count, i -> create(prefix + "-" + i, "{'team': 'a'}"));
  }

  /**
   * Patches Deployments one after another, as many fields of each as a migration writes, on the
   * condition that they are still as they were read.
   *
   * @return patches per second
   */
  double patchesPerSecond(List<JsonObject> deployments) throws IOException {
    long begin = System.nanoTime();
    for (JsonObject deployment : deployments) {
      JsonObject metadata = deployment.getAsJsonObject("metadata");
      JsonObject patch =
          json(
              """
              {'metadata': {'resourceVersion': '%s'}, 'spec': {'template': {'metadata': {'annotations': {
               'flatnetwork.pandaria.io/ip': 'auto', 'flatnetwork.pandaria.io/subnet': 'net', 'team': null,
               'k8s.v1.cni.cncf.io/networks': '[{\\"name\\":\\"rancher-flat-network\\",\\"interface\\":\\"eth1\\"}]'}}}}}
              """
                  .formatted(metadata.get("resourceVersion").getAsString()));
      ObjectKey key = new ObjectKey(NAMESPACE, metadata.get("name").getAsString());
      if (store.patch(ResourceType.DEPLOYMENTS, key, patch)
          instanceof Outcome.Failure<JsonObject> failure) {
        throw new IOException(failure.message());
      }
    }
    return deployments.size() * 1e9 / (System.nanoTime() - begin);
  }

  private Outcome<JsonObject> create(String name, String annotations) {
    return store.create(
        ResourceType.DEPLOYMENTS,
        json(
            """
            {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'namespace': '%s', 'name': '%s'},
             'spec': {'replicas': 1, 'selector': {'matchLabels': {'app': '%s'}}, 'template': {
               'metadata': {'labels': {'app': '%s'}, 'annotations': %s},
               'spec': {'containers': [{'name': 'c', 'image': 'none.invalid/c'}]}}}}
            """
                .formatted(NAMESPACE, name, name, name, annotations)));
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject(); // lenient: takes single quotes
  }
}
