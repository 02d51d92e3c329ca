package io.flatnet.lab.bench.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.lab.bench.BenchmarkCommand;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import org.junit.jupiter.api.Test;

/** Shows that the benchmark of the migration runs to the end. How fast it is here says nothing. */
@Requires({Part.CONTROL_PLANE, Part.KERNEL})
class MigrateBenchmarkE2E {

  @Test
  void benchmark_ofAFewWorkloads_migratesAllOfThem() throws Exception {
    JsonNode report =
        new ObjectMapper().readTree(BenchmarkCommand.run("migrate", "--workloads=40", "--json"));

    assertThat(report.path("benchmark").asText()).isEqualTo("migrate");
    assertThat(report.at("/ratios/migrated_per_limit").asDouble()).isPositive();
    assertThat(report.at("/figures/peak_mib").asDouble()).isPositive();
    assertThat(report.at("/figures/workloads").asInt()).isEqualTo(40);
  }
}
