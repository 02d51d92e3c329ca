package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.SubnetDraft.Range;
import io.flatnet.ipam.SubnetDraft.Route;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // what an embedder without a null checker may do
final class SubnetDraftTest {
  private static SubnetDraft draft(String name, List<Range> ranges, List<Route> routes) {
    return new SubnetDraft(name, "", "", null, "", "", "", "", ranges, routes);
  }

  @Test
  void make_whenNulls_namesThem() {
    Range range = new Range(null, null);
    assertThatThrownBy(() -> draft(null, List.of(), List.of()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
    assertThatThrownBy(() -> draft("n", null, List.of()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("ranges");
    assertThatThrownBy(() -> draft("n", List.of(), null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("routes");
    assertThatThrownBy(() -> draft("n", Arrays.asList(range, range, null), List.of()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("ranges[2]");
    assertThatThrownBy(() -> draft("n", List.of(), Collections.singletonList(null)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("routes[0]");
  }

  @Test
  void make_whenTextsAreEmpty_takesThemAsAbsent() {
    SubnetDraft draft =
        draft("n", List.of(new Range("", "")), List.of(new Route("", "", "", "", null)));
    assertThat(draft)
        .isEqualTo(
            new SubnetDraft(
                "n",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(new Range(null, null)),
                List.of(new Route(null, null, null, null, null))));
  }

  @Test
  void make_whenTextsAreBlank_keepsThemAsWrong() {
    SubnetDraft blank =
        new SubnetDraft(
            " ",
            "ipvlan",
            " ",
            0,
            " ",
            " ",
            "\t",
            "\n",
            List.of(new Range(" ", " ")),
            List.of(new Route(" ", " ", " ", " ", null)));
    assertThat(SubnetCheck.check(blank, List.of()))
        .extracting(Finding::field)
        .containsExactly(
            "spec.master",
            "spec.mode",
            "spec.ipvlanFlag",
            "spec.cidr",
            "spec.gateway",
            "spec.ranges[0].from",
            "spec.ranges[0].to",
            "spec.routes[0].dev",
            "spec.routes[0].dst",
            "spec.routes[0].src",
            "spec.routes[0].via");
  }

  @Test
  void toRules_whenOneThingIsWrong_saysIt() {
    assertThatThrownBy(() -> Drafts.net("net", "10.0.0.0/33").toRules(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "cannot give addresses of subnet \"net\": spec.cidr must be a network (character 9: ")
        .hasMessageEndingWith("got \"10.0.0.0/33\"; write one such as 10.0.0.0/24");
  }

  @Test
  void toRules_whenMuchIsWrong_saysOneAndHowManyMore() {
    SubnetDraft draft =
        Drafts.net("n".repeat(1000), null, null, Collections.nCopies(500, new Range("x", "y")));
    assertThatThrownBy(() -> draft.toRules(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cannot give addresses of subnet \"nnnn")
        .hasMessageContaining("spec.cidr is required")
        .hasMessageEndingWith("; and 1000 more findings")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }
}
