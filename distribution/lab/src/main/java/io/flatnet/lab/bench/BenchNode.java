package io.flatnet.lab.bench;

import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The node of a benchmark: the network namespace that this process was started in, which is empty
 * and ours.
 *
 * <p>Its {@code eth0} is one end of a cable; the other end is up in a namespace of its own. A pod
 * that stays has an interface on it, as on a node in use: the first and the last interface of a
 * parent cost the kernel more than those between. Not thread-safe.
 */
final class BenchNode implements AutoCloseable {
  static final String MASTER = "eth0";

  private final Path directory;
  private final Deque<Path> named = new ArrayDeque<>();
  private final NetworkNamespace wires;
  private final NetworkNamespace resident;
  private int pods;

  /**
   * Sets up the links.
   *
   * @param directory where pods' namespaces get their names
   * @param network which kind of link the pod that stays has, and on which parent
   * @throws IOException when this is no empty namespace, so not ours
   */
  BenchNode(Path directory, BenchNetwork network) throws IOException {
    this.directory = Files.createDirectories(directory);
    try (Netlink netlink = Netlink.open()) {
      if (netlink.links().list().stream().anyMatch(link -> !link.isLoopback())) {
        throw new IOException(
            "this network namespace has links; start by distribution/benchmarks/cni");
      }
      netlink.links().setUp(netlink.links().get("lo").index());
      netlink.links().create(LinkRequest.veth(MASTER, "far").withUp());
      wires = NetworkNamespace.create();
      netlink.links().moveTo(netlink.links().get("far").index(), wires);
      resident = NetworkNamespace.create();
      if (network.vlan() != 0) {
        int master = netlink.links().get(MASTER).index();
        netlink.links().create(LinkRequest.vlan(network.parent(), master, network.vlan()).withUp());
      }
      int parent = netlink.links().get(network.parent()).index();
      netlink.links().createIn(resident, network.podLink(parent).withUp());
    }
    try (Netlink netlink = Netlink.open(wires)) {
      netlink.links().setUp(netlink.links().get("far").index());
    }
  }

  /** Makes a pod's namespace with a loopback, and gives its path. */
  Path createPod() {
    Path path = directory.resolve("pod" + pods);
    pods++;
    try (NetworkNamespace namespace = NetworkNamespace.create();
        Netlink netlink = Netlink.open(namespace)) {
      namespace.bindTo(path);
      named.push(path);
      netlink.links().setUp(netlink.links().get("lo").index());
    }
    return path;
  }

  @Override
  public void close() {
    named.forEach(NetworkNamespace::unbind);
    named.clear();
    resident.close();
    wires.close();
  }
}
