package io.flatnet.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts beside the jar. */
class WrapperIT {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"kubectl-flatnet", "rancher-flat-network-migrator"})
  void script_whenJavaIsOlder_saysWhichOneItNeeds(String script) throws Exception {
    Path java = Files.createDirectories(directory.resolve("bin")).resolve("java");
    assertThat(Files.createFile(java).toFile().setExecutable(true)).isTrue();
    Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");

    assertSays(
        script, "cannot run on Java 17: it must be 25 or later; install one, or set JAVA_HOME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubectl-flatnet", "rancher-flat-network-migrator"})
  void script_whenThereIsNoJava_saysSo(String script) throws Exception {
    assertSays(
        script,
        "cannot run on Java that is not there: it must be 25 or later; install one, or set JAVA_HOME");
  }

  private void assertSays(String script, String message) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            AdmissionLab.ROOT.resolve("distribution").resolve(script).toString(), "version");
    builder.environment().put("JAVA_HOME", directory.toString());
    Process process = builder.redirectErrorStream(true).start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo(message + "\n");
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
  }
}
