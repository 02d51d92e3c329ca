package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import io.flatnet.testcluster.ControlPlane;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Pods that come and go in a small subnet for as long as it is open, and a look at all
 * FlatNetworkIPs after each. One thread of its own; requests that fail are part of the game.
 */
final class Churn implements AutoCloseable {
  private static final String NAMESPACE = "churn";
  private static final String SUBNET = "churn";
  private static final int NAMES = 40;
  private static final int USABLE = 30; // of a /27: full now and then

  private final ClusterStore store;
  private final Thread thread;
  private final Set<String> doubles = new ConcurrentSkipListSet<>();
  private final Set<String> addressed = new ConcurrentSkipListSet<>();
  private volatile boolean ended;

  Churn(ControlPlane controlPlane) throws IOException {
    try (Reader text =
        Files.newBufferedReader(controlPlane.kubeconfig("admin"), StandardCharsets.UTF_8)) {
      ApiClient client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(text)).build();
      store = ClusterStore.of(new ApiCalls(ApiClients.tune(client), Duration.ofSeconds(3)));
    }
    value(
        store.namespaces().create(new V1Namespace().metadata(new V1ObjectMeta().name(NAMESPACE))));
    value(
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
                            .cidr("10.50.0.0/27")
                            .build())
                    .build()));
    thread = Thread.ofPlatform().name("churn").start(this::run);
  }

  private static <T> T value(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Failure<T> failure) {
      throw new AssertionError(failure.message());
    }
    return outcome.answer().orElseThrow();
  }

  private void run() {
    Random random = new Random(1);
    while (!ended) {
      String name = "pod-" + random.nextInt(NAMES);
      if (random.nextBoolean()) {
        var _ = store.pods().create(pod(name));
      } else {
        delete(name);
      }
      look();
    }
  }

  private static V1Pod pod(String name) {
    return new V1Pod()
        .apiVersion("v1")
        .kind("Pod")
        .metadata(
            new V1ObjectMeta()
                .namespace(NAMESPACE)
                .name(name)
                .annotations(Map.of(Annotations.IP, "auto", Annotations.SUBNET, SUBNET)))
        .spec(
            new V1PodSpec()
                .overhead(null) // the type sets an empty one, which is refused
                .automountServiceAccountToken(false)
                .containers(List.of(new V1Container().name("c").image("none.invalid/c"))));
  }

  private void delete(String name) {
    ObjectKey key = new ObjectKey(NAMESPACE, name);
    store.pods().get(key).answer().ifPresent(pod -> store.pods().delete(key, Metadata.uid(pod)));
  }

  void look() {
    Map<String, String> owners = new HashMap<>();
    for (FlatNetworkIP ip : store.addresses().list().answer().orElse(List.of())) {
      String address = ip.status().getAddr();
      if (address == null || address.isEmpty()) {
        continue;
      }
      addressed.add(ip.key());
      String other = owners.put(address, ip.key());
      if (other != null) {
        doubles.add(address + " of " + other + " and " + ip.key());
      }
    }
  }

  /** No more pods come or go. */
  void stop() throws InterruptedException {
    ended = true;
    thread.join();
  }

  /** Addresses that two objects had at one look. */
  Set<String> doubles() {
    return doubles;
  }

  /** How many pods' names were seen with an address. */
  int addressed() {
    return addressed.size();
  }

  /** What holds once all operators have done their work. */
  void assertAtRest() {
    look();
    Set<String> pods = new TreeSet<>();
    value(store.pods().list()).stream()
        .filter(pod -> NAMESPACE.equals(Metadata.of(pod).getNamespace()))
        .forEach(pod -> pods.add(ObjectKey.of(pod).toString()));
    Set<String> objects = new TreeSet<>();
    RangeSet addresses = RangeSet.empty();
    int withAddress = 0;
    for (FlatNetworkIP ip : value(store.addresses().list())) {
      objects.add(ip.key());
      String address = ip.status().getAddr();
      if (address != null && !address.isEmpty()) {
        addresses = addresses.with(IpAddress.parse(address));
        withAddress++;
      }
    }
    FlatNetworkSubnet subnet =
        value(store.subnets().get(new ObjectKey(FlatNetwork.NAMESPACE, SUBNET)));
    assertThat(objects).as("one FlatNetworkIP for each pod, and no other").isEqualTo(pods);
    assertThat(withAddress).isEqualTo(Math.min(USABLE, pods.size()));
    assertThat(LedgerCodec.decode(String.valueOf(subnet.status().getLedger())))
        .as("the ledger")
        .isEqualTo(addresses);
    assertThat(subnet.status().getUsedIPCount()).isEqualTo(withAddress);
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
