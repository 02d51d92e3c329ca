package io.flatnet.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The archives, read by {@code tar} and from the index on, as a container runtime does. */
@Requires({Part.IMAGE_BASE, Part.C_COMPILER, Part.ARM64})
class ImageArchiveIT {
  private static final Path IMAGES =
      Path.of(System.getProperty("flatnet.root", "../.."), "distribution/target/images");
  private static final long MAX_BYTES = 90_000_000;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "flatnet-operator,amd64",
    "flatnet-operator,arm64",
    "flatnet-agent,amd64",
    "flatnet-agent,arm64"
  })
  void archive_isAnImageOfItsArchitecture(String program, String architecture) throws Exception {
    UnpackedArchive archive = open(program, architecture);
    JsonNode entry = archive.entry();
    JsonNode config = archive.config();

    assertThat(entry.at("/platform/architecture").asText()).isEqualTo(architecture);
    assertThat(config.path("architecture").asText()).isEqualTo(architecture);
    assertThat(config.path("os").asText()).isEqualTo("linux");
    String name = entry.at("/annotations/io.containerd.image.name").asText();
    assertThat(name).startsWith("docker.io/flatnet/" + program + ":");
    List<String> diffIds = new ArrayList<>();
    for (JsonNode layer : archive.layers()) {
      diffIds.add(archive.diffId(layer));
    }
    assertThat(config.at("/rootfs/diff_ids")).extracting(JsonNode::asText).isEqualTo(diffIds);
    assertThat(config.path("history")).hasSameSizeAs(diffIds);
    assertThat(archive.dockerManifest().at("/RepoTags/0").asText()).isEqualTo(name);
    assertThat(archive.dockerManifest().path("Layers")).hasSameSizeAs(diffIds);
    assertThat(Files.size(file(program, architecture, ".tar"))).isLessThan(MAX_BYTES);
  }

  @ParameterizedTest
  @CsvSource({
    "flatnet-operator,amd64",
    "flatnet-operator,arm64",
    "flatnet-agent,amd64",
    "flatnet-agent,arm64"
  })
  void files_belongToRoot_andNobodyElseMayWrite(String program, String architecture)
      throws Exception {
    List<String> listing = open(program, architecture).listing();

    assertThat(listing).hasSizeGreaterThan(50);
    assertThat(listing).allMatch(line -> line.contains(" 0/0 "));
    assertThat(listing)
        .filteredOn(line -> !line.startsWith("l"))
        .filteredOn(line -> !line.matches("drwxrwxrwt .* tmp/"))
        .as("neither setuid nor setgid, and only the owner may write")
        .allMatch(line -> line.matches("[d-]r[w-][x-]r-[x-]r-[x-] .*"));
  }

  @ParameterizedTest
  @CsvSource({"flatnet-operator,65532:65532", "flatnet-agent,0:0"})
  void config_saysWhoRunsIt(String program, String user) throws Exception {
    JsonNode config = open(program, "amd64").config().path("config");

    assertThat(config.path("User").asText()).isEqualTo(user);
    assertThat(config.at("/Entrypoint/0").asText()).isEqualTo("/opt/flatnet/bin/java");
    assertThat(config.at("/Entrypoint/1").asText())
        .isEqualTo("@/opt/flatnet/lib/" + program + ".args");
  }

  @ParameterizedTest
  @CsvSource({"flatnet-operator,logback-classic", "flatnet-agent,slf4j-jdk14"})
  void bom_namesLibrariesAndWhatIsBelow(String program, String library) throws Exception {
    for (String architecture : new String[] {"amd64", "arm64"}) {
      JsonNode bom = bom(program, architecture);

      assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
      assertThat(bom.path("components"))
          .extracting(component -> component.path("name").asText())
          .contains(library, "flatnet-ipam-core", "libc6", "Eclipse Temurin")
          .doesNotContain("protobuf-java", "junit-jupiter", "assertj-core");
    }
  }

  @ParameterizedTest
  @CsvSource({"amd64", "arm64"})
  void bom_ofTheAgent_namesItsJars(String architecture) throws Exception {
    List<String> jars =
        open("flatnet-agent", architecture).listing().stream()
            .filter(line -> line.endsWith(".jar") && line.contains("opt/flatnet/app/"))
            .map(line -> line.substring(line.lastIndexOf('/') + 1))
            .filter(jar -> !jar.startsWith("flatnet-node-"))
            .toList();
    JsonNode bom = bom("flatnet-agent", architecture);

    assertThat(bom.path("components"))
        .extracting(
            component ->
                component.path("name").asText() + "-" + component.path("version").asText() + ".jar")
        .filteredOn(name -> !name.startsWith("libc6-") && !name.startsWith("Eclipse"))
        .containsExactlyInAnyOrderElementsOf(jars);
  }

  /** Maven leaves it out while it is offline, which a whole check of the repository never is. */
  private static JsonNode bom(String program, String architecture) throws Exception {
    Path file = file(program, architecture, ".cdx.json");
    Assumptions.assumeTrue(
        Files.exists(file) || Boolean.parseBoolean(System.getenv("FLATNET_REQUIRE_ALL")),
        "Maven was offline");
    return new ObjectMapper().readTree(file.toFile());
  }

  private UnpackedArchive open(String program, String architecture) throws Exception {
    return UnpackedArchive.of(file(program, architecture, ".tar"), directory.resolve("image"));
  }

  private static Path file(String program, String architecture, String end) {
    return IMAGES.resolve(program + "-" + architecture + end);
  }
}
