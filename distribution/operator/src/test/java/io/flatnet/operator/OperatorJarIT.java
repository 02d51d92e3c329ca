package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is shipped: what is in it, and what its command line answers. */
class OperatorJarIT {
  @TempDir Path directory;

  private static List<String> entries() throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipFile jar = new ZipFile(OperatorProcess.JAR.toFile())) {
      jar.stream().map(ZipEntry::getName).forEach(names::add);
    }
    return names;
  }

  private OperatorProcess start(String... arguments) throws IOException {
    return new OperatorProcess(directory, Map.of(), arguments);
  }

  @Test
  void jar_whenOpened_hasNoDuplicatesSignaturesOrModuleInfo() throws IOException {
    List<String> names = entries();

    assertThat(names).doesNotHaveDuplicates();
    assertThat(names)
        .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA|EC)"))
        .noneMatch(name -> name.endsWith("module-info.class"));
  }

  @Test
  void jar_whenOpened_hasNoPartsOfOtherProducts() throws IOException {
    assertThat(entries())
        .noneMatch(name -> name.startsWith("io/flatnet/netlink"))
        .noneMatch(name -> name.startsWith("io/flatnet/cni"))
        .noneMatch(name -> name.startsWith("io/flatnet/testcluster"))
        .noneMatch(name -> name.startsWith("org/junit"))
        .noneMatch(name -> name.startsWith("com/google/protobuf"));
  }

  @Test
  void jar_whenOpened_isMultiReleaseAndNamesItsMainClass() throws IOException {
    try (JarFile jar = new JarFile(OperatorProcess.JAR.toFile())) {
      var attributes = jar.getManifest().getMainAttributes();
      assertThat(attributes.getValue("Main-Class")).isEqualTo("io.flatnet.operator.Main");
      assertThat(attributes.getValue("Multi-Release")).isEqualTo("true");
      assertThat(attributes.getValue("Implementation-Version")).isNotEmpty();
    }
  }

  @Test
  void jar_whenOpened_hasEveryProviderThatItsServiceFilesName() throws IOException {
    List<String> names = entries();
    List<String> services =
        names.stream()
            .filter(name -> name.startsWith("META-INF/services/") && !name.endsWith("/"))
            .toList();
    assertThat(services).contains("META-INF/services/org.slf4j.spi.SLF4JServiceProvider");
    try (ZipFile jar = new ZipFile(OperatorProcess.JAR.toFile())) {
      for (String service : services) {
        String text =
            new String(
                jar.getInputStream(jar.getEntry(service)).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text.lines().map(line -> line.replaceFirst("#.*", "").strip()))
            .filteredOn(provider -> !provider.isEmpty())
            .allSatisfy(
                provider -> assertThat(names).contains(provider.replace('.', '/') + ".class"));
      }
    }
  }

  @Test
  void help_whenAsked_namesTheFlagsAndTheElectionsEnvironment() throws Exception {
    try (OperatorProcess process = start("operator", "-help")) {
      assertThat(process.awaitEnd()).isZero();
      assertThat(process.out())
          .contains("--kubeconfig", "--master", "--worker", "--debug")
          .contains("--metrics-bind-address", "--log-socket", "--release-from-dead-nodes")
          .contains("The API server:", "Work:", "Probes, metrics and logs:", "Environment:")
          .contains(Arrays.stream(Variable.values()).map(Variable::name).toList())
          .contains("Lease")
          .doesNotContain("run one replica");
    }
    try (OperatorProcess process = start("help")) {
      assertThat(process.awaitEnd()).isZero();
      assertThat(process.out()).contains("operator", "version");
    }
  }

  @Test
  void version_whenAsked_isTheManifests() throws Exception {
    try (OperatorProcess process = start("version")) {
      assertThat(process.awaitEnd()).isZero();
      assertThat(process.out()).matches("\\d+\\.\\d+.*\\R");
    }
  }

  @Test
  void operator_whenFlagIsUnknown_namesTheAllowedOnes() throws Exception {
    try (OperatorProcess process = start("operator", "-workers=3")) {
      assertThat(process.awaitEnd()).isEqualTo(2);
      assertThat(process.err()).contains("--workers=3", "--worker", "--kubeconfig");
    }
  }

  @Test
  void operator_whenVerbIsMissing_namesTheVerbs() throws Exception {
    try (OperatorProcess process = start()) {
      assertThat(process.awaitEnd()).isEqualTo(2);
      assertThat(process.err())
          .contains("the verbs are operator, migrate, backup, restore, clean, hand-back, pools");
    }
  }

  @Test
  void operator_whenKubeconfigCannotBeRead_saysSoInOneLine() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken"), "clusters: [");
    for (String file : List.of(directory.resolve("absent").toString(), broken.toString())) {
      try (OperatorProcess process = start("operator", "--kubeconfig", file)) {
        assertThat(process.awaitEnd()).isEqualTo(1);
        assertThat(process.err().lines()).hasSize(1).first().asString().contains(file);
      }
    }
  }

  @Test
  void operator_whenThereIsNoApiServerAtAll_saysHowToNameOne() throws Exception {
    try (OperatorProcess process = start("operator")) {
      assertThat(process.awaitEnd()).isEqualTo(1);
      assertThat(process.err().lines()).hasSize(1).first().asString().contains("--kubeconfig");
    }
  }

  @Test
  void operator_whenFlagsValueIsBad_saysWhatItMustBe() throws Exception {
    for (String[] bad :
        new String[][] {
          {"--metrics-bind-address=8080", "0.0.0.0:8080"},
          {"--release-from-dead-nodes=30", "30m or 1h30m"}
        }) {
      try (OperatorProcess process = start("operator", bad[0])) {
        assertThat(process.awaitEnd()).isEqualTo(2);
        assertThat(process.err()).contains(bad[1]).doesNotContain("\tat ");
      }
    }
  }

  @Test
  void operator_whenPortIsTaken_saysSoInOneLineAndEnds() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OperatorProcess process =
            start(
                "operator",
                "--master=http://127.0.0.1:1",
                "--metrics-bind-address=127.0.0.1:" + taken.getLocalPort())) {
      assertThat(process.awaitEnd()).isEqualTo(1);
      assertThat(process.err())
          .contains("cannot listen on \"127.0.0.1:" + taken.getLocalPort())
          .contains("--metrics-bind-address")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void operator_whenLogSocketIsNotToBeHad_warnsAndGoesOn() throws Exception {
    try (OperatorProcess process =
        start("operator", "--master=http://127.0.0.1:1", "--log-socket=/proc/log.sock")) {
      await().until(() -> process.err().contains("does not answer"));

      assertThat(process.err()).contains("cannot serve the log level on \"/proc/log.sock\"");
    }
  }

  @Test
  void operator_whenServerIsDown_warnsGoesOnAndStopsWhenAsked() throws Exception {
    try (OperatorProcess process =
        start("operator", "-master=http://127.0.0.1:1", "-worker=99", "--webhook-server")) {
      await().until(() -> process.err().contains("does not answer"));
      await().until(() -> process.err().contains("certificates cannot be looked after"));
      process.terminate();

      assertThat(process.awaitEnd()).isZero();
      assertThat(process.err())
          .contains("--worker must be 1 to 50, got 99; using 5")
          .contains("stopped")
          .doesNotContain("\tat ");
    }
  }
}
