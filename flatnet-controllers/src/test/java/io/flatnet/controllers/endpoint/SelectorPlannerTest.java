package io.flatnet.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.controllers.endpoint.SelectorPlanner.Step;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // what a test set is there
class SelectorPlannerTest {
  private static V1Service handMade() {
    V1Service service = Scenes.flat("hand");
    service.getMetadata().getAnnotations().remove(Annotations.SELECTOR);
    service.getSpec().selector(Map.of("app", "web", "tier", "front"));
    return service;
  }

  @Test
  void plan_whenFlatServiceHasASelector_movesItInOneWriteAtTheReadVersion() {
    assertThat(SelectorPlanner.plan(handMade()))
        .get()
        .isInstanceOfSatisfying(
            Step.Move.class,
            move ->
                assertThat(move.patch().json())
                    .contains("\"resourceVersion\":\"7\"")
                    .contains("\"selector\":null")
                    .containsPattern("\"flatnetwork.pandaria.io/selector\":\"app(=|\\\\u003d)web"));
  }

  @Test
  void plan_whenMoved_isAtRest() {
    assertThat(SelectorPlanner.plan(Scenes.flat("hand"))).isEmpty();
  }

  @Test
  void plan_whenTheNetworksAnnotationGoes_putsTheSelectorBack() {
    V1Service service = Scenes.flat("hand");
    service.getMetadata().getAnnotations().remove(Annotations.NETWORKS);

    assertThat(SelectorPlanner.plan(service))
        .get()
        .isInstanceOfSatisfying(
            Step.PutBack.class,
            back -> {
              assertThat(back.patch().json())
                  .contains("\"spec\":{\"selector\":{\"app\":\"web\"}}")
                  .contains("\"flatnetwork.pandaria.io/selector\":null");
              assertThat(back.singleStack().json()).contains("SingleStack");
            });
  }

  @Test
  void plan_whenTheSelectorIsToBeKept_neitherMovesItNorLeavesItInTheAnnotation() {
    V1Service keeping = handMade();
    keeping.getMetadata().getAnnotations().put(Annotations.KEEP_SELECTOR, "true");
    V1Service moved = Scenes.flat("hand");
    moved.getMetadata().getAnnotations().put(Annotations.KEEP_SELECTOR, "true");

    assertThat(SelectorPlanner.plan(keeping)).isEmpty();
    assertThat(SelectorPlanner.plan(moved)).get().isInstanceOf(Step.PutBack.class);
  }

  @Test
  void plan_whenTheAnnotationCannotBeRead_touchesNothingAndSaysSo() {
    V1Service service = Scenes.flat("hand");
    service.getMetadata().getAnnotations().put(Annotations.SELECTOR, "app");

    assertThat(SelectorPlanner.plan(service))
        .get()
        .isInstanceOfSatisfying(
            Step.Unreadable.class, said -> assertThat(said.message()).contains("\"app\""));
  }

  @Test
  void plan_whenATwinLostItsNetworksAnnotation_leavesItToItsController() {
    V1Service twin = Scenes.flat("web-flat-network");
    twin.getMetadata()
        .ownerReferences(List.of(new V1OwnerReference().kind("Service").name("web").uid("u")));
    twin.getMetadata().getAnnotations().remove(Annotations.NETWORKS);

    assertThat(SelectorPlanner.plan(twin)).isEmpty();
  }

  @Test
  void plan_whenServiceIsEmpty_doesNotCrash() {
    assertThat(SelectorPlanner.plan(new V1Service())).isEmpty();
  }

  @Test
  void parse_whenFormatted_isTheSameSelector() {
    Map<String, String> selector = Map.of("a.b/c", "1", "d", "", "e", "x_y");

    assertThat(Selectors.parse(Selectors.format(selector))).contains(selector);
    assertThat(Selectors.parse("")).isEmpty();
    assertThat(Selectors.parse("a=1,a=2")).isEmpty();
    assertThat(Selectors.parse(" a = 1 , b=2")).contains(Map.of("a", "1", "b", "2"));
  }
}
