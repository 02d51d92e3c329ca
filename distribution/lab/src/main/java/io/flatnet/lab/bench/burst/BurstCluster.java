package io.flatnet.lab.bench.burst;

import com.google.gson.JsonObject;
import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.DeleteResult;
import io.flatnet.controllers.store.Failures;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.lab.Await;
import io.flatnet.lab.cluster.KubeObject;
import io.flatnet.lab.cluster.KubeObjects;
import io.flatnet.lab.cluster.LabCluster;
import io.flatnet.lab.cluster.LabClusters;
import io.flatnet.lab.cluster.Manifests;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real API server with a subnet, and what is done to it as its administrator. */
final class BurstCluster {
  /** The subnet, a /16. */
  static final String SUBNET = "burst";

  static final String NAMESPACE = "default";
  static final String NODE = "burst-node";
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  final ApiClient client;
  final ApiCalls calls;
  final ClusterStore store;
  private final Path operatorKubeconfig;

  BurstCluster(LabCluster cluster) throws IOException, InterruptedException {
    client = ApiClients.tune(LabClusters.client(cluster.admin()));
    calls = new ApiCalls(client, REQUEST_TIMEOUT);
    store = ClusterStore.of(calls);
    operatorKubeconfig = cluster.operator();
    KubeObjects objects = new KubeObjects(client);
    for (KubeObject definition : Manifests.definitions()) {
      objects.create(definition);
    }
    Await.until(
        "resource flatnetworkips",
        Duration.ofSeconds(20),
        () -> store.addresses().list() instanceof Outcome.Done);
    store.nodes().create(new V1Node().metadata(new V1ObjectMeta().name(NODE)));
    create(
        store
            .subnets()
            .create(
                FlatNetworkSubnet.builder()
                    .metadata(new V1ObjectMeta().namespace(FlatNetwork.NAMESPACE).name(SUBNET))
                    .spec(
                        FlatNetworkSubnetSpec.builder()
                            .flatMode("macvlan")
                            .master("eth0")
                            .vlan(0)
                            .cidr("10.20.0.0/16")
                            .build())
                    .build()));
  }

  Path operatorKubeconfig() {
    return operatorKubeconfig;
  }

  private static <T> T create(Outcome<T> outcome) throws IOException {
    if (outcome instanceof Outcome.Failure<T> failure) {
      throw new IOException(failure.message());
    }
    return outcome.answer().orElseThrow();
  }

  /** How many addresses the subnet's status says to be in use; -1 before the first look at it. */
  int used() throws IOException {
    FlatNetworkSubnet subnet =
        create(store.subnets().get(new ObjectKey(FlatNetwork.NAMESPACE, SUBNET)));
    Integer count = subnet.status().getUsedIPCount();
    return count == null ? -1 : count;
  }

  /** Asks for a pod that nobody runs. */
  Outcome<V1Pod> createPod(String name, String address) {
    return createPod(name, Map.of(Annotations.IP, address, Annotations.SUBNET, SUBNET), null);
  }

  /** Asks for a pod that has no part in the flat network, or one on a node. */
  Outcome<V1Pod> createPod(String name, Map<String, String> annotations, @Nullable String node) {
    return store
        .pods()
        .create(
            new V1Pod()
                .apiVersion("v1")
                .kind("Pod")
                .metadata(
                    new V1ObjectMeta()
                        .namespace(NAMESPACE)
                        .name(name)
                        .labels(Map.of("app", "burst"))
                        .annotations(annotations))
                .spec(
                    new V1PodSpec()
                        .overhead(null) // the type sets an empty one, which is refused
                        .nodeName(node)
                        .automountServiceAccountToken(false)
                        .terminationGracePeriodSeconds(60L)
                        .containers(List.of(new V1Container().name("c").image("none.invalid/c")))));
  }

  /** Asks for the end of a pod; one that is on a node then waits for its grace period. */
  Outcome<DeleteResult> deletePod(V1Pod pod) {
    return store.pods().delete(ObjectKey.of(pod), Metadata.uid(pod));
  }

  /** Ends a pod at once, as a kubelet does at the end of the grace period. */
  Outcome<JsonObject> killPod(V1Pod pod) {
    try {
      return new Outcome.Done<>(
          calls.send(
              "DELETE",
              ResourceType.PODS.objectPath(ObjectKey.of(pod)),
              Map.of("gracePeriodSeconds", "0"),
              null,
              "application/json",
              JsonObject.class));
    } catch (ApiException refused) {
      return Failures.of(refused, "delete", "pods");
    }
  }

  /** Makes one custom object as the operator does, and writes its status: the bare client. */
  Outcome<FlatNetworkIP> createAddress(String name, String address) {
    Outcome<FlatNetworkIP> created =
        store
            .addresses()
            .create(
                FlatNetworkIP.builder()
                    .metadata(
                        new V1ObjectMeta()
                            .namespace(NAMESPACE)
                            .name(name)
                            .labels(Map.of("subnet", SUBNET)))
                    .spec(FlatNetworkIPSpec.builder().subnet(SUBNET).podId(name).build())
                    .build());
    return created instanceof Outcome.Done<FlatNetworkIP>(FlatNetworkIP ip)
        ? store
            .addresses()
            .updateStatus(
                ip.withStatus(ip.status().withPhase("Pending").withAddr(address).withMac("")))
        : created;
  }

  /** Does what the node agent does at the end of an ADD. */
  Outcome<FlatNetworkIP> activate(ObjectKey key) {
    Outcome<FlatNetworkIP> outcome = store.addresses().get(key);
    return outcome instanceof Outcome.Done<FlatNetworkIP>(FlatNetworkIP ip)
        ? store.addresses().updateStatus(ip.withStatus(ip.status().withPhase("Active")))
        : outcome;
  }
}
