package io.flatnet.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests are what the chart makes, all of it and nothing else. */
@Requires(Part.HELM)
class ManifestsIT {
  private static final Path MANIFESTS = Program.ROOT.resolve("distribution/manifests");

  @TempDir Path directory;

  @Test
  void manifests_madeAnew_areThoseOfTheTree() throws Exception {
    Path made = Files.createDirectory(directory.resolve("made"));
    ProcessBuilder make =
        new ProcessBuilder(MANIFESTS.resolve("make").toString(), made.toString()).inheritIO();
    assertThat(make.start().waitFor()).isZero();

    Map<String, String> files = texts(made);
    assertThat(files).isNotEmpty();
    Map<String, String> kept = texts(MANIFESTS);
    kept.keySet().retainAll(files.keySet());
    assertThat(kept).isEqualTo(files);
  }

  @Test
  void manifests_togetherAreTheChart() throws IOException {
    Program helm = Program.helm(directory);
    String chart = helm.run("template", "rancher-flat-network", Program.CHART.toString());
    List<JsonNode> manifests = new ArrayList<>();
    for (Map.Entry<String, String> file : texts(MANIFESTS).entrySet()) {
      if (!file.getKey().startsWith("migrator/") && !file.getKey().equals("00-namespace.yaml")) {
        manifests.addAll(Documents.of(file.getValue()));
      }
    }

    assertThat(byId(manifests)).isEqualTo(byId(Documents.of(chart)));
  }

  private static Map<String, JsonNode> byId(List<JsonNode> objects) {
    return objects.stream()
        .collect(Collectors.toMap(Documents::id, Function.identity(), (a, b) -> b, TreeMap::new));
  }

  private static Map<String, String> texts(Path root) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        texts.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return texts;
  }
}
