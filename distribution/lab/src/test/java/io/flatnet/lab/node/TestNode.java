package io.flatnet.lab.node;

import io.flatnet.testcluster.TestHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code distribution/test-cluster/node}, with our operator and agent running in it. */
final class TestNode implements AutoCloseable {
  private static final Path ROOT =
      Path.of(System.getProperty("flatnet.root", ".")).toAbsolutePath();
  private static final Path BUILT = ROOT.resolve("distribution/target");
  private static final long COMMAND_SECONDS = 150;
  private static final String GOOD_END = "exit 0";

  private final Path directory;
  private final List<Process> running = new ArrayList<>();

  private final boolean multus;

  private TestNode(Path directory, boolean multus) {
    this.directory = directory;
    this.multus = multus;
  }

  /** Starts the node with its API server, and nothing of ours. It ends with this JVM. */
  static TestNode start() throws IOException {
    return start(true);
  }

  /** As {@link #start()}, with Multus on it or without. */
  static TestNode start(boolean multus) throws IOException {
    TestNode node = new TestNode(Files.createTempDirectory("flatnet-node"), multus);
    try {
      node.run("up", Long.toString(ProcessHandle.current().pid()));
      return node;
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** A file of the checkout. */
  static Path file(String path) {
    return ROOT.resolve(path);
  }

  /** Puts the launcher where the container runtime looks, under the name that NADs have. */
  void installPlugin() throws IOException {
    run(
        "exec",
        "install",
        BUILT.resolve("flatnet-cni").toString(),
        "/opt/cni/bin/rancher-flat-network-cni");
  }

  /** Runs the operator jar with its own service account. */
  void startOperator() throws IOException {
    background(
        "operator",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-jar",
        BUILT.resolve("flatnet-operator.jar").toString(),
        "operator",
        "--kubeconfig",
        account("rancher-flat-network-operator"),
        "--webhook-server=false"); // no pod of the cluster is the operator, so no Service reaches
    // it
  }

  /** Runs the agent, with its own runtime and service account. */
  void startAgent() throws IOException {
    background(
        "agent",
        BUILT.resolve("flatnet-agent/bin/flatnet-agent").toString(),
        "agent",
        "--kubeconfig",
        account("rancher-flat-network-cni"));
  }

  private String account(String name) throws IOException {
    return run("config", "cattle-flat-network/" + name).strip();
  }

  private void background(String name, String... command) throws IOException {
    List<String> line = new ArrayList<>(List.of(script(), "exec"));
    line.addAll(List.of(command));
    running.add(start(line, directory.resolve(name + ".log")));
  }

  /** Gives the container runtime of a node our images. */
  void importImages(int number) throws IOException {
    for (String image : List.of("flatnet-operator", "flatnet-agent")) {
      Path archive = BUILT.resolve("images").resolve(image + "-amd64.tar");
      String[] load = {"ctr", "-n", "k8s.io", "images", "import", archive.toString()};
      run(
          Stream.concat(number == 1 ? Stream.of("exec") : Stream.of("exec", "-2"), Stream.of(load))
              .toArray(String[]::new));
    }
  }

  /** A program of the test's cache. */
  Path program(String name) {
    return TestHome.ofEnvironment().bin().resolve(name);
  }

  /** The path of the cluster admin's kubeconfig. */
  String admin() throws IOException {
    return run("config", "admin").strip();
  }

  /** Runs a verb of the operator's jar to its end, as cluster admin. */
  void operator(String verb, String... arguments) throws IOException {
    exec(
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    BUILT.resolve("flatnet-operator.jar").toString(),
                    verb,
                    "--kubeconfig=" + admin()),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  /** helm as cluster admin, in the namespace of the chart; a chart is named by its directory. */
  void helm(String verb, String release, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(program("helm").toString(), verb, release));
    for (String argument : arguments) {
      Path chart = ROOT.resolve("distribution/charts").resolve(argument);
      line.add(argument.startsWith("rancher-") ? chart.toString() : argument);
    }
    line.addAll(List.of("--namespace=cattle-flat-network", "--kubeconfig=" + admin()));
    if (verb.equals("install")) {
      line.add("--create-namespace");
    }
    exec(line.toArray(String[]::new));
  }

  /** Starts a second node and waits until it is Ready. */
  void join() throws IOException {
    run("join");
  }

  /** Ends the second node at once; its Node object stays. */
  void leave() throws IOException {
    run("leave");
  }

  /** Kills a part of the first node, containerd or kubelet, and waits until it runs again. */
  void restart(String part) throws IOException {
    run("restart", part);
  }

  /** Kills the process that holds a sandbox and its containers for containerd. */
  void killShim(String sandbox) throws IOException {
    exec("pkill", "-KILL", "-f", "--", "containerd-shim-runc-v2 .*-id " + sandbox);
  }

  /** The names of the network namespaces that are mounted in the first node. */
  Set<String> namespaces() throws IOException {
    return Set.copyOf(exec("ls", "/run/netns").lines().toList());
  }

  /** What kubectl says of something that is to be refused. */
  String refusal(String... arguments) {
    try {
      return "not refused: " + kubectl(arguments);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** kubectl as cluster admin; returns what it printed. */
  String kubectl(String... arguments) throws IOException {
    return run(Stream.concat(Stream.of("kubectl"), Stream.of(arguments)).toArray(String[]::new));
  }

  /** A command inside the node; returns what it printed. */
  String exec(String... command) throws IOException {
    return run(Stream.concat(Stream.of("exec"), Stream.of(command)).toArray(String[]::new));
  }

  /** A command inside the second node; returns what it printed. */
  String execOnSecond(String... command) throws IOException {
    return run(Stream.concat(Stream.of("exec", "-2"), Stream.of(command)).toArray(String[]::new));
  }

  /**
   * Runs a verb of the script to its end.
   *
   * @throws IOException if it fails or takes longer than 150 s; with its output, and the logs of
   *     operator and agent
   */
  private String run(String... arguments) throws IOException {
    Ended ended = end(arguments);
    if (!ended.how().equals(GOOD_END)) {
      throw new IOException(
          "%s %s: %s%n%s%n%s%s"
              .formatted(
                  script(),
                  String.join(" ", arguments),
                  ended.how(),
                  ended.said(),
                  logs(),
                  cluster()));
    }
    return ended.said();
  }

  /** How a verb ended, and what it printed. */
  private record Ended(String how, String said) {}

  private Ended end(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory.getParent(), "flatnet-node", ".out");
    try {
      Process process = start(command, output);
      try {
        if (process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
          return new Ended("exit " + process.exitValue(), text(output));
        }
        process.destroyForcibly();
        return new Ended("no end after " + COMMAND_SECONDS + " s", text(output));
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted: " + command, e);
      }
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private Process start(List<String> command, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().put("FLATNET_NODE_DIR", directory.toString());
    builder.environment().put("FLATNET_NODE_MULTUS", Boolean.toString(multus));
    return builder.start();
  }

  /** What the cluster says of itself, for somebody who looks for a fault. */
  private String cluster() throws IOException {
    String system = "-n=" + InstalledChart.SYSTEM;
    StringBuilder said = new StringBuilder();
    for (String arguments :
        List.of(
            "get pods -A -o wide",
            "get flips -A -o yaml",
            "get events -A --sort-by=.metadata.creationTimestamp",
            "logs --prefix --tail=60 -l app=rancher-flat-network-operator " + system,
            "logs --prefix --tail=60 -l name=rancher-flat-network-cni-ds " + system)) {
      Ended ended = end(("kubectl --request-timeout=10s " + arguments).split(" "));
      said.append("\n\nkubectl ").append(arguments).append(": ").append(ended.how());
      said.append("\n").append(ended.said());
    }
    return said.toString();
  }

  /** What operator and agent wrote until now. */
  String logs() {
    return "operator:\n"
        + text(directory.resolve("operator.log"))
        + "\nagent:\n"
        + text(directory.resolve("agent.log"));
  }

  private static String text(Path file) {
    try {
      return Files.exists(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
          : "(nothing)";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String script() {
    return ROOT.resolve("distribution/test-cluster/node").toString();
  }

  /** Ends the node and all that runs in it. */
  @Override
  public void close() throws IOException {
    @Nullable IOException failure = null;
    try {
      run("down");
    } catch (IOException e) {
      failure = e;
    }
    running.forEach(Process::destroyForcibly);
    if (failure != null) {
      throw failure;
    }
  }
}
