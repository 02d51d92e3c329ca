package io.flatnet.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The agent as it is shipped, in a node with the link {@code up0}, and calls of its launcher. */
final class Node implements AutoCloseable {
  private static final Path BUILT = Program.ROOT.resolve("distribution/target");
  private static final String CONFIG =
      "{\"cniVersion\":\"1.0.0\",\"name\":\"flat\",\"type\":\"rancher-flat-network-cni\",\"flatNetwork\":{}}";

  private final Path directory;
  private final Namespaces namespaces;
  private final Path pod;
  private final ChildProcess agent;

  Node(Path directory, Path kubeconfig) throws IOException {
    this.directory = directory;
    this.namespaces = new Namespaces(directory);
    Path node =
        namespaces.create(
            "ip link add up0 type veth peer name gw0\nip link set up0 up\nip link set gw0 up");
    this.pod = namespaces.create("ip link set lo up");
    this.agent =
        ChildProcess.start(
            List.of(
                BUILT.resolve("flatnet-agent/bin/flatnet-agent").toString(),
                "agent",
                "--socket=" + socket(),
                "--kubeconfig=" + kubeconfig,
                "--node-name=n1",
                "--node-namespace=" + node),
            Map.of(),
            directory.resolve("agent.log"));
    await().until(() -> Files.exists(socket()) || !agent.isAlive());
    assertThat(agent.isAlive()).as(agent.tail(20)).isTrue();
  }

  private Path socket() {
    return directory.resolve("agent.sock");
  }

  /** How a call of the launcher ended. */
  record Answer(int code, String text) {}

  /** A call for a pod's interface; all pods are one namespace, in which each has its own. */
  Answer call(String command, String podName, String podUid, String interfaceName)
      throws Exception {
    return call(
        CONFIG,
        Map.of(
            "CNI_COMMAND",
            command,
            "CNI_CONTAINERID",
            "c-" + podName,
            "CNI_NETNS",
            pod.toString(),
            "CNI_IFNAME",
            interfaceName,
            "CNI_PATH",
            "/opt/cni/bin",
            "CNI_ARGS",
            "K8S_POD_NAMESPACE=default;K8S_POD_NAME=%s;K8S_POD_UID=%s".formatted(podName, podUid)));
  }

  /** What the probes of the DaemonSet do. */
  Answer probe() throws Exception {
    return call("", Map.of("CNI_COMMAND", "VERSION", "FLATNET_TIMEOUT_SECONDS", "3"));
  }

  private Answer call(String stdin, Map<String, String> environment) throws Exception {
    Path out = Files.createTempFile(directory, "call", ".json");
    ProcessBuilder builder =
        new ProcessBuilder(BUILT.resolve("flatnet-cni").toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("FLATNET_AGENT_SOCKET", socket().toString());
    builder.environment().put("FLATNET_RUNTIME", "/nonexistent");
    Process launcher = builder.start();
    launcher.getOutputStream().write(stdin.getBytes(StandardCharsets.UTF_8));
    launcher.getOutputStream().close();
    assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Answer(launcher.exitValue(), Files.readString(out));
  }

  /** The agent's last lines, which a failed test shows. */
  String log() throws IOException {
    return agent.tail(30);
  }

  @Override
  public void close() {
    agent.close();
    namespaces.close();
  }
}
