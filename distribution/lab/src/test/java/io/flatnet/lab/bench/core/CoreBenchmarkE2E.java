package io.flatnet.lab.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.lab.bench.BenchmarkCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shows that the core's benchmark runs both sides to the end. What it measures here says nothing.
 */
class CoreBenchmarkE2E {

  @Test
  void benchmark_ofATrial_reportsRatiosAndBytes() throws Exception {
    JsonNode report = new ObjectMapper().readTree(run("--only=1k_fragmented", "--json"));

    assertThat(report.path("benchmark").asText()).isEqualTo("core");
    for (String ratio : new String[] {"grant_1k_fragmented", "release_1k_fragmented"}) {
      assertThat(report.path("ratios").path(ratio).asDouble()).as(ratio).isPositive();
    }
    assertThat(report.at("/figures/grant_1k_fragmented_ours/allocated_bytes").asDouble())
        .isPositive();
  }

  @Test
  void benchmark_ofTheGrowth_drawsIt(@TempDir Path directory) throws Exception {
    Path plot = directory.resolve("growth.svg");

    String table = run("--only=_3000", "--plot=" + plot);

    assertThat(table).contains("growth from 3,000 to 300,000 leases, all owners");
    assertThat(Files.readString(plot)).startsWith("<svg").contains("log2(leases)");
  }

  private static String run(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--length=trial"));
    all.addAll(List.of(options));
    return BenchmarkCommand.run("core", all.toArray(String[]::new));
  }
}
