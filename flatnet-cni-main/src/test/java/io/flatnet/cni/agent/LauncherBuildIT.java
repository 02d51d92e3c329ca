package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.cni.Launcher;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build makes of the launcher's source: one small file that needs no other. */
@Requires(Part.C_COMPILER)
class LauncherBuildIT {
  @TempDir Path binaries;

  @Test
  void build_isSmallAndPositionIndependent() throws Exception {
    Path plain = Launcher.build(binaries, false).binary();

    assertThat(Files.size(plain)).isLessThanOrEqualTo(100 * 1024);
    byte[] head = Files.readAllBytes(plain);
    assertThat(head[16]).as("e_type: ET_DYN").isEqualTo((byte) 3);
    assertThat(new String(head, StandardCharsets.ISO_8859_1)).doesNotContain("/lib/ld-");
  }

  @Test
  @Requires(Part.ARM64)
  void build_forArm64_isWhole() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Launcher.buildScript().toString(), binaries.resolve("arm64").toString(), "1.2.3");
    builder.environment().put("FLATNET_ARCH", "arm64");
    Process build = builder.redirectErrorStream(true).start();
    String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = build.waitFor();

    assertThat(code).as(said).isZero();
    byte[] head = Files.readAllBytes(binaries.resolve("arm64"));
    assertThat(head[18]).as("e_machine: EM_AARCH64").isEqualTo((byte) 183);
    Process run =
        new ProcessBuilder("qemu-aarch64-static", binaries.resolve("arm64").toString(), "--version")
            .start();
    assertThat(new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("flatnet-cni 1.2.3");
  }
}
