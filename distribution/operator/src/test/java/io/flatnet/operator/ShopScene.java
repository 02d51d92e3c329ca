package io.flatnet.operator;

import static io.flatnet.operator.AdmissionLab.ROOT;
import static io.flatnet.operator.AdmissionLab.soon;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.api.Labels;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1StatefulSetSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * A small shop on an API server without an operator: two subnets, a web server's two pods that a
 * Service publishes, and a database with reserved addresses. All is well until a test does harm.
 */
final class ShopScene {
  static final String NAMESPACE = "shop";
  static final String SUBNET = "lab";
  private static final String GIVEN = "2026-01-01T10:00:00Z";
  private static final String COLUMNS = "      additionalPrinterColumns:\n";
  private static final String NODE = "node-1";

  private final ApiCalls calls;
  private final ClusterStore store;

  ShopScene(Path kubeconfig) throws UsageException {
    calls =
        new ApiCalls(
            ApiClients.tune(ClientSource.open(kubeconfig, null, Map.of())),
            ApiClients.REQUEST_TIMEOUT);
    store = ClusterStore.of(calls);
  }

  ClusterStore store() {
    return store;
  }

  ApiCalls calls() {
    return calls;
  }

  /** Creates the CRDs and the two namespaces. */
  void found() throws IOException, ApiException {
    found("");
  }

  /** The same; the API server selects FlatNetworkIPs by their addresses, as with our chart. */
  void foundSelectable() throws IOException, ApiException {
    found(
        "      selectableFields:\n      - jsonPath: .status.addr\n      - jsonPath: .status.mac\n");
  }

  private void found(String addressFields) throws IOException, ApiException {
    for (String name : List.of("flatnetworkips", "flatnetworksubnets")) {
      String text =
          Files.readString(ROOT.resolve("flatnet-api/src/main/resources/crds/" + name + ".yaml"));
      if (name.equals("flatnetworkips")) {
        text = text.replace(COLUMNS, addressFields + COLUMNS);
      }
      Map<String, Object> tree = new Yaml().load(text);
      calls.send(
          "POST",
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
          Map.of(),
          new Gson().toJson(tree).getBytes(StandardCharsets.UTF_8),
          "application/json",
          JsonObject.class);
    }
    soon().until(() -> store.subnets().list() instanceof Outcome.Done);
    soon().until(() -> store.addresses().list() instanceof Outcome.Done);
    for (String namespace : List.of(FlatNetwork.NAMESPACE, NAMESPACE)) {
      value(
          store
              .namespaces()
              .create(new V1Namespace().metadata(new V1ObjectMeta().name(namespace))));
    }
    value(store.nodes().create(new V1Node().metadata(new V1ObjectMeta().name(NODE))));
  }

  /** Creates the shop. */
  void open() {
    subnet(SUBNET, "macvlan", "eth0", "10.10.0.0/24", "10.10.0.1", "10.10.0.10", "10.10.0.99");
    subnet("six", "ipvlan", "eth1", "fd00:10::/64", "fd00:10::1", "fd00:10::10", "fd00:10::ff");
    ledger(SUBNET, "10.10.0.10", "10.10.0.11", "10.10.0.20");
    ledger("six");
    reserve("StatefulSet/shop/db", "10.10.0.20", "10.10.0.22");
    statefulSet("db");
    V1Pod one = pod("web-1", "web", null);
    V1Pod two = pod("web-2", "web", null);
    V1Pod db = pod("db-0", "db", "db");
    address(one, "10.10.0.10", "02:00:00:00:00:10");
    address(two, "10.10.0.11", "02:00:00:00:00:11");
    address(db, "10.10.0.20", "02:00:00:00:00:20");
    value(store.resource(ResourceType.SERVICES).create(ShopObjects.service("web-flat", "web")));
    value(
        store
            .resource(ResourceType.ENDPOINT_SLICES)
            .create(
                ShopObjects.slice(
                    "web-flat", "web-flat-abcde", Map.of("10.10.0.10", one, "10.10.0.11", two))));
  }

  static <T> T value(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Failure<T> failure) {
      throw new AssertionError(failure.message());
    }
    return outcome.answer().orElseThrow();
  }

  <T extends KubernetesObject> T get(ResourceType<T> type, String name) {
    String namespace =
        type.equals(ResourceType.FLAT_NETWORK_SUBNETS) ? FlatNetwork.NAMESPACE : NAMESPACE;
    return value(store.resource(type).get(new ObjectKey(namespace, name)));
  }

  void subnet(
      String name,
      String mode,
      String master,
      String cidr,
      String gateway,
      String from,
      String to) {
    value(
        store
            .subnets()
            .create(
                FlatNetworkSubnet.builder()
                    .metadata(new V1ObjectMeta().namespace(FlatNetwork.NAMESPACE).name(name))
                    .spec(
                        FlatNetworkSubnetSpec.builder()
                            .flatMode(mode)
                            .master(master)
                            .vlan(0)
                            .cidr(cidr)
                            .gateway(gateway)
                            .ranges(List.of(IpRangeSpec.builder().from(from).to(to).build()))
                            .build())
                    .build()));
  }

  /** Writes a subnet's ledger. */
  void ledger(String subnet, String... used) {
    RangeSet set = RangeSet.empty();
    for (String address : used) {
      set = set.with(IpAddress.parse(address));
    }
    FlatNetworkSubnet found = get(ResourceType.FLAT_NETWORK_SUBNETS, subnet);
    FlatNetworkSubnetStatus status =
        found
            .status()
            .withPhase("Active")
            .withUsedIPCount(used.length)
            .withLedger(LedgerCodec.encode(set));
    value(store.subnets().updateStatus(found.withStatus(status)));
  }

  private void reserve(String workload, String from, String to) {
    FlatNetworkSubnet found = get(ResourceType.FLAT_NETWORK_SUBNETS, SUBNET);
    value(
        store
            .subnets()
            .updateStatus(
                found.withStatus(
                    found
                        .status()
                        .withReservedIP(
                            Map.of(
                                workload,
                                List.of(IpRangeSpec.builder().from(from).to(to).build()))))));
  }

  private void statefulSet(String name) {
    value(
        store
            .resource(ResourceType.STATEFUL_SETS)
            .create(
                new V1StatefulSet()
                    .apiVersion("apps/v1")
                    .kind("StatefulSet")
                    .metadata(new V1ObjectMeta().namespace(NAMESPACE).name(name))
                    .spec(
                        new V1StatefulSetSpec()
                            .serviceName(name)
                            .selector(new V1LabelSelector().matchLabels(Map.of("app", name)))
                            .template(
                                new V1PodTemplateSpec()
                                    .metadata(
                                        new V1ObjectMeta()
                                            .labels(Map.of("app", name))
                                            .annotations(
                                                ShopObjects.wish(
                                                    "10.10.0.20-10.10.0.21-10.10.0.22")))
                                    .spec(ShopObjects.spec(null))))));
  }

  /** A pod on the node, of a StatefulSet or of nothing. */
  V1Pod pod(String name, String app, @Nullable String set) {
    V1ObjectMeta metadata =
        new V1ObjectMeta()
            .namespace(NAMESPACE)
            .name(name)
            .labels(Map.of("app", app))
            .annotations(ShopObjects.wish("auto"));
    if (set != null) {
      metadata.setOwnerReferences(
          List.of(
              new V1OwnerReference()
                  .apiVersion("apps/v1")
                  .kind("StatefulSet")
                  .name(set)
                  .uid(Metadata.uid(get(ResourceType.STATEFUL_SETS, set)))
                  .controller(true)));
    }
    return value(
        store
            .pods()
            .create(
                new V1Pod()
                    .apiVersion("v1")
                    .kind("Pod")
                    .metadata(metadata)
                    .spec(ShopObjects.spec(NODE))));
  }

  /** A FlatNetworkIP of a pod whose interface exists, and the label on the pod. */
  FlatNetworkIP address(V1Pod pod, String address, String mac) {
    FlatNetworkIP written = attached(pod, address, mac);
    V1Pod live = get(ResourceType.PODS, ObjectKey.of(pod).name());
    Metadata.of(live).putLabelsItem(Labels.SELECTED_IP, address);
    value(store.pods().update(live));
    return written;
  }

  /** A FlatNetworkIP of a pod whose interface exists. */
  FlatNetworkIP attached(V1Pod pod, String address, String mac) {
    return value(
        store
            .addresses()
            .updateStatus(
                claim(pod)
                    .withStatus(
                        FlatNetworkIPStatus.builder()
                            .phase("Active")
                            .addr(address)
                            .mac(mac)
                            .allocatedTimeStamp(GIVEN)
                            .build())));
  }

  /** A FlatNetworkIP of a pod without an address. */
  FlatNetworkIP claim(V1Pod pod) {
    return value(
        store
            .addresses()
            .create(
                FlatNetworkIP.builder()
                    .metadata(
                        new V1ObjectMeta()
                            .namespace(NAMESPACE)
                            .name(ObjectKey.of(pod).name())
                            .labels(Map.of(Labels.IP_SUBNET, SUBNET))
                            .finalizers(List.of(FlatNetwork.ADDRESS_FINALIZER)))
                    .spec(
                        FlatNetworkIPSpec.builder().subnet(SUBNET).podId(Metadata.uid(pod)).build())
                    .build()));
  }

  /** Has the slice of the web server publish one more address. */
  void publishToo(String address, V1Pod pod) {
    V1EndpointSlice slice = get(ResourceType.ENDPOINT_SLICES, "web-flat-abcde");
    List<V1Endpoint> more = new ArrayList<>(Objects.requireNonNull(slice.getEndpoints()));
    more.add(ShopObjects.endpoint(address, pod));
    value(store.resource(ResourceType.ENDPOINT_SLICES).update(slice.endpoints(more)));
  }

  /** Deletes a pod at once, as a kubelet does at its end. */
  void deletePod(String name) throws ApiException {
    calls.send(
        "DELETE",
        ResourceType.PODS.objectPath(new ObjectKey(NAMESPACE, name)),
        Map.of("gracePeriodSeconds", "0"),
        null,
        "application/json",
        JsonObject.class);
  }

  /** A Warning event on a pod. */
  void event(V1Pod pod, String reason, String message) {
    value(
        store
            .events()
            .create(
                new CoreV1Event()
                    .apiVersion("v1")
                    .kind("Event")
                    .metadata(
                        new V1ObjectMeta()
                            .namespace(NAMESPACE)
                            .name(ObjectKey.of(pod).name() + ".1"))
                    .involvedObject(
                        new V1ObjectReference()
                            .kind("Pod")
                            .namespace(NAMESPACE)
                            .name(ObjectKey.of(pod).name())
                            .uid(Metadata.uid(pod)))
                    .type("Warning")
                    .reason(reason)
                    .message(message)));
  }
}
