package io.flatnet.controllers;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.controllers.leader.ElectionSettings;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.testcluster.ControlPlane;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a test does to a real cluster, as its administrator. */
final class Cluster {
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root", "."));

  final ClusterStore store;
  private final ApiCalls calls;
  private final ControlPlane controlPlane;

  Cluster(ControlPlane controlPlane) throws IOException {
    this.controlPlane = controlPlane;
    controlPlane.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
    controlPlane.apply(ROOT.resolve("distribution/manifests"));
    this.calls = new ApiCalls(client("admin"), Duration.ofSeconds(20));
    this.store = ClusterStore.of(calls);
  }

  /** A client that logs in as a user of {@link ControlPlane#kubeconfig}. */
  ApiClient client(String user) throws IOException {
    try (Reader reader =
        Files.newBufferedReader(controlPlane.kubeconfig(user), StandardCharsets.UTF_8)) {
      return ApiClients.tune(ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build());
    }
  }

  /** Controllers with the operator's own role and no more. */
  FlatNetworkControllers operator() throws IOException {
    return FlatNetworkControllers.builder(
            client(FlatNetwork.NAMESPACE + "/" + FlatNetwork.OPERATOR_NAME))
        .build();
  }

  /** Controllers that work only while they lead. */
  FlatNetworkControllers candidate(ElectionSettings election, Runnable over) throws IOException {
    return FlatNetworkControllers.builder(
            client(FlatNetwork.NAMESPACE + "/" + FlatNetwork.OPERATOR_NAME))
        .election(election, over)
        .build();
  }

  void namespace(String name, Map<String, String> labels) {
    done(
        store
            .namespaces()
            .create(new V1Namespace().metadata(new V1ObjectMeta().name(name).labels(labels))));
    // Pods need the namespace's service account, which no controller makes here.
    try {
      controlPlane.apply(
          "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: "
              + name
              + "}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void subnet(String name, UnaryOperator<FlatNetworkSubnetSpec.Builder> spec) {
    done(
        store
            .subnets()
            .create(
                FlatNetworkSubnet.builder()
                    .metadata(new V1ObjectMeta().namespace(FlatNetwork.NAMESPACE).name(name))
                    .spec(
                        spec.apply(
                                FlatNetworkSubnetSpec.builder()
                                    .flatMode("macvlan")
                                    .master(name)
                                    .vlan(0))
                            .build())
                    .build()));
  }

  /** A pod that nobody runs. */
  V1Pod pod(String namespace, String name, Map<String, String> annotations) {
    return pod(namespace, name, annotations, null);
  }

  /** A pod that a node has and never runs: once deleted, it waits a minute for its end. */
  V1Pod pod(String namespace, String name, Map<String, String> annotations, @Nullable String node) {
    return done(
        store
            .pods()
            .create(
                new V1Pod()
                    .apiVersion("v1")
                    .kind("Pod")
                    .metadata(
                        new V1ObjectMeta().namespace(namespace).name(name).annotations(annotations))
                    .spec(
                        new V1PodSpec()
                            .overhead(null) // the type sets an empty one, which is refused
                            .nodeName(node)
                            .terminationGracePeriodSeconds(node == null ? 0L : 60L)
                            .containers(
                                List.of(new V1Container().name("c").image("none.invalid/c"))))));
  }

  void deletePod(String namespace, String name) {
    ObjectKey key = new ObjectKey(namespace, name);
    done(store.pods().delete(key, Metadata.uid(done(store.pods().get(key)))));
  }

  /** Ends a pod at once, as {@code kubectl delete --force} and a kubelet do. */
  void killPod(String namespace, String name) {
    try {
      var _ =
          calls.send(
              "DELETE",
              ResourceType.PODS.objectPath(new ObjectKey(namespace, name)),
              Map.of("gracePeriodSeconds", "0"),
              null,
              "application/json",
              V1Pod.class);
    } catch (ApiException e) {
      throw new AssertionError("cannot kill pod " + name, e);
    }
  }

  void node(String name) {
    done(store.nodes().create(new V1Node().metadata(new V1ObjectMeta().name(name))));
  }

  Optional<FlatNetworkIP> ip(String namespace, String name) {
    return store.addresses().get(new ObjectKey(namespace, name)).answer();
  }

  /** The published address; empty text when there is none. */
  String address(String namespace, String name) {
    return ip(namespace, name)
        .map(FlatNetworkIP::status)
        .map(status -> status.getAddr())
        .orElse("");
  }

  FlatNetworkSubnet subnet(String name) {
    return done(store.subnets().get(new ObjectKey(FlatNetwork.NAMESPACE, name)));
  }

  List<CoreV1Event> events(String namespace, String pod) {
    return done(store.events().list()).stream()
        .filter(event -> namespace.equals(Metadata.of(event).getNamespace()))
        .filter(event -> pod.equals(event.getInvolvedObject().getName()))
        .toList();
  }

  static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Failure<T> failure -> throw new AssertionError(failure.message());
    };
  }
}
