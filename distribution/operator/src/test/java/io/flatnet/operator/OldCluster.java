package io.flatnet.operator;

import com.google.gson.JsonObject;
import io.flatnet.controllers.migrate.BackupObject;
import io.flatnet.controllers.migrate.OldResources;
import io.flatnet.controllers.migrate.RawStore;
import io.flatnet.controllers.migrate.WorkloadMigration;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.testcluster.ControlPlane;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** A cluster of the old system, made from a seed: subnets, workloads of five kinds, Services. */
final class OldCluster {
  static final String NAMESPACE = "default";
  private static final List<String> KINDS = List.copyOf(WorkloadMigration.KINDS.keySet());

  private final Random random;
  private final RawStore store;

  OldCluster(long seed, RawStore store) {
    this.random = new Random(seed);
    this.store = store;
  }

  /** Gives an API server the types of the old system and ours, and our namespace. */
  static void define(ControlPlane controlPlane) throws IOException {
    controlPlane.apply(AdmissionLab.ROOT.resolve("flatnet-controllers/src/test/resources/macvlan"));
    controlPlane.apply(AdmissionLab.ROOT.resolve("flatnet-api/src/main/resources/crds"));
    controlPlane.apply(AdmissionLab.ROOT.resolve("distribution/manifests/00-namespace.yaml"));
  }

  /** The objects of an API server as its administrator sees them. */
  static RawStore store(ControlPlane controlPlane) throws UsageException {
    return new RawStore(
        new ApiCalls(
            ApiClients.tune(ClientSource.open(controlPlane.kubeconfig("admin"), null, Map.of())),
            ApiClients.REQUEST_TIMEOUT));
  }

  /** Makes the objects. */
  void create(int subnets, int workloads, int services) {
    for (int i = 0; i < subnets; i++) {
      create(OldResources.SUBNETS, subnet(i));
    }
    for (int i = 0; i < workloads; i++) {
      String kind = KINDS.get(i % KINDS.size());
      create(kind(kind), workload(kind, i, random.nextInt(subnets)));
    }
    for (int i = 0; i < services; i++) {
      boolean old = i % 2 == 1;
      create(ResourceType.SERVICES, service("svc-" + i / 2, old));
    }
  }

  private void create(ResourceType<?> type, JsonObject object) {
    if (store.create(type, object) instanceof Outcome.Failure<JsonObject> failure) {
      throw new AssertionError(failure.message());
    }
  }

  private static ResourceType<?> kind(String name) {
    return Objects.requireNonNull(WorkloadMigration.KINDS.get(name));
  }

  private JsonObject subnet(int i) {
    return AdmissionLab.json(
        """
        {'apiVersion': 'macvlan.cluster.cattle.io/v1', 'kind': 'MacvlanSubnet',
         'metadata': {'namespace': 'kube-system', 'name': 'net-%d', 'labels': {'project': ''}},
         'spec': {'master': 'eth%d', 'vlan': %d, 'cidr': '10.%d.0.7/24', 'mode': '', 'gateway': '10.%d.0.1',
           'ranges': [{'rangeStart': '10.%d.0.10', 'rangeEnd': '10.%d.0.%d'}], 'routes': [],
           'podDefaultGateway': {'enable': %s, 'serviceCidr': '10.43.0.0/16'}, 'ipDelayReuse': 0}}
        """
            .formatted(
                i,
                random.nextInt(3),
                i,
                i,
                i,
                i,
                i,
                20 + random.nextInt(200),
                random.nextBoolean()));
  }

  private JsonObject workload(String kind, int i, int subnet) {
    String annotations =
        """
        {'macvlan.pandaria.cattle.io/ip': 'auto', 'macvlan.pandaria.cattle.io/subnet': 'net-%d',
         'macvlan.pandaria.cattle.io/mac': '', 'team': 't%d',
         'k8s.v1.cni.cncf.io/networks': '[{\\"name\\":\\"static-macvlan-cni-attach\\",\\"interface\\":\\"eth1\\"}]'}
        """
            .formatted(subnet, random.nextInt(9));
    String pods =
        """
        {'metadata': {'labels': {'app': 'a%d'}, 'annotations': %s},
         'spec': {%s'containers': [{'name': 'c', 'image': 'none.invalid/c'}]}}
        """
            .formatted(i, annotations, kind.endsWith("job") ? "'restartPolicy': 'Never'," : "");
    String selector = "'selector': {'matchLabels': {'app': 'a%d'}}".formatted(i);
    String spec =
        switch (kind) {
          case "job" -> "{'suspend': true, 'template': %s}".formatted(pods);
          case "cronjob" ->
              "{'schedule': '0 3 1 1 *', 'jobTemplate': {'spec': {'template': %s}}}"
                  .formatted(pods);
          case "statefulset" ->
              "{'serviceName': 's', %s, 'template': %s}".formatted(selector, pods);
          default -> "{%s, 'template': %s}".formatted(selector, pods);
        };
    ResourceType<?> type = kind(kind);
    return AdmissionLab.json(
        "{'apiVersion': '%s', 'kind': '%s', 'metadata': {'namespace': '%s', 'name': 'w-%d'}, 'spec': %s}"
            .formatted(type.apiVersion(), type.kind(), NAMESPACE, i, spec));
  }

  private JsonObject service(String name, boolean old) {
    return AdmissionLab.json(
        """
        {'apiVersion': 'v1', 'kind': 'Service',
         'metadata': {'namespace': '%s', 'name': '%s', 'annotations': %s},
         'spec': {%s'selector': {'app': 'a%d'}, 'ports': [{'port': %d, 'targetPort': 8080}]}}
        """
            .formatted(
                NAMESPACE,
                old ? name + "-macvlan" : name,
                old ? "{'k8s.v1.cni.cncf.io/networks': 'static-macvlan-cni-attach'}" : "{}",
                old ? "'clusterIP': 'None'," : "",
                random.nextInt(500),
                80 + random.nextInt(100)));
  }

  /** Everything that a migration may touch, without what API servers set; by kind and name. */
  static Map<String, JsonObject> state(RawStore store) {
    List<ResourceType<?>> types = new ArrayList<>(WorkloadMigration.KINDS.values());
    types.addAll(
        List.of(OldResources.SUBNETS, ResourceType.FLAT_NETWORK_SUBNETS, ResourceType.SERVICES));
    Map<String, JsonObject> state = new TreeMap<>();
    for (ResourceType<?> type : types) {
      if (!(store.all(type) instanceof Outcome.Done<List<JsonObject>>(List<JsonObject> all))) {
        throw new AssertionError("cannot list " + type.rbacName());
      }
      for (JsonObject object : all) {
        JsonObject known = BackupObject.of(object);
        JsonObject metadata = object.getAsJsonObject("metadata");
        assigned(type, known);
        known.getAsJsonObject("metadata").add("generation", metadata.get("generation"));
        state.put(type.kind() + " " + metadata.get("name").getAsString(), known);
      }
    }
    state.remove("Service kubernetes"); // it has the API server's port
    return state;
  }

  /** Takes out what API servers choose: addresses of Services, and what Jobs find their pods by. */
  private static void assigned(ResourceType<?> type, JsonObject object) {
    JsonObject spec = object.getAsJsonObject("spec");
    if (type.equals(ResourceType.SERVICES)) {
      spec.remove("clusterIP");
      spec.remove("clusterIPs");
    }
    if (type.equals(ResourceType.JOBS)) {
      spec.remove("selector");
      for (JsonObject labelled : List.of(object, spec.getAsJsonObject("template"))) {
        JsonObject labels = labelled.getAsJsonObject("metadata").getAsJsonObject("labels");
        labels.keySet().removeIf(name -> name.endsWith("controller-uid"));
      }
    }
  }
}
