package io.flatnet.controllers.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.Labels;
import io.flatnet.controllers.event.EventSubject;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkloadPlannerTest {
  private static final ObjectKey KEY = new ObjectKey("n", "web");
  private static final FlatNetworkSubnet SUBNET =
      FlatNetworkSubnet.builder()
          .metadata(new V1ObjectMeta().namespace(FlatNetwork.NAMESPACE).name("s"))
          .spec(FlatNetworkSubnetSpec.builder().flatMode("macvlan").build())
          .build();
  private static final Map<String, String> LABELS =
      Map.of(Labels.IP_TYPE, "specific", Labels.SUBNET, "s", Labels.FLAT_MODE, "macvlan");

  private static Map<String, String> asks(String ip) {
    return Map.of(Annotations.IP, ip, Annotations.SUBNET, "s");
  }

  private static Workload workload(
      Map<String, String> annotations, Map<String, String> labels, boolean ofCronJob) {
    return new Workload(
        new WorkloadKey("Deployment", KEY),
        new EventSubject(ResourceType.DEPLOYMENTS, KEY, "u"),
        labels,
        FlatNetworkWish.of(annotations),
        ofCronJob);
  }

  private static List<WorkloadAction> plan(Workload workload, String... reservedIn) {
    return WorkloadPlanner.plan(
        new WorkloadPlanner.View(workload, SUBNET, new TreeSet<>(List.of(reservedIn))));
  }

  private static RangeSet set(String... addresses) {
    RangeSet set = RangeSet.empty();
    for (String address : addresses) {
      set = set.with(IpAddress.parse(address));
    }
    return set;
  }

  private static Map<String, @Nullable String> removed() {
    Map<String, @Nullable String> removed = new HashMap<>();
    LABELS.keySet().forEach(label -> removed.put(label, null));
    return removed;
  }

  @Test
  void plan_whenTemplateNamesAddresses_reservesThemAndLabels() {
    assertThat(plan(workload(asks("10.0.0.5-10.0.0.7-10.0.0.6"), Map.of("app", "x"), false)))
        .containsExactly(
            new WorkloadAction.Reserve("s", set("10.0.0.5", "10.0.0.6", "10.0.0.7")),
            new WorkloadAction.Label(new HashMap<>(LABELS)));
  }

  @Test
  void plan_whenTemplateIsAuto_labelsAndReservesNothing() {
    assertThat(plan(workload(asks("auto"), LABELS, false)))
        .containsExactly(new WorkloadAction.Label(Map.of(Labels.IP_TYPE, "auto")));
  }

  @Test // [!] the reference keeps the reservation
  void plan_whenTemplateTurnsAuto_endsTheReservation() {
    assertThat(plan(workload(asks("auto"), LABELS, false), "s"))
        .contains(new WorkloadAction.Release("s"));
  }

  @Test // [!] the reference keeps the reservation
  void plan_whenTemplateNamesAnotherSubnet_endsTheReservationInTheOldOne() {
    assertThat(plan(workload(asks("10.0.0.5"), LABELS, false), "old", "s"))
        .containsExactly(
            new WorkloadAction.Reserve("s", set("10.0.0.5")), new WorkloadAction.Release("old"));
  }

  @Test
  void plan_whenTemplateTakesNoPartAnyMore_takesOffOurLabelsAndNoOthers() {
    Map<String, String> labels = new HashMap<>(LABELS);
    labels.put("app", "x");

    assertThat(plan(workload(Map.of(), labels, false), "s"))
        .containsExactly(new WorkloadAction.Release("s"), new WorkloadAction.Label(removed()));
  }

  @Test
  void plan_whenTemplateCannotBeRead_warnsAndLosesNothing() {
    assertThat(plan(workload(asks("10.0.0.999"), LABELS, false), "s"))
        .singleElement()
        .satisfies(
            action -> assertThat(((WorkloadAction.Warn) action).message()).contains("10.0.0.999"));
  }

  @Test // [!] a Job made by a CronJob has no key of its own
  void plan_whenJobIsOfACronJob_labelsItAndReservesNothing() {
    assertThat(plan(workload(asks("10.0.0.5"), Map.of(), true), "s"))
        .containsExactly(
            new WorkloadAction.Release("s"), new WorkloadAction.Label(new HashMap<>(LABELS)));
  }

  @Test
  void plan_whenSubnetIsUnknown_doesNotGuessTheMode() {
    Workload workload = workload(asks("auto"), LABELS, false);

    Map<String, @Nullable String> changes = new HashMap<>();
    changes.put(Labels.IP_TYPE, "auto");
    changes.put(Labels.FLAT_MODE, null);
    assertThat(WorkloadPlanner.plan(new WorkloadPlanner.View(workload, null, new TreeSet<>())))
        .containsExactly(new WorkloadAction.Label(changes));
  }

  @Test
  void plan_whenSubnetNameIsNoLabelValue_leavesThatLabelOut() {
    Workload workload =
        workload(
            Map.of(Annotations.IP, "auto", Annotations.SUBNET, "s".repeat(64)), Map.of(), false);

    assertThat(plan(workload))
        .containsExactly(
            new WorkloadAction.Label(Map.of(Labels.IP_TYPE, "auto", Labels.FLAT_MODE, "macvlan")));
  }

  @Test
  void gone_whenThereAreReservations_endsAll() {
    assertThat(WorkloadPlanner.gone(new TreeSet<>(List.of("a", "b"))))
        .containsExactly(new WorkloadAction.Release("a"), new WorkloadAction.Release("b"));
  }

  @Test
  void parse_whenTextIsAKey_readsIt() {
    assertThat(WorkloadKey.parse("Deployment/n/web.v1"))
        .contains(new WorkloadKey("Deployment", new ObjectKey("n", "web.v1")));
    assertThat(WorkloadKey.parse("Deployment/n/web.v1").map(WorkloadKey::toString))
        .contains("Deployment/n/web.v1");
  }

  @Test
  void parse_whenTextIsNoKey_isEmpty() {
    assertThat(
            List.of("", "web", "n/web", "Deployment//web", "Deployment/n/", "Deployment/n/../x")
                .stream()
                .map(WorkloadKey::parse))
        .allSatisfy(key -> assertThat(key).isEmpty());
  }
}
