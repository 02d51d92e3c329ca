package io.flatnet.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What was seen to go wrong when the reference was run, each done to our controllers on a real
 * kube-apiserver.
 */
@Requires(Part.CONTROL_PLANE)
class ObservedFailuresIT {
  private static final String NAMESPACE = "observed";
  private static final String NODE = "observed-node";
  private static final int AT_ONCE = 16;

  private static Cluster cluster;
  private static FlatNetworkControllers controllers;

  @BeforeAll
  static void start(ControlPlane controlPlane) throws IOException {
    cluster = new Cluster(controlPlane);
    cluster.namespace(NAMESPACE, Map.of());
    cluster.node(NODE);
    controllers = cluster.operator();
    controllers.start();
  }

  @AfterAll
  static void stop() {
    if (controllers != null) {
      controllers.close();
    }
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
  }

  private static Map<String, String> auto(String subnet) {
    return Map.of(Annotations.SUBNET, subnet, Annotations.IP, "auto");
  }

  private static void each(List<String> names, Consumer<String> act) {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      names.forEach(name -> threads.execute(() -> act.accept(name)));
    }
  }

  private static List<FlatNetworkIP> objects(String prefix) {
    return Cluster.done(cluster.store.addresses().list()).stream()
        .filter(ip -> ip.key().startsWith(NAMESPACE + "/" + prefix + "-"))
        .toList();
  }

  /** Waits until so many have an address; no two may have the same, at any look. */
  private static void awaitAddressed(String prefix, int count, Duration limit) {
    await()
        .atMost(limit)
        .until(
            () -> {
              List<String> addresses =
                  objects(prefix).stream()
                      .map(ip -> ip.status().getAddr())
                      .filter(address -> address != null && !address.isEmpty())
                      .toList();
              Set<String> distinct = new HashSet<>(addresses);
              assertThat(addresses).as("no address twice").hasSize(distinct.size());
              return addresses.size() == count;
            });
  }

  private static void awaitEmpty(String subnet, String prefix, Duration limit) {
    await()
        .atMost(limit)
        .untilAsserted(
            () -> {
              assertThat(objects(prefix)).isEmpty();
              assertThat(cluster.subnet(subnet).status().getUsedIPCount()).isZero();
            });
  }

  @Test // [!] the reference's process exits
  void sixtyPods_forceDeletedSoonAfterTheirCreation_leaveNothingAndStopNothing() {
    cluster.subnet("force", spec -> spec.cidr("10.101.0.0/24"));
    List<String> pods = names("force", 60);
    each(pods, pod -> cluster.pod(NAMESPACE, pod, auto("force"), NODE));
    await().until(() -> objects("force").size() >= 20);

    each(
        pods,
        pod -> cluster.killPod(NAMESPACE, pod)); // some have an address, some are being given one

    awaitEmpty("force", "force", Duration.ofSeconds(60));
    cluster.pod(NAMESPACE, "after-0", auto("force"));
    awaitAddressed("after", 1, Duration.ofSeconds(10));
  }

  @Test // [!] in the reference 5 terminating pods stall the whole operator
  void tenPods_terminating_delayNoNewPod() {
    cluster.subnet("slow", spec -> spec.cidr("10.102.0.0/24"));
    List<String> old = names("slowold", 10);
    each(old, pod -> cluster.pod(NAMESPACE, pod, auto("slow"), NODE));
    awaitAddressed("slowold", 10, Duration.ofSeconds(30));
    each(old, pod -> cluster.deletePod(NAMESPACE, pod)); // each has a grace of 60 s
    await()
        .until(
            () ->
                objects("slowold").stream()
                    .allMatch(ip -> ip.getMetadata().getDeletionTimestamp() != null));

    each(names("slownew", 5), pod -> cluster.pod(NAMESPACE, pod, auto("slow")));

    awaitAddressed("slownew", 5, Duration.ofSeconds(15));
    assertThat(objects("slowold")).as("held while their pods may be on the wire").hasSize(10);
    each(old, pod -> cluster.killPod(NAMESPACE, pod));
    await().until(() -> objects("slowold").isEmpty());
  }

  @Test // [!] the reference gives 1 or 2 addresses twice, and leaks 837 of 1,000
  void thousandPods_createdAndDeletedAtOnce_haveAddressesOfTheirOwnAndLeaveNone() {
    cluster.subnet("mass", spec -> spec.cidr("10.103.0.0/16"));
    List<String> pods = names("mass", 1000);
    each(pods, pod -> cluster.pod(NAMESPACE, pod, auto("mass")));
    awaitAddressed("mass", 1000, Duration.ofMinutes(3));
    assertThat(cluster.subnet("mass").status().getUsedIPCount()).isEqualTo(1000);

    each(pods, pod -> cluster.deletePod(NAMESPACE, pod));

    awaitEmpty("mass", "mass", Duration.ofMinutes(3));
  }

  @Test
  void pod_deletedAndMadeAgainUnderItsName_getsAnAddressAfterTheFirstIsGone() {
    cluster.subnet("again2", spec -> spec.cidr("10.104.0.0/30"));
    cluster.pod(NAMESPACE, "twice-0", auto("again2"), NODE);
    awaitAddressed("twice", 1, Duration.ofSeconds(30));
    String first = objects("twice").getFirst().spec().getPodId();

    cluster.killPod(NAMESPACE, "twice-0");
    cluster.pod(NAMESPACE, "twice-0", auto("again2"), NODE);

    await()
        .untilAsserted(
            () ->
                assertThat(objects("twice"))
                    .singleElement()
                    .satisfies(
                        ip -> {
                          assertThat(ip.spec().getPodId()).isNotEqualTo(first);
                          assertThat(ip.status().getAddr()).isNotEmpty();
                        }));
  }

  @Test // as a rolling update with maxUnavailable 1 does it
  void fullPool_rolledOneDownOneUp_completes() {
    cluster.subnet("roll", spec -> spec.cidr("10.105.0.0/29")); // 6 addresses
    each(names("roll", 6), pod -> cluster.pod(NAMESPACE, pod, auto("roll"), NODE));
    awaitAddressed("roll", 6, Duration.ofSeconds(30));

    for (int i = 0; i < 6; i++) {
      String old = "roll-" + i;
      cluster.deletePod(NAMESPACE, old);
      cluster.pod(NAMESPACE, "roll-new-" + i, auto("roll"), NODE);
      cluster.killPod(NAMESPACE, old); // the end of its grace period
      String next = "roll-new-" + i;
      await().until(() -> !cluster.address(NAMESPACE, next).isEmpty());
    }
    assertThat(cluster.subnet("roll").status().getUsedIPCount()).isEqualTo(6);
  }

  @Test // as a rolling update with maxUnavailable 0 does it
  void fullPool_rolledOneUpFirst_isToldWhyItCannotAndHoldsNobodyUp() {
    cluster.subnet("full", spec -> spec.cidr("10.106.0.0/30")); // 2 addresses
    cluster.subnet("free", spec -> spec.cidr("10.107.0.0/24"));
    each(names("full", 2), pod -> cluster.pod(NAMESPACE, pod, auto("full"), NODE));
    awaitAddressed("full", 2, Duration.ofSeconds(30));

    cluster.pod(NAMESPACE, "surge-0", auto("full"), NODE);
    cluster.pod(NAMESPACE, "free-0", auto("free"), NODE);

    awaitAddressed("free", 1, Duration.ofSeconds(10));
    await()
        .untilAsserted(
            () ->
                assertThat(cluster.events(NAMESPACE, "surge-0"))
                    .anySatisfy(event -> assertThat(event.getMessage()).contains("\"full\"", "2")));
    cluster.killPod(NAMESPACE, "full-0");
    awaitAddressed("surge", 1, Duration.ofSeconds(10)); // one was freed: no back-off is waited for
  }

  @Test
  void hundredSubnets_atOnce_giveEachPodAnAddressOfItsOwn() {
    List<String> subnets = names("hundred", 100);
    each(
        subnets,
        name -> {
          int i = Integer.parseInt(name.substring("hundred-".length()));
          cluster.subnet(name, spec -> spec.cidr("10.110." + i + ".0/24"));
          cluster.pod(NAMESPACE, name, auto(name));
        });

    awaitAddressed("hundred", 100, Duration.ofSeconds(90));
    for (FlatNetworkIP ip : objects("hundred")) {
      assertThat(ip.status().getAddr()).endsWith(".1");
    }
  }

  @Test
  void twoSubnets_onOneVlanWithRangesOfTheirOwn_giveNoAddressTwice() {
    for (String half : List.of("10-120", "130-250")) {
      String[] ends = half.split("-", -1);
      cluster.subnet(
          "vlan" + ends[0],
          spec ->
              spec.master("shared0")
                  .vlan(7)
                  .cidr("10.111.0.0/24")
                  .ranges(
                      List.of(
                          IpRangeSpec.builder()
                              .from("10.111.0." + ends[0])
                              .to("10.111.0." + ends[1])
                              .build())));
    }
    each(names("vlan", 20), pod -> cluster.pod(NAMESPACE, pod, auto("vlan10")));
    each(names("vlan-b", 20), pod -> cluster.pod(NAMESPACE, pod, auto("vlan130")));

    awaitAddressed("vlan", 40, Duration.ofSeconds(60));
  }
}
