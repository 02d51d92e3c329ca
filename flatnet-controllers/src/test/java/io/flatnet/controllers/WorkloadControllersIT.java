package io.flatnet.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.Annotations;
import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.api.Labels;
import io.flatnet.api.SubnetValues;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Labels and reservations of workloads, with the operator's own role, on a real kube-apiserver. */
@Requires(Part.CONTROL_PLANE)
class WorkloadControllersIT {
  private static Cluster cluster;
  private static FlatNetworkControllers controllers;

  @BeforeAll
  static void start(ControlPlane controlPlane) throws IOException {
    cluster = new Cluster(controlPlane);
    cluster.namespace("work", Map.of());
    controllers = cluster.operator();
    controllers.start();
  }

  @AfterAll
  static void stop() {
    if (controllers != null) {
      controllers.close();
    }
  }

  // ---- what users do

  private static Map<String, String> asks(String subnet, String ip) {
    return Map.of(Annotations.SUBNET, subnet, Annotations.IP, ip);
  }

  private static <T extends KubernetesObject> T create(ResourceType<T> type, T object) {
    return Cluster.done(cluster.store.resource(type).create(object));
  }

  private static <T extends KubernetesObject> void delete(ResourceType<T> type, String name) {
    ObjectKey key = new ObjectKey("work", name);
    T object = Cluster.done(cluster.store.resource(type).get(key));
    Cluster.done(cluster.store.resource(type).delete(key, Metadata.uid(object)));
  }

  private static void deployment(String name, Map<String, String> annotations) {
    create(ResourceType.DEPLOYMENTS, WorkloadObjects.deployment(name, annotations));
  }

  private static void change(String deployment, Map<String, String> annotations) {
    Map<String, Object> template = Map.of("metadata", Map.of("annotations", annotations));
    Cluster.done(
        cluster
            .store
            .resource(ResourceType.DEPLOYMENTS)
            .patch(
                new ObjectKey("work", deployment),
                MergePatch.builder().field("spec", Map.of("template", template)).build()));
  }

  private static void pod(String name, V1OwnerReference owner, Map<String, String> annotations) {
    V1Pod pod = WorkloadObjects.pod(name, annotations);
    Metadata.of(pod).ownerReferences(List.of(owner));
    create(ResourceType.PODS, pod);
  }

  private static <T extends KubernetesObject> V1OwnerReference ownedBy(
      ResourceType<T> type, T object) {
    return new V1OwnerReference()
        .apiVersion(type.apiVersion())
        .kind(type.kind())
        .name(ObjectKey.of(object).name())
        .uid(Metadata.uid(object))
        .controller(true);
  }

  // ---- what is seen

  private static Map<String, RangeSet> reserved(String subnet) {
    return SubnetValues.reservations(cluster.subnet(subnet).status());
  }

  private static RangeSet set(String... addresses) {
    RangeSet set = RangeSet.empty();
    for (String address : addresses) {
      set = set.with(IpAddress.parse(address));
    }
    return set;
  }

  private static <T extends KubernetesObject> Map<String, String> labels(
      ResourceType<T> type, String name) {
    return Metadata.labels(
        Cluster.done(cluster.store.resource(type).get(new ObjectKey("work", name))));
  }

  private static <T extends KubernetesObject> void assertLabelled(
      ResourceType<T> type, String name) {
    assertThat(labels(type, name))
        .containsOnly(
            Map.entry("app", "x"),
            Map.entry(Labels.IP_TYPE, "specific"),
            Map.entry(Labels.SUBNET, "kinds"),
            Map.entry(Labels.FLAT_MODE, "macvlan"));
  }

  private static void assertWarned(String name, String reason, String... texts) {
    assertThat(cluster.events("work", name))
        .anySatisfy(
            event -> {
              assertThat(event.getReason()).isEqualTo(reason);
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getInvolvedObject().getUid()).isNotEmpty();
              assertThat(event.getMessage()).contains(texts);
            });
  }

  // ---- tests

  @Test // [!] of a CronJob the reference reads the job template's metadata, not the pod template's
  void create_whenTemplateNamesAddresses_labelsAndReservesForAllFiveKinds() {
    cluster.subnet("kinds", spec -> spec.cidr("10.1.0.0/24"));
    deployment("web", asks("kinds", "10.1.0.10-10.1.0.11"));
    create(
        ResourceType.DAEMON_SETS, WorkloadObjects.daemonSet("agent", asks("kinds", "10.1.0.20")));
    create(
        ResourceType.STATEFUL_SETS, WorkloadObjects.statefulSet("db", asks("kinds", "10.1.0.30")));
    create(ResourceType.JOBS, WorkloadObjects.job("once", asks("kinds", "10.1.0.40")));
    create(
        ResourceType.CRON_JOBS,
        WorkloadObjects.cronJob("nightly", asks("other", "10.9.0.99"), asks("kinds", "10.1.0.50")));

    await()
        .untilAsserted(
            () -> {
              assertThat(reserved("kinds"))
                  .isEqualTo(
                      Map.of(
                          "Deployment/work/web",
                          set("10.1.0.10", "10.1.0.11"),
                          "DaemonSet/work/agent",
                          set("10.1.0.20"),
                          "StatefulSet/work/db",
                          set("10.1.0.30"),
                          "Job/work/once",
                          set("10.1.0.40"),
                          "CronJob/work/nightly",
                          set("10.1.0.50")));
              assertLabelled(ResourceType.DEPLOYMENTS, "web");
              assertLabelled(ResourceType.DAEMON_SETS, "agent");
              assertLabelled(ResourceType.STATEFUL_SETS, "db");
              assertLabelled(ResourceType.JOBS, "once");
              assertLabelled(ResourceType.CRON_JOBS, "nightly");
            });
  }

  @Test // [!] the reference keeps a reservation that the template gave up
  void change_whenTemplateTurns_theReservationFollows() {
    cluster.subnet("from", spec -> spec.cidr("10.2.0.0/24"));
    cluster.subnet("to", spec -> spec.cidr("10.3.0.0/24"));
    String key = "Deployment/work/turning";
    deployment("turning", asks("from", "10.2.0.5"));
    await().until(() -> reserved("from").equals(Map.of(key, set("10.2.0.5"))));

    change("turning", asks("from", "10.2.0.6-10.2.0.7"));
    await().until(() -> reserved("from").equals(Map.of(key, set("10.2.0.6", "10.2.0.7"))));

    change("turning", asks("to", "10.3.0.5"));
    await().until(() -> reserved("to").equals(Map.of(key, set("10.3.0.5"))));
    await().until(() -> reserved("from").isEmpty());
    await()
        .until(() -> "to".equals(labels(ResourceType.DEPLOYMENTS, "turning").get(Labels.SUBNET)));

    change("turning", asks("to", "auto"));
    await().until(() -> reserved("to").isEmpty());
    await()
        .until(
            () -> "auto".equals(labels(ResourceType.DEPLOYMENTS, "turning").get(Labels.IP_TYPE)));

    change("turning", asks("", "auto"));
    await().until(() -> labels(ResourceType.DEPLOYMENTS, "turning").equals(Map.of("app", "x")));
  }

  @Test
  void delete_whenWorkloadGoes_theReservationGoesToo() {
    cluster.subnet("goes", spec -> spec.cidr("10.4.0.0/24"));
    create(ResourceType.DAEMON_SETS, WorkloadObjects.daemonSet("short", asks("goes", "10.4.0.5")));
    await().until(() -> reserved("goes").containsKey("DaemonSet/work/short"));

    delete(ResourceType.DAEMON_SETS, "short");

    await().until(() -> reserved("goes").isEmpty());
  }

  @Test // [!] the reference keeps the reservations of what was deleted while it was down
  void start_whenWorkloadWasDeletedMeanwhile_endsItsReservationAndNoOther() throws IOException {
    cluster.subnet("down", spec -> spec.cidr("10.5.0.0/24"));
    deployment("deleted", asks("down", "10.5.0.5"));
    deployment("turned", asks("down", "10.5.0.6"));
    deployment("stays", asks("down", "10.5.0.7"));
    await().until(() -> reserved("down").size() == 3);

    controllers.close();
    delete(ResourceType.DEPLOYMENTS, "deleted");
    change("turned", asks("down", "auto"));
    FlatNetworkSubnet subnet = cluster.subnet("down");
    Map<String, RangeSet> more = new HashMap<>(reserved("down"));
    more.put("Rollout/work/foreign", set("10.5.0.8"));
    Map<String, List<IpRangeSpec>> wire = new HashMap<>();
    more.forEach((key, addresses) -> wire.put(key, SubnetValues.wire(addresses)));
    Cluster.done(
        cluster
            .store
            .subnets()
            .updateStatus(subnet.withStatus(subnet.status().withReservedIP(wire))));
    controllers = cluster.operator();
    controllers.start();

    await()
        .untilAsserted(
            () ->
                assertThat(reserved("down"))
                    .isEqualTo(
                        Map.of(
                            "Deployment/work/stays",
                            set("10.5.0.7"),
                            "Rollout/work/foreign",
                            set("10.5.0.8"))));
  }

  @Test // [!] a Job made by a CronJob has no key of its own: its CronJob's counts
  void create_whenPodIsOfACronJobsJob_usesTheCronJobsReservation() {
    cluster.subnet("cron", spec -> spec.cidr("10.6.0.0/24"));
    Map<String, String> asks = asks("cron", "10.6.0.5");
    V1CronJob cronJob =
        create(ResourceType.CRON_JOBS, WorkloadObjects.cronJob("tick", Map.of(), asks));
    await().until(() -> reserved("cron").equals(Map.of("CronJob/work/tick", set("10.6.0.5"))));
    V1Job job = WorkloadObjects.job("tick-1", asks);
    Metadata.of(job).ownerReferences(List.of(ownedBy(ResourceType.CRON_JOBS, cronJob)));
    V1Job made = create(ResourceType.JOBS, job);
    pod("tick-1-a", ownedBy(ResourceType.JOBS, made), asks);
    cluster.pod("work", "stranger", asks);

    await().until(() -> cluster.address("work", "tick-1-a").equals("10.6.0.5"));

    assertThat(Metadata.labels(cluster.ip("work", "tick-1-a").orElseThrow()))
        .containsEntry(Labels.WORKLOAD_SELECTOR, "cronjob-work-tick");
    await().untilAsserted(() -> assertWarned("stranger", EventReasons.IP_ERROR, "10.6.0.5"));
    await()
        .until(
            () ->
                labels(ResourceType.JOBS, "tick-1")
                    .containsKey(Labels.IP_TYPE)); // it was looked at
    assertThat(reserved("cron")).containsOnlyKeys("CronJob/work/tick");
  }

  @Test // [!] the reference hands an auto pod an address that another workload has reserved
  void create_whenAddressesAreReserved_noAutoPodGetsOne() {
    cluster.subnet("auto", spec -> spec.cidr("10.7.0.0/29"));
    deployment("reserving", asks("auto", "10.7.0.1-10.7.0.3"));
    await().until(() -> reserved("auto").containsKey("Deployment/work/reserving"));

    List<String> pods = List.of("auto-0", "auto-1", "auto-2", "auto-3");
    pods.forEach(pod -> cluster.pod("work", pod, asks("auto", "auto")));

    await()
        .untilAsserted(
            () ->
                assertThat(pods.stream().map(pod -> cluster.address("work", pod)))
                    .containsExactlyInAnyOrder("10.7.0.2", "10.7.0.4", "10.7.0.5", "10.7.0.6"));
  }

  @Test
  void create_whenAnotherPodHoldsTheAddress_itStaysAndTheWorkloadIsTold() {
    cluster.subnet("held", spec -> spec.cidr("10.8.0.0/24"));
    cluster.pod("work", "holder", asks("held", "10.8.0.5"));
    await().until(() -> cluster.address("work", "holder").equals("10.8.0.5"));

    deployment("late", asks("held", "10.8.0.5"));

    await()
        .untilAsserted(
            () -> assertWarned("late", EventReasons.RESERVATION_ERROR, "10.8.0.5", "work/holder"));
    assertThat(reserved("held")).containsOnlyKeys("Deployment/work/late");
    assertThat(cluster.address("work", "holder")).isEqualTo("10.8.0.5");
  }

  @Test
  void create_whenAnElderReservedTheAddress_theElderKeepsItAndTheYoungerIsTold() {
    cluster.subnet("twice", spec -> spec.cidr("10.9.0.0/24"));
    deployment("z-elder", asks("twice", "10.9.0.5"));
    await().until(() -> reserved("twice").containsKey("Deployment/work/z-elder"));

    deployment("a-younger", asks("twice", "10.9.0.5-10.9.0.6"));

    await()
        .untilAsserted(
            () ->
                assertWarned(
                    "a-younger",
                    EventReasons.RESERVATION_ERROR,
                    "10.9.0.5",
                    "Deployment/work/z-elder"));
    assertThat(reserved("twice"))
        .isEqualTo(
            Map.of(
                "Deployment/work/z-elder",
                set("10.9.0.5"),
                "Deployment/work/a-younger",
                set("10.9.0.6")));

    delete(ResourceType.DEPLOYMENTS, "z-elder");

    await()
        .until(
            () ->
                reserved("twice")
                    .equals(Map.of("Deployment/work/a-younger", set("10.9.0.5", "10.9.0.6"))));
  }

  @Test
  void change_whenTemplateCannotBeRead_warnsAndKeepsTheReservation() {
    cluster.subnet("typo", spec -> spec.cidr("10.10.0.0/24"));
    deployment("typing", asks("typo", "10.10.0.5"));
    await().until(() -> reserved("typo").containsKey("Deployment/work/typing"));

    change("typing", asks("typo", "10.10.0.999"));

    await().untilAsserted(() -> assertWarned("typing", EventReasons.IP_ERROR, "10.10.0.999"));
    assertThat(reserved("typo")).isEqualTo(Map.of("Deployment/work/typing", set("10.10.0.5")));
  }

  @Test
  void create_whenSubnetFollows_labelsAndReservesThen() {
    deployment("early", asks("follows", "10.11.0.5"));
    await().until(() -> labels(ResourceType.DEPLOYMENTS, "early").containsKey(Labels.SUBNET));

    cluster.subnet("follows", spec -> spec.cidr("10.11.0.0/24"));

    await()
        .untilAsserted(
            () -> {
              assertThat(reserved("follows"))
                  .isEqualTo(Map.of("Deployment/work/early", set("10.11.0.5")));
              assertThat(labels(ResourceType.DEPLOYMENTS, "early"))
                  .containsEntry(Labels.FLAT_MODE, "macvlan");
            });
  }
}
