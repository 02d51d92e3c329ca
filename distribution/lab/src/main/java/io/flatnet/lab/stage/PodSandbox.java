package io.flatnet.lab.stage;

import io.flatnet.ipam.IpAddress;

/**
 * A pod's network namespace before and while it has a flat interface.
 *
 * @param id what a container runtime passes as {@code CNI_CONTAINERID}
 * @param clusterAddress the address of its {@code eth0}
 */
public record PodSandbox(
    String id, StageNode node, NamedNamespace network, IpAddress clusterAddress)
    implements AutoCloseable {

  @Override
  public void close() {
    network.close();
  }
}
