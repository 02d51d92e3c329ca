package io.flatnet.lab.bench.burst;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Shows that the burst benchmark runs to the end. How fast it is here says nothing. */
@Requires({Part.CONTROL_PLANE, Part.KERNEL})
class BurstBenchmarkE2E {

  @Test
  void benchmark_ofAFewPods_reportsRatiosAndNoDouble() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("flatnet.root"), "distribution/benchmarks/burst")
                    .toString(),
                "--pods=40",
                "--json")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    JsonNode report = new ObjectMapper().readTree(output);
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
