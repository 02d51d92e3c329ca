package io.flatnet.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  @TempDir private Path directory;
  private Logging logging;
  private Logger logger;

  @BeforeEach
  void start() {
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    logging = Logging.configure(false, logs(), level());
    logger = LoggerFactory.getLogger("io.flatnet.node.SomeClass");
  }

  @AfterEach
  void stop() {
    System.setOut(stdout);
    System.setErr(stderr);
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private Path logs() {
    return directory.resolve("logs");
  }

  private Path level() {
    return directory.resolve("cni-loglevel.conf");
  }

  private String file() throws IOException {
    if (!Files.exists(logs())) {
      return "";
    }
    try (Stream<Path> files = Files.list(logs())) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      assertThat(all.getFirst().getFileName().toString()).matches("\\d{4}-\\d\\d-\\d\\d\\.log");
      return Files.readString(all.getFirst());
    }
  }

  @Test
  void log_withoutALevelFile_goesToStderrOnly() throws IOException {
    logger.debug("a detail");
    logger.info("pod {}", "default/web");

    assertThat(complained.toString(StandardCharsets.UTF_8))
        .contains("INFO SomeClass: pod default/web")
        .doesNotContain("a detail");
    assertThat(file()).isEmpty();
  }

  @Test
  void log_whenALevelIsNamedLater_goesToTheDaysFile() throws IOException {
    Files.writeString(level(), "debug\n");
    logging.refresh();
    logger.debug("a detail");
    logger.warn("it broke", new IOException("why"));

    assertThat(file()).contains("a detail").contains("it broke").contains("IOException: why");
    assertThat(complained.toString(StandardCharsets.UTF_8)).doesNotContain("a detail");

    Files.delete(level());
    logging.refresh();
    logger.warn("later");
    assertThat(file()).doesNotContain("later");
  }

  @Test
  void log_atErrorOnly_leavesTheRestOutOfTheFile() throws IOException {
    Files.writeString(level(), "ERROR");
    logging.refresh();
    logger.info("fine");
    logger.error("not fine");

    assertThat(file()).contains("not fine").doesNotContain("INFO");
    assertThat(complained.toString(StandardCharsets.UTF_8)).contains("fine");
  }

  @Test
  void refresh_whenTheLevelIsNone_saysSoOnce() throws IOException {
    Files.writeString(level(), "loud");
    logging.refresh();
    logging.refresh();

    assertThat(complained.toString(StandardCharsets.UTF_8).lines().toList())
        .singleElement()
        .asString()
        .contains("got \"loud\"");
  }

  @Test
  void log_whenTheDirectoryCannotBeMade_complainsOnce() throws IOException {
    Files.writeString(logs(), "a file");
    Files.writeString(level(), "error");
    logging.refresh();
    logger.error("one");
    logger.error("two");

    assertThat(complained.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.startsWith("cannot log to"))
        .hasSize(1);
  }
}
