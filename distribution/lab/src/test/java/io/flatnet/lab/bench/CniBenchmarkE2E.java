package io.flatnet.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import org.junit.jupiter.api.Test;

/** Shows that the CNI benchmark runs both sides to the end. What it measures here says nothing. */
@Requires({Part.KERNEL, Part.C_COMPILER, Part.PEERS})
class CniBenchmarkE2E {

  @Test
  void benchmark_ofAFewRounds_reportsRatiosAndTheAgent() throws Exception {
    JsonNode report =
        new ObjectMapper()
            .readTree(BenchmarkCommand.run("cni", "--rounds=3", "--soak=16", "--json"));

    assertThat(report.path("benchmark").asText()).isEqualTo("cni");
    for (String ratio : new String[] {"add_p50", "del_p50", "concurrent_add"}) {
      assertThat(report.path("ratios").path(ratio).asDouble()).as(ratio).isPositive();
    }
    assertThat(report.at("/figures/del_without_agent_ms/p50").asDouble()).isPositive();
    assertThat(report.at("/figures/peer").asText()).contains("macvlan");
    assertThat(report.at("/figures/agent_after_soak/pairs").asInt()).isEqualTo(16);
  }
}
