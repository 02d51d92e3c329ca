package io.flatnet.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SamplesTest {

  @Test
  void quantile_ofAHundredSamples_isTheNearestRank() {
    Samples samples =
        Samples.ofNanos(LongStream.rangeClosed(1, 100).map(ms -> (101 - ms) * 1_000_000).toArray());

    assertThat(samples.min()).isEqualTo(1.0);
    assertThat(samples.p50()).isEqualTo(50.0);
    assertThat(samples.p95()).isEqualTo(95.0);
    assertThat(samples.max()).isEqualTo(100.0);
  }

  @Test
  void quantile_ofOneSample_isThatSample() {
    assertThat(Samples.ofNanos(2_500_000).p95()).isEqualTo(2.5);
  }

  @Test
  void samples_whenThereAreNone_areRefused() {
    assertThatThrownBy(() -> new Samples(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
