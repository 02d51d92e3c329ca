package io.flatnet.lab;

import io.flatnet.cni.agent.Agent;
import io.flatnet.cni.cluster.ClusterAccess;
import io.flatnet.cni.cluster.ClusterAddressSource;
import io.flatnet.lab.stage.StageNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The node agent as a part of this process, on one node of the stage. */
final class LabAgent implements AutoCloseable {
  private final ClusterAddressSource source;
  private final Agent agent;

  private LabAgent(ClusterAddressSource source, Agent agent) {
    this.source = source;
    this.agent = agent;
  }

  /**
   * Starts an agent.
   *
   * @param socket where it listens; the directory is made
   */
  static LabAgent start(Path kubeconfig, StageNode node, Path socket) throws IOException {
    Files.createDirectories(Objects.requireNonNull(socket.getParent(), "directory of the socket"));
    ClusterAddressSource source = ClusterAddressSource.of(ClusterAccess.ofKubeconfig(kubeconfig));
    try {
      return new LabAgent(
          source, Agent.builder(source).socket(socket).nodeNamespace(node.namespace()).start());
    } catch (IOException | RuntimeException failure) {
      source.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    agent.close();
    source.close();
  }
}
