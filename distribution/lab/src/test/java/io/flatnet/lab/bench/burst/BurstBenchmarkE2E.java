package io.flatnet.lab.bench.burst;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.lab.bench.BenchmarkCommand;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import org.junit.jupiter.api.Test;

/** Shows that the burst benchmark runs to the end. How fast it is here says nothing. */
@Requires({Part.CONTROL_PLANE, Part.KERNEL})
class BurstBenchmarkE2E {

  @Test
  void benchmark_ofAFewPods_reportsRatiosAndNoDouble() throws Exception {
    JsonNode report =
        new ObjectMapper().readTree(BenchmarkCommand.run("burst", "--pods=40", "--json"));

    assertThat(report.path("benchmark").asText()).isEqualTo("burst");
    for (String ratio :
        new String[] {
          "addressed_per_limit",
          "writes_until_addressed",
          "writes_per_pod",
          "ledger_writes_per_pod",
          "release_per_allocation",
          "fragmented_per_plain"
        }) {
      assertThat(report.path("ratios").path(ratio).asDouble()).as(ratio).isPositive();
    }
    assertThat(report.at("/ratios/writes_until_addressed").asDouble()).isLessThanOrEqualTo(2);
    assertThat(report.at("/ratios/writes_per_pod").asDouble()).isLessThanOrEqualTo(4);
    assertThat(report.at("/figures/doubles").asInt()).isZero();
  }
}
