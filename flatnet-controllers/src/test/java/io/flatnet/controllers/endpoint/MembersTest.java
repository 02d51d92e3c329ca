package io.flatnet.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.controllers.endpoint.Members.Member;
import io.flatnet.ipam.IpFamily;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EndpointAddress;
import io.kubernetes.client.openapi.models.V1EndpointSubset;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a Service publishes of pods, in slices and in Endpoints. */
@SuppressWarnings("NullAway") // what a test set is there
class MembersTest {
  private final List<V1Pod> pods = new ArrayList<>();
  private final Map<String, FlatNetworkIP> addresses = new HashMap<>();

  private V1Pod pod(String name, String address) {
    V1Pod pod = Scenes.pod(name);
    pods.add(pod);
    addresses.put(name, Scenes.active(pod, address));
    return pod;
  }

  private List<Member> of(V1Service service) {
    return Members.of(service, pods, key -> addresses.get(key.name()));
  }

  private static V1Pod unready(V1Pod pod) {
    pod.getStatus().conditions(List.of(new V1PodCondition().type("Ready").status("False")));
    return pod;
  }

  private static V1Pod terminating(V1Pod pod) {
    pod.getMetadata().deletionTimestamp(OffsetDateTime.parse("2026-01-01T00:00:00Z"));
    return pod;
  }

  private List<String> conditions(V1Service service) {
    return of(service).stream()
        .map(Member::endpoint)
        .map(e -> e.pod() + " " + e.ready() + " " + e.serving() + " " + e.terminating())
        .toList();
  }

  @Test
  void of_whenPodsAreUnready_neverPublishesThemAsReady() {
    pod("a", "10.0.0.1");
    unready(pod("b", "10.0.0.2"));
    pod("c", "10.0.0.3").getStatus().conditions(null);
    terminating(pod("d", "10.0.0.4"));
    terminating(unready(pod("e", "10.0.0.5")));

    assertThat(conditions(Scenes.flat("web")))
        .containsExactly(
            "a true true false",
            "b false false false",
            "c false false false",
            "d false true true",
            "e false false true");
  }

  @Test
  void of_whenNotReadyAddressesArePublished_readyIsTrueAndServingIsNot() {
    unready(pod("a", "10.0.0.1"));
    terminating(pod("b", "10.0.0.2"));
    V1Service service = Scenes.flat("web");
    service.getSpec().publishNotReadyAddresses(true);

    assertThat(conditions(service)).containsExactly("a true false false", "b true true true");
  }

  @Test
  void of_whenTheInterfaceDoesNotExist_leavesThePodOut() {
    pod("pending", "10.0.0.1");
    addresses.computeIfPresent(
        "pending",
        (name, ip) ->
            ip.withStatus(FlatNetworkIPStatus.builder().phase("Pending").addr("10.0.0.1").build()));
    pod("of-earlier", "10.0.0.2").getMetadata().uid("another");
    pod("no-address", "");
    pods.add(Scenes.pod("no-claim"));
    pod("ended", "10.0.0.3").getStatus().phase("Succeeded");
    pod("other-app", "10.0.0.4").getMetadata().labels(Map.of("app", "db"));

    assertThat(of(Scenes.flat("web"))).isEmpty();
  }

  @Test
  void of_whenServiceIsHeadless_publishesBothFamilies() {
    pod("a", "10.0.0.1");
    pod("b", "fd00::2");
    V1Service service = Scenes.flat("web");
    service.getSpec().ipFamilies(List.of("IPv4"));

    assertThat(of(service).stream().map(member -> member.group().family()))
        .containsExactly(IpFamily.IPV4, IpFamily.IPV6);

    service.getSpec().clusterIP("10.43.0.1");
    assertThat(of(service).stream().map(member -> member.group().family()))
        .containsExactly(IpFamily.IPV4);
  }

  @Test
  void of_whenTargetPortIsNamed_resolvesItForEachPod() {
    pod("a", "10.0.0.1").getSpec().containers(List.of(Scenes.container("http", 8080)));
    pod("b", "10.0.0.2").getSpec().containers(List.of(Scenes.container("http", 9090)));
    pod("c", "10.0.0.3");
    V1Service service = Scenes.flat("web");
    service.getSpec().ports(List.of(Scenes.port(80, new IntOrString("http"))));

    assertThat(of(service).stream().map(member -> member.group().ports()))
        .containsExactly(
            List.of(new EndpointPort("", "TCP", 8080, "")),
            List.of(new EndpointPort("", "TCP", 9090, "")),
            List.of());
    assertThat(EndpointsPlanner.plan(service, null, of(service)).orElseThrow().getSubsets())
        .hasSize(2); // one without ports would stand for the Service without ports
  }

  @Test
  void of_whenTargetPortIsOfANativeSidecar_resolvesItAfterThoseOfContainers() {
    pod("a", "10.0.0.1").getSpec().initContainers(List.of(sidecar("http", 15001)));
    pod("b", "10.0.0.2")
        .getSpec()
        .initContainers(List.of(sidecar("http", 15001)))
        .containers(List.of(Scenes.container("http", 8080)));
    pod("c", "10.0.0.3").getSpec().initContainers(List.of(Scenes.container("http", 9999)));
    V1Service service = Scenes.flat("web");
    service.getSpec().ports(List.of(Scenes.port(80, new IntOrString("http"))));

    assertThat(of(service).stream().map(member -> member.group().ports()))
        .containsExactly(
            List.of(new EndpointPort("", "TCP", 15001, "")),
            List.of(new EndpointPort("", "TCP", 8080, "")),
            List.of()); // one that has ended before the pod is ready
  }

  private static V1Container sidecar(String port, int number) {
    return Scenes.container(port, number).restartPolicy("Always");
  }

  @Test
  void of_whenPortNamesAndTargetsAreNull_doesNotCrash() {
    pod("a", "10.0.0.1").spec(null);
    V1Service service = Scenes.flat("web");
    service.getSpec().ports(List.of(Scenes.port(80, new IntOrString("http")).name(null)));
    assertThat(of(service)).hasSize(1);

    service
        .getSpec()
        .ports(List.of(Scenes.port(80, new IntOrString(1)).targetPort(null).protocol(null)));
    assertThat(of(service).getFirst().group().ports())
        .containsExactly(new EndpointPort("", "TCP", 80, ""));
    service.getSpec().ports(null);
    assertThat(of(service).getFirst().group().ports()).isEmpty();
  }

  @Test
  void of_whenSubdomainIsTheServicesName_publishesTheHostname() {
    pod("a", "10.0.0.1").getSpec().hostname("a").subdomain("web");
    pod("b", "10.0.0.2").getSpec().hostname("b").subdomain("other");

    assertThat(of(Scenes.flat("web")).stream().map(member -> member.endpoint().hostname()))
        .containsExactly("a", "");
  }

  @Test
  void of_whenAWorkloadWantsNoFlatService_itsPodsAreNotInTheTwin() {
    pod("a", "10.0.0.1");
    pod("b", "10.0.0.2")
        .getMetadata()
        .getAnnotations()
        .put("flatnetwork.pandaria.io/flatNetworkService", "disabled");
    V1Service twin = Scenes.flat("web-flat-network");
    twin.getMetadata()
        .ownerReferences(List.of(new V1OwnerReference().kind("Service").name("web").uid("u")));

    assertThat(conditions(twin)).containsExactly("a true true false");
    assertThat(conditions(Scenes.flat("hand"))).hasSize(2);
  }

  @Test
  void endpoints_whenRight_costsNoWriteInWhateverOrder() {
    IntStream.range(0, 5).forEach(i -> pod("p" + i, "10.0.0." + i));
    unready(pod("u", "10.0.1.1"));
    V1Service service = Scenes.flat("web");
    V1Endpoints written = EndpointsPlanner.plan(service, null, of(service)).orElseThrow();

    V1EndpointSubset subset = written.getSubsets().getFirst();
    assertThat(subset.getNotReadyAddresses()).hasSize(1);
    subset.addresses(subset.getAddresses().reversed());
    assertThat(EndpointsPlanner.plan(service, written, of(service))).isEmpty();
    assertThat(written.getMetadata().getLabels())
        .containsEntry("endpointslice.kubernetes.io/skip-mirror", "true");
  }

  @Test
  void endpoints_whenThePodsAreTerminating_doesNotListThem() {
    terminating(pod("a", "10.0.0.1"));
    pod("b", "10.0.0.2");
    V1Service service = Scenes.flat("web");

    assertThat(
            EndpointsPlanner.plan(service, null, of(service)).orElseThrow().getSubsets().stream()
                .flatMap(subset -> subset.getAddresses().stream())
                .map(V1EndpointAddress::getIp))
        .containsExactly("10.0.0.2");
  }

  @Test
  void endpoints_whenThereAreMoreThanAThousand_listsReadyOnesFirstAndSaysSo() {
    IntStream.range(0, 10).forEach(i -> unready(pod("a" + i, "10.1.0." + i)));
    IntStream.range(0, 995).forEach(i -> pod("p" + i, "10.0." + i / 200 + "." + i % 200));
    V1Service service = Scenes.flat("web");
    V1Endpoints written = EndpointsPlanner.plan(service, null, of(service)).orElseThrow();

    assertThat(written.getSubsets().getFirst().getAddresses()).hasSize(995);
    assertThat(written.getSubsets().getFirst().getNotReadyAddresses()).hasSize(5);
    assertThat(written.getMetadata().getAnnotations())
        .containsEntry("endpoints.kubernetes.io/over-capacity", "truncated");
    assertThat(EndpointsPlanner.plan(service, written, of(service))).isEmpty();

    pods.removeIf(pod -> pod.getMetadata().getName().startsWith("a"));
    V1Endpoints fewer = EndpointsPlanner.plan(service, written, of(service)).orElseThrow();
    assertThat(fewer.getMetadata().getAnnotations()).isEmpty();
  }

  @Test
  void endpoints_whenKubernetesLeftThem_areTakenOverAtTheReadVersion() {
    pod("a", "10.0.0.1");
    V1Service service = Scenes.flat("web");
    V1Endpoints left =
        new V1Endpoints()
            .metadata(new V1ObjectMeta().namespace("apps").name("web").resourceVersion("3"));

    V1Endpoints ours = EndpointsPlanner.plan(service, left, of(service)).orElseThrow();

    assertThat(ours.getMetadata().getResourceVersion()).isEqualTo("3");
    assertThat(SliceObjects.isOurs(ours)).isTrue();
  }
}
