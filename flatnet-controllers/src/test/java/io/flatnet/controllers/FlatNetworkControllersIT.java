package io.flatnet.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.Annotations;
import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.api.Labels;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The controllers, with the operator's own role, against a real kube-apiserver. */
@Requires(Part.CONTROL_PLANE)
class FlatNetworkControllersIT {
  private static Cluster cluster;
  private static FlatNetworkControllers controllers;

  @BeforeAll
  static void start(ControlPlane controlPlane) throws IOException {
    cluster = new Cluster(controlPlane);
    cluster.namespace("apps", Map.of(Labels.PROJECT_ID, "p-1"));
    controllers = cluster.operator();
    controllers.start();
  }

  @AfterAll
  static void stop() {
    if (controllers != null) {
      controllers.close();
    }
  }

  private static Map<String, String> annotations(String subnet, String ip) {
    return Map.of(Annotations.SUBNET, subnet, Annotations.IP, ip);
  }

  private static String phase(String subnet) {
    return String.valueOf(cluster.subnet(subnet).status().getPhase());
  }

  @Test
  void start_whenFiftyPodsAsk_givesEachAnAddressOfItsOwnAndTakesThemBack() {
    cluster.subnet("many", spec -> spec.cidr("10.1.0.7/24").gateway("10.1.0.1"));
    List<String> pods = IntStream.range(0, 50).mapToObj(i -> "many-" + i).toList();
    pods.forEach(pod -> cluster.pod("apps", pod, annotations("many", "auto")));

    await()
        .untilAsserted(
            () ->
                assertThat(pods)
                    .allSatisfy(p -> assertThat(cluster.address("apps", p)).isNotEmpty()));

    TreeSet<String> addresses = new TreeSet<>();
    pods.forEach(pod -> addresses.add(cluster.address("apps", pod)));
    assertThat(addresses).hasSize(50).doesNotContain("10.1.0.0", "10.1.0.1", "10.1.0.255");
    var subnet = cluster.subnet("many");
    assertThat(subnet.spec().getCidr()).isEqualTo("10.1.0.0/24");
    assertThat(subnet.status().getPhase()).isEqualTo("Active");
    assertThat(subnet.status().getUsedIPCount()).isEqualTo(50);
    assertThat(subnet.status().getUsedIP())
        .containsExactly(IpRangeSpec.builder().from("10.1.0.1").to("10.1.0.51").build());
    assertThat(LedgerCodec.decode(String.valueOf(subnet.status().getLedger())).addressCount())
        .isEqualTo(50);
    assertThat(Metadata.of(subnet).getFinalizers()).contains(FlatNetwork.IN_USE_FINALIZER);
    assertThat(Metadata.labels(subnet))
        .containsEntry("master", "many")
        .containsEntry("vlan", "0")
        .containsEntry("mode", "bridge")
        .containsEntry("flatMode", "macvlan");

    pods.forEach(pod -> cluster.deletePod("apps", pod));

    await()
        .untilAsserted(
            () -> {
              assertThat(pods).allSatisfy(pod -> assertThat(cluster.ip("apps", pod)).isEmpty());
              assertThat(cluster.subnet("many").status().getUsedIPCount()).isZero();
            });
  }

  @Test
  void create_whenPodAsks_makesItsFlatNetworkIpAsTheContractSays() {
    cluster.subnet("one", spec -> spec.cidr("10.2.0.0/24"));
    V1Pod pod =
        cluster.pod(
            "apps",
            "single",
            Map.of(
                Annotations.SUBNET,
                "one",
                Annotations.IP,
                "10.2.0.9-10.2.0.10",
                Annotations.MAC,
                "02:00:00:00:00:09-02:00:00:00:00:10"));

    await().until(() -> cluster.address("apps", "single").equals("10.2.0.9"));

    FlatNetworkIP ip = cluster.ip("apps", "single").orElseThrow();
    assertThat(ip.spec().getPodId()).isEqualTo(Metadata.uid(pod));
    assertThat(ip.spec().getAddrs()).containsExactly("10.2.0.9", "10.2.0.10");
    assertThat(ip.status().getPhase()).isEqualTo("Pending");
    assertThat(ip.status().getMac()).isEqualTo("02:00:00:00:00:09");
    assertThat(ip.status().getAllocatedTimeStamp()).endsWith("Z");
    assertThat(Metadata.labels(ip))
        .containsEntry(Labels.IP_SUBNET, "one")
        .containsEntry(Labels.IP_TYPE, "specific")
        .containsEntry(Labels.PROJECT_ID, "p-1");
    assertThat(Metadata.of(ip).getFinalizers()).containsExactly(FlatNetwork.ADDRESS_FINALIZER);
    assertThat(Metadata.of(ip).getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(Metadata.uid(pod)));
    assertThat(cluster.subnet("one").status().getUsedMac()).containsExactly("02:00:00:00:00:09");

    Cluster.done(
        cluster.store.addresses().updateStatus(ip.withStatus(ip.status().withPhase("Active"))));

    await()
        .untilAsserted(
            () ->
                assertThat(
                        Metadata.labels(
                            Cluster.done(
                                cluster.store.pods().get(new ObjectKey("apps", "single")))))
                    .containsEntry(Labels.SUBNET, "one")
                    .containsEntry(Labels.SELECTED_IP, "10.2.0.9")
                    .containsEntry(Labels.SELECTED_MAC, "020000000009")
                    .containsEntry(Labels.IP_TYPE, "specific")
                    .containsEntry(Labels.FLAT_MODE, "macvlan"));
  }

  @Test
  void judge_whenCidrIsBad_failsTheSubnetWithTheReason() {
    cluster.subnet("bad", spec -> spec.cidr("10.3.0.0/33"));

    await().until(() -> phase("bad").equals("Failed"));

    assertThat(cluster.subnet("bad").status().getFailureMessage())
        .contains("spec.cidr")
        .contains("10.3.0.0/33");
  }

  @Test
  void warn_whenAnnotationIsBad_writesAWarningEventOnThePod() {
    cluster.pod("apps", "misspelt", annotations("one", "10.2.0.999"));

    await()
        .untilAsserted(
            () ->
                assertThat(cluster.events("apps", "misspelt"))
                    .singleElement()
                    .satisfies(
                        event -> {
                          assertThat(event.getReason()).isEqualTo(EventReasons.IP_ERROR);
                          assertThat(event.getType()).isEqualTo("Warning");
                          assertThat(event.getMessage()).contains("10.2.0.999");
                          assertThat(event.getReportingComponent())
                              .isEqualTo(FlatNetwork.OPERATOR_NAME);
                        }));
    assertThat(cluster.ip("apps", "misspelt")).isEmpty();
  }

  @Test
  void refuse_whenSubnetIsFull_saysTheNumbersAndServesOnceAnAddressIsFreed() {
    cluster.subnet("tiny", spec -> spec.cidr("10.4.0.0/30").gateway("10.4.0.1"));
    cluster.pod("apps", "tiny-0", annotations("tiny", "auto"));
    await().until(() -> !cluster.address("apps", "tiny-0").isEmpty());
    cluster.pod("apps", "tiny-1", annotations("tiny", "auto"));

    await()
        .untilAsserted(
            () ->
                assertThat(cluster.events("apps", "tiny-1"))
                    .singleElement()
                    .satisfies(
                        event -> assertThat(event.getMessage()).contains("tiny").contains("1")));
    FlatNetworkIP waiting = cluster.ip("apps", "tiny-1").orElseThrow();
    assertThat(waiting.status().getPhase()).isEqualTo("Failed");
    assertThat(waiting.status().getFailureMessage()).contains("\"tiny\"");

    cluster.deletePod("apps", "tiny-0");

    await()
        // By the event of the release, not by a back-off of up to 30 s.
        .atMost(Duration.ofSeconds(10))
        .until(() -> cluster.address("apps", "tiny-1").equals("10.4.0.2"));
    assertThat(cluster.ip("apps", "tiny-1").orElseThrow().status().getPhase()).isEqualTo("Pending");
  }

  @Test
  void recreate_whenPodOfSameNameFollows_itsFlatNetworkIpIsNewToo() {
    cluster.subnet("again", spec -> spec.cidr("10.5.0.0/24"));
    cluster.pod("apps", "again-0", annotations("again", "auto"));
    await().until(() -> !cluster.address("apps", "again-0").isEmpty());
    String firstUid = Metadata.uid(cluster.ip("apps", "again-0").orElseThrow());

    cluster.deletePod("apps", "again-0");
    V1Pod second = cluster.pod("apps", "again-0", annotations("again", "auto"));

    await()
        .untilAsserted(
            () -> {
              assertThat(cluster.ip("apps", "again-0")) // there is none for a moment
                  .hasValueSatisfying(
                      ip -> {
                        assertThat(ip.spec().getPodId()).isEqualTo(Metadata.uid(second));
                        assertThat(Metadata.uid(ip)).isNotEqualTo(firstUid);
                        assertThat(ip.status().getAddr()).isNotEmpty();
                      });
              assertThat(cluster.subnet("again").status().getUsedIPCount()).isEqualTo(1);
            });
  }

  @Test
  void delete_whenSubnetGoesFirst_itGoesWithItsLastAddress() {
    cluster.subnet("leaving", spec -> spec.cidr("10.6.0.0/24"));
    cluster.pod("apps", "leaving-0", annotations("leaving", "auto"));
    await().until(() -> !cluster.address("apps", "leaving-0").isEmpty());
    ObjectKey key = new ObjectKey(FlatNetwork.NAMESPACE, "leaving");

    Cluster.done(cluster.store.subnets().delete(key, Metadata.uid(cluster.subnet("leaving"))));
    cluster.pod("apps", "leaving-1", annotations("leaving", "auto"));

    await()
        .untilAsserted(
            () ->
                assertThat(cluster.events("apps", "leaving-1"))
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.getMessage()).contains("being deleted")));
    assertThat(cluster.store.subnets().get(key).answer()).isPresent();

    cluster.deletePod("apps", "leaving-0");

    await().until(() -> cluster.store.subnets().get(key).answer().isEmpty());
  }

  @Test
  void takeOver_whenRestarted_keepsEveryAddressAndFreesWhatEndedMeanwhile() throws IOException {
    cluster.subnet("over", spec -> spec.cidr("10.7.0.0/24"));
    List<String> pods = IntStream.range(0, 6).mapToObj(i -> "over-" + i).toList();
    pods.forEach(pod -> cluster.pod("apps", pod, annotations("over", "auto")));
    await()
        .untilAsserted(
            () ->
                assertThat(pods)
                    .allSatisfy(p -> assertThat(cluster.address("apps", p)).isNotEmpty()));
    List<String> before = pods.stream().map(pod -> cluster.address("apps", pod)).toList();

    controllers.close();
    cluster.deletePod("apps", "over-5");
    cluster.pod("apps", "over-6", annotations("over", "auto"));
    controllers = cluster.operator();
    controllers.start();

    await()
        .untilAsserted(
            () -> {
              assertThat(cluster.ip("apps", "over-5")).isEmpty();
              assertThat(cluster.address("apps", "over-6")).isNotEmpty();
              assertThat(cluster.subnet("over").status().getUsedIPCount()).isEqualTo(6);
            });
    assertThat(pods.subList(0, 5).stream().map(pod -> cluster.address("apps", pod)))
        .isEqualTo(before.subList(0, 5));
  }
}
