package io.flatnet.testcluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The trials behind {@link Part}: empty means the part works. */
final class PartProbes {
  private static final String PROVISION = "run distribution/test-cluster/provision";

  private static final ConcurrentMap<Part, Optional<String>> RESULTS = new ConcurrentHashMap<>();

  private PartProbes() {}

  static Optional<String> missing(Part part) {
    return RESULTS.computeIfAbsent(part, PartProbes::probe);
  }

  private static Optional<String> probe(Part part) {
    return switch (part) {
      case KERNEL -> kernel();
      case CONTROL_PLANE -> ControlPlaneBinaries.find(TestHome.ofEnvironment()).missing(false);
      case CONTROLLER_MANAGER -> ControlPlaneBinaries.find(TestHome.ofEnvironment()).missing(true);
      case C_COMPILER -> cCompiler();
      case ARM64 -> arm64();
      case PEERS -> peers();
      case HELM -> programs(TestHome.ofEnvironment().bin(), "helm", "kubectl");
      case IPROUTE -> trial(List.of("ip", "-V"), "no ip command", "install iproute2");
      case TERMINAL ->
          trial(
              List.of("script", "-qec", "true", "/dev/null"),
              "cannot run a program on a terminal",
              "install util-linux");
      case KERNEL_LAB -> trial(script("kernel-lab"), "cannot boot a second kernel", "");
      case IMAGE_BASE -> imageBase();
      case NODE -> trial(script("node"), "cannot run a node", "");
    };
  }

  /** The command by which a script beside this module says whether it can work. */
  private static List<String> script(String name) {
    Path root = Path.of(System.getProperty("flatnet.root", "."));
    return List.of(root.resolve("distribution/test-cluster").resolve(name).toString(), "check");
  }

  private static Optional<String> kernel() {
    // In a namespace of its own, which is gone with the shell.
    return trial(
        List.of(
            "unshare",
            "--net",
            "sh",
            "-c",
            "ip link add v0 type veth peer name v1"
                + " && ip link add link v0 name m0 type macvlan mode bridge"),
        "cannot make a macvlan link in a new network namespace",
        "run as root or under `unshare -Urnm`, with iproute2 and util-linux installed");
  }

  private static Optional<String> peers() {
    TestHome home = TestHome.ofEnvironment();
    return programs(home.peers(), "macvlan", "ipvlan", "static")
        .or(() -> programs(home.bin(), "cnitool"));
  }

  private static Optional<String> programs(Path directory, String... names) {
    for (String name : names) {
      Path program = directory.resolve(name);
      if (!Files.isExecutable(program)) {
        return Optional.of("no \"" + program + "\"; " + PROVISION);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> imageBase() {
    Path base = TestHome.ofEnvironment().imageBase();
    for (String part : List.of("amd64/root", "arm64/root", "arm64/java")) {
      if (!Files.isDirectory(base.resolve(part))) {
        return Optional.of("no \"" + base.resolve(part) + "\"; run distribution/images/fetch-base");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> cCompiler() {
    String reasons = "";
    for (String compiler : List.of("musl-gcc", "gcc", "cc")) {
      Optional<String> missing = linksStatically(compiler);
      if (missing.isEmpty()) {
        return Optional.empty();
      }
      reasons = reasons + (reasons.isEmpty() ? "" : "; ") + missing.get();
    }
    return Optional.of("no compiler links a static program (" + reasons + "); install musl-tools");
  }

  private static Optional<String> arm64() {
    return linksStatically("aarch64-linux-gnu-gcc")
        .or(() -> trial(List.of("qemu-aarch64-static", "-version"), "no emulator of arm64", ""))
        .map(reason -> reason + "; install gcc-aarch64-linux-gnu and qemu-user-static");
  }

  private static Optional<String> linksStatically(String compiler) {
    try {
      Path directory = Files.createTempDirectory("flatnet-cc");
      try {
        Path source = directory.resolve("main.c");
        Files.writeString(source, "int main(void) { return 0; }\n");
        return trial(
            List.of(
                compiler, "-static", "-o", directory.resolve("main").toString(), source.toString()),
            compiler,
            "");
      } finally {
        Directories.delete(directory);
      }
    } catch (IOException e) {
      return Optional.of(compiler + ": " + e);
    }
  }

  private static Optional<String> trial(List<String> command, String what, String nextStep) {
    Command.Outcome outcome = Command.run(command, Map.of());
    if (outcome.succeeded()) {
      return Optional.empty();
    }
    String text = what + ": " + outcome.firstLine();
    return Optional.of(nextStep.isEmpty() ? text : text + "; " + nextStep);
  }
}
