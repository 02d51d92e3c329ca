package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Which certificate the flags about the webhook choose. */
class WebhookFlagsTest {
  @TempDir Path directory;

  /** A command that has these flags alone. */
  @Command
  private static final class Flags {
    @CommandLine.ArgGroup(validate = false)
    private final WebhookFlags webhook = new WebhookFlags();
  }

  private static WebhookFlags flags(String... arguments) {
    Flags flags = new Flags();
    CommandLine.ParseResult _ = new CommandLine(flags).parseArgs(arguments);
    return flags.webhook;
  }

  private WebhookFlags.Pair usual() {
    return new WebhookFlags.Pair(directory.resolve("tls.crt"), directory.resolve("tls.key"));
  }

  @Test
  void files_whenNoneAreGiven_areTheUsualOnesIfBothAreThere() throws IOException {
    assertThat(flags().files(usual())).isNull();

    Files.createFile(usual().certificate());
    assertThat(flags().files(usual())).as("without its key").isNull();

    Files.createFile(usual().key());
    assertThat(flags().files(usual())).isEqualTo(usual());
  }

  @Test
  void files_whenOneIsGiven_areItAndTheUsualOther() {
    Path given = Path.of("/elsewhere/tls.crt");

    assertThat(flags("--tls-cert-file=" + given).files(usual()))
        .isEqualTo(new WebhookFlags.Pair(given, usual().key()));
    assertThat(flags("--tls-private-key-file=" + given).files(usual()))
        .isEqualTo(new WebhookFlags.Pair(usual().certificate(), given));
  }
}
