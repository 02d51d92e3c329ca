package io.flatnet.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointAddress;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodIP;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One namespace of a real cluster with pods and Services; it plays kubelet and node agent. */
@SuppressWarnings("NullAway") // what a test set is there
final class ServiceScene {
  static final String OURS = "flatnet-operator";
  static final String KUBERNETES = "endpointslice-controller.k8s.io";

  private final Cluster cluster;
  private final String namespace;
  private Map<String, String> seen = Map.of();

  ServiceScene(Cluster cluster, String namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
    cluster.namespace(namespace, Map.of());
  }

  ObjectKey key(String name) {
    return new ObjectKey(namespace, name);
  }

  /** A pod of an application, which is flat when a subnet is named. */
  V1Pod pod(String name, String app, String subnet) {
    Map<String, String> annotations =
        subnet.isEmpty() ? Map.of() : Map.of(Annotations.SUBNET, subnet, Annotations.IP, "auto");
    return Cluster.done(
        cluster
            .store
            .pods()
            .create(
                new V1Pod()
                    .apiVersion("v1")
                    .kind("Pod")
                    .metadata(
                        new V1ObjectMeta()
                            .namespace(namespace)
                            .name(name)
                            .annotations(annotations)
                            .labels(Map.of("app", app)))
                    .spec(
                        new V1PodSpec()
                            .overhead(null) // the type sets an empty one, which is refused
                            .nodeName("n1")
                            .terminationGracePeriodSeconds(0L)
                            .containers(
                                List.of(new V1Container().name("c").image("none.invalid/c"))))));
  }

  /** What a kubelet writes of a running pod. */
  void ready(String name, boolean ready, String address) {
    V1Pod pod = Cluster.done(cluster.store.pods().get(key(name)));
    Cluster.done(
        cluster
            .store
            .pods()
            .updateStatus(
                pod.status(
                    new V1PodStatus()
                        .phase("Running")
                        .podIP(address)
                        .podIPs(List.of(new V1PodIP().ip(address)))
                        .conditions(
                            List.of(
                                new V1PodCondition()
                                    .type("Ready")
                                    .status(ready ? "True" : "False"))))));
  }

  /** What the agent writes when the interface exists; the flat address. */
  String activate(String name) {
    await().until(() -> !cluster.address(namespace, name).isEmpty());
    FlatNetworkIP ip = cluster.ip(namespace, name).orElseThrow();
    Cluster.done(
        cluster.store.addresses().updateStatus(ip.withStatus(ip.status().withPhase("Active"))));
    return cluster.address(namespace, name);
  }

  /** A running flat pod; its flat address. */
  String runningPod(String name, String app, String subnet, int number) {
    pod(name, app, subnet);
    ready(name, true, "10.42.0." + number);
    return activate(name);
  }

  V1Service service(String name, String app, Map<String, String> annotations) {
    return service(name, annotations, spec -> spec.selector(Map.of("app", app)));
  }

  V1Service service(String name, Map<String, String> annotations, Consumer<V1ServiceSpec> changes) {
    V1ServiceSpec spec =
        new V1ServiceSpec()
            .clusterIPs(null)
            .externalIPs(null)
            .ipFamilies(null)
            .loadBalancerSourceRanges(null)
            .selector(null)
            .ports(List.of(new V1ServicePort().port(80).targetPort(new IntOrString(8080))));
    changes.accept(spec);
    return Cluster.done(
        services()
            .create(
                new V1Service()
                    .apiVersion("v1")
                    .kind("Service")
                    .metadata(
                        new V1ObjectMeta().namespace(namespace).name(name).annotations(annotations))
                    .spec(spec)));
  }

  ResourceStore<V1Service> services() {
    return cluster.store.resource(ResourceType.SERVICES);
  }

  Optional<V1Service> get(String name) {
    return services().get(key(name)).answer();
  }

  /** The selector in the spec; empty when there is none. */
  Map<String, String> specSelector(String name) {
    return Objects.requireNonNullElse(get(name).orElseThrow().getSpec().getSelector(), Map.of());
  }

  String annotation(String name, String annotation) {
    return Metadata.annotations(get(name).orElseThrow()).getOrDefault(annotation, "");
  }

  /** Sets an annotation of a Service; null takes it off. */
  void annotate(String name, String annotation, @Nullable String value) {
    Map<String, @Nullable String> annotations = new HashMap<>();
    annotations.put(annotation, value);
    Cluster.done(
        services().patch(key(name), MergePatch.builder().annotations(annotations).build()));
  }

  <T extends KubernetesObject> void delete(ResourceType<T> type, String name) {
    ResourceStore<T> store = cluster.store.resource(type);
    Cluster.done(store.delete(key(name), Metadata.uid(Cluster.done(store.get(key(name))))));
  }

  List<V1EndpointSlice> slices(String service, String manager) {
    return Cluster.done(cluster.store.resource(ResourceType.ENDPOINT_SLICES).list()).stream()
        .filter(slice -> namespace.equals(Metadata.of(slice).getNamespace()))
        .filter(slice -> service.equals(Metadata.labels(slice).get("kubernetes.io/service-name")))
        .filter(
            slice ->
                manager.equals(
                    Metadata.labels(slice).get("endpointslice.kubernetes.io/managed-by")))
        .toList();
  }

  /** The slices of whoever else. */
  List<V1EndpointSlice> othersSlices(String service) {
    return Stream.of(KUBERNETES, "endpointslicemirroring-controller.k8s.io")
        .flatMap(manager -> slices(service, manager).stream())
        .toList();
  }

  /** What our slices publish: {@code address ready serving terminating}, sorted. */
  List<String> published(String service) {
    return slices(service, OURS).stream()
        .flatMap(slice -> slice.getEndpoints().stream())
        .sorted(Comparator.comparing((V1Endpoint e) -> e.getAddresses().getFirst()))
        .map(
            e ->
                e.getAddresses().getFirst()
                    + " "
                    + e.getConditions().getReady()
                    + " "
                    + e.getConditions().getServing()
                    + " "
                    + e.getConditions().getTerminating())
        .toList();
  }

  Optional<V1Endpoints> endpoints(String service) {
    return cluster.store.resource(ResourceType.ENDPOINTS).get(key(service)).answer();
  }

  /** The ready addresses of the Endpoints object. */
  List<String> inEndpoints(String service) {
    return endpoints(service).map(V1Endpoints::getSubsets).stream()
        .flatMap(List::stream)
        .flatMap(
            subset ->
                Objects.requireNonNullElse(subset.getAddresses(), List.<V1EndpointAddress>of())
                    .stream())
        .map(V1EndpointAddress::getIp)
        .sorted()
        .toList();
  }

  List<String> reasons(String object) {
    return cluster.events(namespace, object).stream().map(event -> event.getReason()).toList();
  }

  /** The versions of all Services, slices and Endpoints here, by kind and name. */
  Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    Stream.of(ResourceType.SERVICES, ResourceType.ENDPOINT_SLICES, ResourceType.ENDPOINTS)
        .forEach(
            type ->
                Cluster.done(cluster.store.resource(type).list()).stream()
                    .filter(object -> namespace.equals(Metadata.of(object).getNamespace()))
                    .forEach(
                        object ->
                            versions.put(
                                type.kind() + "/" + Metadata.of(object).getName(),
                                Metadata.version(object))));
    return versions;
  }

  /** Waits until nothing was written for a while; the limit is a minute more. */
  void awaitQuiet(Duration time, Runnable meanwhile) {
    await()
        .during(time)
        .atMost(time.plusSeconds(60))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              meanwhile.run();
              Map<String, String> before = seen;
              seen = versions();
              return seen.equals(before);
            });
  }

  /** Waits until our slices and, when they are written, Endpoints publish just these as ready. */
  void awaitReady(String service, List<String> addresses) {
    await()
        .untilAsserted(
            () -> {
              assertThat(published(service))
                  .containsExactlyInAnyOrderElementsOf(
                      addresses.stream().map(address -> address + " true true false").toList());
              assertThat(inEndpoints(service)).containsExactlyInAnyOrderElementsOf(addresses);
            });
  }
}
