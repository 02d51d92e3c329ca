package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The log level over a real Unix socket. */
class LogSocketIT {
  private static final String LEVEL = "/v1/loglevel";

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.flatnet");
  private @Nullable Level before;

  @TempDir Path directory;
  private Path file = Path.of("unset");

  @BeforeEach
  void remember() {
    before = logger.getLevel();
    logger.setLevel(Level.INFO);
    file = directory.resolve("log.sock");
  }

  @AfterEach
  void restore() {
    logger.setLevel(before);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void socket_whenAsked_tellsAndSetsTheLevel() throws IOException {
    try (LogSocket _ = LogSocket.open(file)) {
      assertThat(UnixHttp.get(file, LEVEL)).isEqualTo(new HttpAnswer(200, "", "info\n"));
      assertThat(UnixHttp.post(file, LEVEL, "level=debug"))
          .isEqualTo(new HttpAnswer(200, "", "OK\n"));
      assertThat(logger.getLevel()).isEqualTo(Level.DEBUG);
      assertThat(UnixHttp.get(file, LEVEL).body()).isEqualTo("debug\n");
      assertThat(UnixHttp.post(file, LEVEL, "level=INFO").body()).isEqualTo("OK\n");
      assertThat(logger.getLevel()).isEqualTo(Level.INFO);
    }
  }

  @Test
  void socket_whenLevelIsUnknown_namesTheAllowedOnesAndLeavesIt() throws IOException {
    try (LogSocket _ = LogSocket.open(file)) {
      for (String form : List.of("level=loud", "level=", "", "other=debug")) {
        HttpAnswer answer = UnixHttp.post(file, LEVEL, form);

        assertThat(answer.status()).as(form).isEqualTo(400);
        assertThat(answer.body()).contains("trace, debug, info, warn, error");
      }
      assertThat(logger.getLevel()).isEqualTo(Level.INFO);
    }
  }

  @Test
  void socket_whenFormIsHuge_refusesIt() throws IOException {
    try (LogSocket _ = LogSocket.open(file)) {
      HttpAnswer answer = UnixHttp.post(file, LEVEL, "level=" + "x".repeat(5_000));

      assertThat(answer.status()).isBetween(400, 499);
      assertThat(answer.body()).doesNotContain("Exception");
      assertThat(UnixHttp.get(file, LEVEL).body()).isEqualTo("info\n");
    }
  }

  @Test
  void socket_whenPathIsAnother_hasNothing() throws IOException {
    try (LogSocket _ = LogSocket.open(file)) {
      assertThat(UnixHttp.get(file, "/").status()).isEqualTo(404);
      assertThat(UnixHttp.get(file, "/metrics").status()).isEqualTo(404);
    }
  }

  @Test
  void open_whenDone_isForItsOwnerAloneAndLeavesNothing() throws IOException {
    try (LogSocket _ = LogSocket.open(file)) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(files()).containsExactly("log.sock");
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void open_whenADeadProcessLeftItsSocket_replacesIt() throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      ServerSocketChannel _ = dead.bind(UnixDomainSocketAddress.of(file));
    }
    assertThat(file).exists();

    try (LogSocket _ = LogSocket.open(file)) {
      assertThat(UnixHttp.get(file, LEVEL).body()).isEqualTo("info\n");
    }
  }

  @Test
  void open_whenALivingProcessListens_leavesItsSocket() throws IOException {
    try (LogSocket _ = LogSocket.open(file)) {
      assertThatThrownBy(() -> LogSocket.open(file)).hasMessageContaining("another process");

      assertThat(UnixHttp.get(file, LEVEL).body()).isEqualTo("info\n");
      assertThat(files()).containsExactly("log.sock");
    }
  }

  @Test
  void open_whenFileIsNoSocket_leavesIt() throws IOException {
    Path _ = Files.writeString(file, "precious");

    assertThatThrownBy(() -> LogSocket.open(file)).hasMessageContaining("no socket");

    assertThat(file).hasContent("precious");
  }

  @Test
  void close_whenAnotherHasTheFileByNow_leavesIt() throws IOException {
    LogSocket first = LogSocket.open(file);
    Files.delete(file);
    try (LogSocket _ = LogSocket.open(file)) {
      first.close();

      assertThat(UnixHttp.get(file, LEVEL).body()).isEqualTo("info\n");
    }
  }
}
