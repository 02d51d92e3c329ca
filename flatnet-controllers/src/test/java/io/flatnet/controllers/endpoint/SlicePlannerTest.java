package io.flatnet.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.endpoint.Members.Member;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // what a test set is there
class SlicePlannerTest {
  private static List<Member> members(V1Service service, int from, int to) {
    List<V1Pod> pods = IntStream.range(from, to).mapToObj(i -> Scenes.pod("p" + i)).toList();
    return Members.of(
        service,
        pods,
        key ->
            Scenes.active(
                Scenes.pod(key.name()), "10.0.0." + Integer.parseInt(key.name().substring(1))));
  }

  private static V1EndpointSlice named(V1EndpointSlice slice, String name) {
    slice.getMetadata().name(name).resourceVersion("4").uid("uid-" + name);
    return slice;
  }

  @Test
  void plan_whenThereAreNoSlices_makesOneAsKubernetesDoes() {
    V1Service service = Scenes.flat("web");
    service.getMetadata().putLabelsItem("team", "red");

    V1EndpointSlice slice =
        SlicePlanner.plan(service, List.of(), members(service, 0, 1)).create().getFirst();

    assertThat(slice.getMetadata().getGenerateName()).isEqualTo("web-");
    assertThat(slice.getMetadata().getLabels())
        .containsEntry("kubernetes.io/service-name", "web")
        .containsEntry("endpointslice.kubernetes.io/managed-by", "flatnet-operator")
        .containsEntry("service.kubernetes.io/headless", "")
        .containsEntry("team", "red");
    assertThat(slice.getAddressType()).isEqualTo("IPv4");
    V1Endpoint endpoint = slice.getEndpoints().getFirst();
    assertThat(endpoint.getAddresses()).containsExactly("10.0.0.0");
    assertThat(endpoint.getNodeName()).isEqualTo("n1");
    assertThat(endpoint.getTargetRef().getKind()).isEqualTo("Pod");
    assertThat(endpoint.getTargetRef().getUid()).isEqualTo("uid-p0");
  }

  @Test
  void plan_whenEndpointsHaveNullParts_doesNotCrashAndMendsThem() {
    V1Service service = Scenes.flat("web");
    List<Member> members = members(service, 0, 2);
    V1EndpointSlice slice =
        named(SlicePlanner.plan(service, List.of(), members).create().getFirst(), "web-a");
    List<V1Endpoint> endpoints = new ArrayList<>(slice.getEndpoints());
    endpoints.getFirst().targetRef(null).conditions(null);
    endpoints.add(new V1Endpoint().addresses(null));
    slice.endpoints(endpoints);
    slice.getPorts().getFirst().name(null);

    SlicePlanner.Plan plan = SlicePlanner.plan(service, List.of(slice), members);

    assertThat(plan.update())
        .singleElement()
        .satisfies(s -> assertThat(s.getEndpoints()).hasSize(2));
    assertThat(plan.create()).isEmpty();
    slice.endpoints(null).ports(null);
    assertThat(SlicePlanner.plan(service, List.of(slice), members).isEmpty()).isFalse();
  }

  @Test
  void plan_whenThePortChanges_reusesTheSlice() {
    V1Service service = Scenes.flat("web");
    V1EndpointSlice slice =
        named(
            SlicePlanner.plan(service, List.of(), members(service, 0, 2)).create().getFirst(),
            "web-a");
    service.getSpec().ports(List.of(Scenes.port(80, new IntOrString(9090))));

    SlicePlanner.Plan plan = SlicePlanner.plan(service, List.of(slice), members(service, 0, 2));

    assertThat(plan.create()).isEmpty();
    assertThat(plan.delete()).isEmpty();
    assertThat(plan.update())
        .singleElement()
        .satisfies(
            reused -> {
              assertThat(reused.getMetadata().getName()).isEqualTo("web-a");
              assertThat(reused.getMetadata().getResourceVersion()).isEqualTo("4");
              assertThat(reused.getPorts().getFirst().getPort()).isEqualTo(9090);
            });
  }

  @Test
  void plan_whenSlicesAreNearlyEmpty_mergesThem() {
    V1Service service = Scenes.flat("web");
    List<V1EndpointSlice> slices =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    named(
                        SlicePlanner.plan(service, List.of(), members(service, i, i + 1))
                            .create()
                            .getFirst(),
                        "web-" + i))
            .toList();

    SlicePlanner.Plan plan = SlicePlanner.plan(service, slices, members(service, 0, 10));

    assertThat(plan.delete()).hasSize(10 - 1 - SlicePlanner.SPARE_SLICES);
    assertThat(plan.update()).hasSize(1);
  }

  @Test
  void plan_whenLabelsOfTheServiceChange_writesThem() {
    V1Service service = Scenes.flat("web");
    List<Member> members = members(service, 0, 1);
    V1EndpointSlice slice =
        named(SlicePlanner.plan(service, List.of(), members).create().getFirst(), "web-a");
    assertThat(SlicePlanner.plan(service, List.of(slice), members).isEmpty()).isTrue();
    service.getMetadata().putLabelsItem("team", "red");

    assertThat(SlicePlanner.plan(service, List.of(slice), members).update()).hasSize(1);
  }
}
