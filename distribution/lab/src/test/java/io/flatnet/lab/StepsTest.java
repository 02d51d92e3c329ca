package io.flatnet.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StepsTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();
  private final Steps steps =
      new Steps(new PrintStream(bytes, true, StandardCharsets.UTF_8), nanos::get);

  @Test
  void take_whenTheStepEnds_printsItsTimeAndGivesItsResult() throws Exception {
    String result =
        steps.take(
            "stage",
            () -> {
              nanos.addAndGet(1_500_000_000L);
              return "built";
            });

    assertThat(result).isEqualTo("built");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("   1.50 s  stage\n");
  }

  @Test
  void take_whenTheStepFails_saysWhichAndWhy() {
    assertThatThrownBy(
            () ->
                steps.take(
                    "agents",
                    () -> {
                      nanos.addAndGet(250_000_000L);
                      throw new IOException("no such socket");
                    }))
        .isInstanceOf(StepFailedException.class)
        .hasMessage("step \"agents\" failed after 0.25 s: no such socket")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void run_whenInterruptedInsideAnotherFailure_isAnInterruption() {
    assertThatThrownBy(
            () ->
                steps.run(
                    "ping",
                    () -> {
                      Thread.currentThread().interrupt();
                      throw new IllegalStateException("interrupted in a native call");
                    }))
        .isInstanceOf(InterruptedException.class)
        .hasMessageContaining("ping");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
