package io.flatnet.controllers.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.controllers.endpoint.NetworkList;
import io.flatnet.controllers.endpoint.Scenes;
import io.flatnet.controllers.ingress.BackendPlanner.Action;
import io.kubernetes.client.openapi.models.V1HTTPIngressPath;
import io.kubernetes.client.openapi.models.V1HTTPIngressRuleValue;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1IngressBackend;
import io.kubernetes.client.openapi.models.V1IngressRule;
import io.kubernetes.client.openapi.models.V1IngressServiceBackend;
import io.kubernetes.client.openapi.models.V1IngressSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1TypedLocalObjectReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // what a test set is there
class BackendPlannerTest {
  private static V1IngressBackend to(String service) {
    return new V1IngressBackend().service(new V1IngressServiceBackend().name(service));
  }

  private static V1Ingress ingress(String name, String... services) {
    List<V1HTTPIngressPath> paths =
        List.of(services).stream()
            .map(
                service ->
                    new V1HTTPIngressPath().path("/").pathType("Prefix").backend(to(service)))
            .toList();
    return new V1Ingress()
        .metadata(
            new V1ObjectMeta()
                .namespace("apps")
                .name(name)
                .annotations(new HashMap<>(Map.of(Annotations.INGRESS, "true"))))
        .spec(
            new V1IngressSpec()
                .rules(
                    List.of(new V1IngressRule().http(new V1HTTPIngressRuleValue().paths(paths)))));
  }

  private static V1Service annotated(String networks, String put) {
    V1Service service = Scenes.service("web");
    if (!networks.isEmpty()) {
      service.getMetadata().getAnnotations().put(Annotations.NETWORKS, networks);
    }
    if (!put.isEmpty()) {
      service.getMetadata().getAnnotations().put(Annotations.INGRESS_BACKEND, put);
    }
    return service;
  }

  private static String patch(Optional<Action> action) {
    return action.map(a -> ((Action.Annotate) a).patch().json()).orElse("");
  }

  @Test
  void backends_whenPartsAreAbsentOrAreNoServices_namesTheServices() {
    V1Ingress ingress = ingress("i", "web", "db", "web");
    ingress.getSpec().defaultBackend(to("fallback"));
    V1Ingress odd =
        new V1Ingress()
            .metadata(new V1ObjectMeta().namespace("apps").name("odd"))
            .spec(
                new V1IngressSpec()
                    .defaultBackend(
                        new V1IngressBackend()
                            .resource(new V1TypedLocalObjectReference().kind("Bucket").name("b")))
                    .rules(List.of(new V1IngressRule().host("h"))));

    assertThat(BackendPlanner.backends(ingress)).containsExactly("db", "fallback", "web");
    assertThat(BackendPlanner.backends(odd)).isEmpty();
    assertThat(BackendPlanner.backends(new V1Ingress())).isEmpty();
  }

  @Test
  void plan_whenAnIngressAsks_writesANetworkNameThatMatches() {
    String patch = patch(BackendPlanner.plan(annotated("", ""), List.of(ingress("i", "web"))));

    assertThat(patch)
        .contains("\"k8s.v1.cni.cncf.io/networks\":\"rancher-flat-network\"")
        .contains("\"flatnetwork.pandaria.io/ingress-backend\":\"i\"");
    assertThat(NetworkList.namesOurs("rancher-flat-network")).isTrue();
  }

  @Test
  void plan_whenDone_isAtRest() {
    V1Service service = annotated("rancher-flat-network", "i");

    assertThat(BackendPlanner.plan(service, List.of(ingress("i", "web")))).isEmpty();
    assertThat(BackendPlanner.plan(Scenes.service("web"), List.of(ingress("i", "db")))).isEmpty();
  }

  @Test
  void plan_whenTheIngressGoes_takesOffOnlyWhatItPutThere() {
    assertThat(patch(BackendPlanner.plan(annotated("rancher-flat-network", "i"), List.of())))
        .contains("\"k8s.v1.cni.cncf.io/networks\":null")
        .contains("\"flatnetwork.pandaria.io/ingress-backend\":null");
    assertThat(patch(BackendPlanner.plan(annotated("other,rancher-flat-network", "i"), List.of())))
        .contains("\"k8s.v1.cni.cncf.io/networks\":\"other\"");
  }

  @Test
  void plan_whenTheAnnotationIsSomebodyElses_neverStripsIt() {
    V1Service flat = annotated("rancher-flat-network", "");
    V1Service other = annotated("other", "");
    V1Ingress off = ingress("i", "web");
    off.getMetadata().getAnnotations().put(Annotations.INGRESS, "false");

    assertThat(BackendPlanner.plan(flat, List.of())).isEmpty();
    assertThat(BackendPlanner.plan(flat, List.of(ingress("i", "web")))).isEmpty();
    assertThat(BackendPlanner.plan(other, List.of(off))).isEmpty();
    assertThat(patch(BackendPlanner.plan(other, List.of(ingress("i", "web")))))
        .contains("\"other,rancher-flat-network\"");
  }

  @Test
  void plan_whenOneOfTwoIngressesGoes_theAnnotationStays() {
    String patch =
        patch(
            BackendPlanner.plan(
                annotated("rancher-flat-network", "a,b"), List.of(ingress("b", "web"))));

    assertThat(patch).contains("ingress-backend\":\"b\"");
    assertThat(patch).doesNotContain("cni.cncf.io");
  }

  @Test
  void plan_whenTheAnnotationCannotBeRead_saysSo() {
    assertThat(BackendPlanner.plan(annotated("[{", ""), List.of(ingress("i", "web"))))
        .get()
        .isInstanceOfSatisfying(
            Action.Warn.class, warn -> assertThat(warn.message()).contains("[{"));
  }
}
