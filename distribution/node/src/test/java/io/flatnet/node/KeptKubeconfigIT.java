package io.flatnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.cni.cluster.ClusterAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the file system of the temporary directory, with a service account of our own making. */
class KeptKubeconfigIT {
  @TempDir private Path directory;
  private Path file = Path.of("");
  private KeptKubeconfig kept = new KeptKubeconfig(file, new ServiceAccount("https://h", file));

  @BeforeEach
  void mount() throws IOException {
    Files.writeString(directory.resolve("token"), "one.two-three_four\n");
    Files.writeString(directory.resolve("ca.crt"), "authority");
    file = directory.resolve("flatnet.d/flatnet.kubeconfig");
    kept = new KeptKubeconfig(file, new ServiceAccount("https://10.43.0.1:443", directory));
  }

  @Test
  void write_whenAbsent_isWhatACallWithoutAgentReads() throws IOException {
    assertThat(kept.write()).isTrue();

    ClusterAccess access = ClusterAccess.ofKubeconfig(file);
    assertThat(access.server()).hasToString("https://10.43.0.1:443");
    assertThat(access.token()).isEqualTo("one.two-three_four");
    assertThat(access.authorities()).asString().isEqualTo("authority");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void write_whenNothingChanged_leavesItAlone() throws IOException {
    kept.write();

    assertThat(kept.write()).isFalse();
  }

  @Test
  void refresh_whenTheTokenIsRenewed_followsIt() throws IOException {
    kept.write();
    Files.writeString(directory.resolve("token"), "renewed");

    kept.refresh();

    assertThat(ClusterAccess.ofKubeconfig(file).token()).isEqualTo("renewed");
  }

  @Test
  void refresh_whenTheTokenIsHalfWritten_keepsTheOldFile() throws IOException {
    kept.write();
    Files.writeString(directory.resolve("token"), "");

    kept.refresh();

    assertThat(ClusterAccess.ofKubeconfig(file).token()).isEqualTo("one.two-three_four");
  }

  @Test
  void serviceAccount_whenTheServerIsNoUrl_isRefused() {
    assertThatThrownBy(() -> new ServiceAccount("10.0.0.1", directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"10.0.0.1\": must be a URL");
  }
}
