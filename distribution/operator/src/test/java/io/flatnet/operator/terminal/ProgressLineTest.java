package io.flatnet.operator.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private long now;

  private ProgressLine line(boolean onTerminal) {
    return new ProgressLine(
        new PrintStream(written, true, StandardCharsets.UTF_8), onTerminal, () -> now);
  }

  private String written() {
    String text = written.toString(StandardCharsets.UTF_8);
    written.reset();
    return text.replace("\u001b", "^");
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void show_onATerminal_drawsOverTheSameRowAndCutsWhatHasNoRoom() {
    ProgressLine line = line(true);

    line.show("Jobs", 0, 4);
    assertThat(written()).isEqualTo("\r^[K^[?7l[" + ".".repeat(30) + "] Jobs: 0 of 4^[?7h");
    pass(Duration.ofSeconds(3));
    line.show("Jobs", 1, 4);
    assertThat(written())
        .isEqualTo(
            "\r^[K^[?7l[" + "#".repeat(7) + ".".repeat(23) + "] Jobs: 1 of 4, about 9s left^[?7h");
    line.show("Jobs", 2, 4);
    assertThat(written()).as("too soon").isEmpty();
    line.clear();
    assertThat(written()).isEqualTo("\r^[K");
    line.clear();
    assertThat(written()).as("nothing is there").isEmpty();
    line.show("Jobs", 4, 4);
    assertThat(written()).isEqualTo("\r^[K^[?7l[" + "#".repeat(30) + "] Jobs: 4 of 4^[?7h\n");
  }

  @Test
  void show_elsewhere_saysTenthsOfManyAndTheEndOfFew() {
    ProgressLine line = line(false);

    for (int done = 1; done <= 200; done++) {
      line.show("Jobs", done, 200);
    }
    assertThat(written().lines())
        .hasSize(10)
        .startsWith("Jobs: 20 of 200, about 1s left")
        .endsWith("Jobs: 200 of 200");
    line.show("CronJobs", 1, 2);
    assertThat(written()).isEmpty();
    line.show("CronJobs", 2, 2);
    line.clear();
    assertThat(written()).isEqualTo("CronJobs: 2 of 2\n");
  }
}
