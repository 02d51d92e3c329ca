package io.flatnet.lab.bench.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.lab.bench.BenchmarkCommand;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shows that the webhook's benchmark runs to the end. How fast it is here says nothing. */
class WebhookBenchmarkE2E {
  @Test
  void benchmark_ofAFewRounds_reportsRatiosAndMemory() throws Exception {
    JsonNode report =
        new ObjectMapper()
            .readTree(BenchmarkCommand.run("webhook", "--rounds=1", "--soak=100", "--json"));

    assertThat(report.path("benchmark").asText()).isEqualTo("webhook");
    for (String ratio : List.of("p50_per_ping", "named_p50_per_ping")) {
      assertThat(report.path("ratios").path(ratio).asDouble()).as(ratio).isPositive();
    }
    assertThat(report.at("/figures/memory")).hasSize(4);
    assertThat(report.at("/figures/memory/3/reviews").asInt()).isEqualTo(100);
    assertThat(report.at("/figures/memory/3/rss_mib").asDouble()).isPositive();
    assertThat(report.at("/figures/memory/3/live_heap_mib").asDouble()).isPositive();
  }
}
