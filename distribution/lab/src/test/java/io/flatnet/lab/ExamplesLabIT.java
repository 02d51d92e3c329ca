package io.flatnet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.lab.cluster.ControlPlaneChoice;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples on VLANs, as the demo plays them: operator, agents, launcher, two nodes; every pod
 * pings another and its gateway, and all is taken away.
 */
@Requires(Part.KERNEL)
class ExamplesLabIT {
  private static final Path ROOT =
      Path.of(System.getProperty("flatnet.root", ".")).toAbsolutePath();

  @TempDir Path directory = Path.of("");

  @Test
  void ipvlanExamples_onVlan100_pingAndGo() throws Exception {
    assertThat(play(Files.createDirectory(directory.resolve("ipvlan")), "ipvlan", ""))
        .hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void macvlanExamples_onVlan100_pingAndGo() throws Exception {
    assertThat(play(Files.createDirectory(directory.resolve("macvlan")), "macvlan", "vlan: 100"))
        .hasSizeGreaterThanOrEqualTo(8);
  }

  /** Plays the examples of {@code docs/KIND}; with another line in place of {@code vlan: 0}. */
  private static List<PodRow> play(Path checkout, String kind, String vlan) throws Exception {
    Path distribution = Files.createDirectories(checkout.resolve("distribution"));
    for (String shared : List.of("target", "manifests")) {
      Files.createSymbolicLink(
          distribution.resolve(shared), ROOT.resolve("distribution").resolve(shared));
    }
    copyExamples(
        ROOT.resolve("docs").resolve(kind),
        Files.createDirectories(checkout.resolve("docs/macvlan")),
        vlan);
    List<PodRow> rows = new ArrayList<>();
    DemoOptions options = new DemoOptions(ControlPlaneChoice.EMBEDDED, null, false);
    new DemoRun(options, new Layout(distribution), new Steps(System.out, System::nanoTime))
        .run(rows::addAll);
    return rows;
  }

  private static void copyExamples(Path from, Path to, String vlan) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(from)) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
    for (Path file : files) {
      String text = Files.readString(file);
      Files.writeString(
          to.resolve(file.getFileName()), vlan.isEmpty() ? text : text.replace("vlan: 0", vlan));
    }
  }
}
