package io.flatnet.lab.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.lab.bench.Machine;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoreReportTest {

  @Test
  void toJson_ofBothSides_hasTheRatioOfTheirMedians() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report().toJson());

    assertThat(json.path("benchmark").asText()).isEqualTo("core");
    assertThat(json.at("/ratios/grant_50k_fragmented").asDouble()).isEqualTo(250);
    assertThat(json.at("/ratios/grant_50k_fragmented_lean").asDouble()).isEqualTo(25);
    assertThat(json.path("ratios")).hasSize(2); // a release without its peer has none
    assertThat(json.at("/figures/grant_50k_fragmented_ours/min_ns").asDouble()).isEqualTo(1_500);
    assertThat(json.at("/figures/grant_50k_fragmented_ours/allocated_bytes").asInt())
        .isEqualTo(900);
    assertThat(json.at("/machine/cpus").asInt()).isPositive();
  }

  @Test
  void toTable_showsTheGoalsOfOursAlone() throws Exception {
    assertThat(report().toTable().lines())
        .anyMatch(
            line -> line.contains("_ours") && line.contains("(goal <= 2,000 ns, 1,024 bytes)"))
        .noneMatch(line -> line.contains("_scan") && line.contains("goal"))
        .anyMatch(line -> line.endsWith("linear scan / ours 250.0 (goal >= 100)"));
  }

  @Test
  void growthAndSpread_whenTheyWereNotMeasured_areAbsent() throws Exception {
    assertThat(report().growth(Plan.GROWTH_OF_ALL)).isEmpty();
    assertThat(report().prefixSpread()).isNaN();
  }

  @Test
  void growthAndSpread_ofTheStepsOfThePlan_areFound() throws Exception {
    Map<String, Score> scores = new LinkedHashMap<>();
    Plan.steps(1).forEach(step -> scores.put(step.name(), score(1_000)));
    CoreReport report = new CoreReport(scores, Machine.read(0));

    assertThat(report.growth(Plan.GROWTH_OF_THE_SAME).orElseThrow().points())
        .hasSize(Plan.GROWTH.size());
    assertThat(report.prefixSpread()).isEqualTo(1);
    assertThat(report.ratios())
        .containsKeys("grant_50k_fragmented", "release_50k_fragmented", "grant_1k_contiguous");
  }

  private static CoreReport report() throws Exception {
    Map<String, Score> scores = new LinkedHashMap<>();
    scores.put("grant_50k_fragmented_ours", score(2_000));
    scores.put("grant_50k_fragmented_scan", score(500_000));
    scores.put("grant_50k_fragmented_lean", score(50_000));
    scores.put("release_50k_fragmented_ours", score(2_000));
    return new CoreReport(scores, Machine.read(0));
  }

  private static Score score(double median) {
    return new Score(median, median * 0.75, median * 1.5, 900);
  }
}
