package io.flatnet.controllers.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.Labels;
import io.flatnet.controllers.event.EventSubject;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.RangeSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** What the planner comes to when its actions are carried out, one template after the other. */
final class WorkloadPlannerPropertyTest {
  private static final ObjectKey KEY = new ObjectKey("n", "web");

  /** A workload and the reservations of three subnets, as actions change them. */
  private static final class Model {
    final Map<String, String> labels = new HashMap<>(Map.of("app", "x"));
    final Map<String, RangeSet> reserved = new TreeMap<>();

    List<WorkloadAction> plan(FlatNetworkWish wish, boolean ofCronJob) {
      Workload workload =
          new Workload(
              new WorkloadKey("Job", KEY),
              new EventSubject(ResourceType.JOBS, KEY, "u"),
              Map.copyOf(labels),
              wish,
              ofCronJob);
      return WorkloadPlanner.plan(
          new WorkloadPlanner.View(workload, null, new TreeSet<>(reserved.keySet())));
    }

    void carryOut(WorkloadAction action) {
      switch (action) {
        case WorkloadAction.Label(Map<String, @Nullable String> changes) ->
            changes.forEach(
                (label, value) -> {
                  if (value == null) {
                    labels.remove(label);
                  } else {
                    labels.put(label, value);
                  }
                });
        case WorkloadAction.Reserve(String subnet, RangeSet addresses) ->
            reserved.put(subnet, addresses);
        case WorkloadAction.Release(String subnet) -> reserved.remove(subnet);
        case WorkloadAction.Warn _ -> {}
      }
    }
  }

  @Provide
  Arbitrary<List<Map<String, String>>> templates() {
    Arbitrary<String> addresses =
        Arbitraries.of("10.0.0.1", "10.0.0.2", "fd00::1")
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(list -> String.join("-", list));
    Arbitrary<String> ip =
        Arbitraries.frequencyOf(
            Tuple.of(4, addresses),
            Tuple.of(2, Arbitraries.of("auto", "")),
            Tuple.of(1, Arbitraries.of("10.0.0.999", "-", "x"))); // no list
    return Combinators.combine(ip, Arbitraries.of("a", "b", "c", ""))
        .as((wish, subnet) -> Map.of(Annotations.IP, wish, Annotations.SUBNET, subnet))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Property
  void plan_whenCarriedOut_leavesOneReservationThatTheTemplateNames(
      @ForAll("templates") List<Map<String, String>> templates, @ForAll boolean ofCronJob) {
    Model model = new Model();
    for (Map<String, String> template : templates) {
      Map<String, String> labels = Map.copyOf(model.labels);
      Map<String, RangeSet> reserved = Map.copyOf(model.reserved);
      FlatNetworkWish wish = FlatNetworkWish.of(template);
      model.plan(wish, ofCronJob).forEach(model::carryOut);

      switch (wish) {
        case FlatNetworkWish.Malformed _ -> {
          assertThat(model.labels).isEqualTo(labels);
          assertThat(model.reserved).isEqualTo(reserved);
        }
        case FlatNetworkWish.None _ -> {
          assertThat(model.labels).containsOnlyKeys("app");
          assertThat(model.reserved).isEmpty();
        }
        case FlatNetworkWish.Wanted wanted -> {
          assertThat(model.labels)
              .containsOnlyKeys("app", Labels.IP_TYPE, Labels.SUBNET)
              .containsEntry(Labels.SUBNET, wanted.subnet());
          boolean reserves = !wanted.addresses().isEmpty() && !ofCronJob;
          assertThat(model.reserved.keySet())
              .isEqualTo(reserves ? Set.of(wanted.subnet()) : Set.of());
          wanted
              .addresses()
              .forEach(
                  address ->
                      assertThat(model.reserved.values())
                          .allMatch(addresses -> addresses.contains(address)));
        }
      }
    }
  }

  @Property
  void plan_whenCarriedOut_hasNothingMoreToChange(
      @ForAll("templates") List<Map<String, String>> templates, @ForAll boolean ofCronJob) {
    Model model = new Model();
    for (Map<String, String> template : templates) {
      FlatNetworkWish wish = FlatNetworkWish.of(template);
      model.plan(wish, ofCronJob).forEach(model::carryOut);
      Map<String, String> labels = Map.copyOf(model.labels);
      Map<String, RangeSet> reserved = Map.copyOf(model.reserved);

      List<WorkloadAction> again = model.plan(wish, ofCronJob);

      assertThat(again)
          .noneMatch(WorkloadAction.Label.class::isInstance)
          .noneMatch(WorkloadAction.Release.class::isInstance);
      again.forEach(model::carryOut);
      assertThat(model.labels).isEqualTo(labels);
      assertThat(model.reserved).isEqualTo(reserved);
    }
  }
}
