package io.flatnet.cni;

import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.AddressOption;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A node with an uplink into a network that has a gateway, and pods: all network namespaces of
 * their own, gone with {@link #close}. The uplink is called {@value #UPLINK}.
 */
public final class TestNetwork implements AutoCloseable {
  /** The node's link into the network: what subnets call master. */
  public static final String UPLINK = "up0";

  private final NetworkNamespace node = NetworkNamespace.create();
  private final NetworkNamespace outside = NetworkNamespace.create();
  private final List<NetworkNamespace> pods = new ArrayList<>();

  /** A network whose gateway has these addresses, each with a length. */
  public TestNetwork(String... gatewayAddresses) {
    try (Netlink netlink = Netlink.open(node);
        Netlink beyond = Netlink.open(outside)) {
      netlink.links().create(LinkRequest.veth(UPLINK, "gw0"));
      Link uplink = netlink.links().get(UPLINK);
      netlink.links().moveTo(netlink.links().get("gw0").index(), outside);
      netlink.links().setUp(uplink.index());
      Link gateway = beyond.links().get("gw0");
      beyond.links().setUp(gateway.index());
      for (String prefix : gatewayAddresses) {
        add(beyond, gateway, prefix);
      }
    }
  }

  private static void add(Netlink netlink, Link link, String prefix) {
    String[] parts = prefix.split("/", 2);
    netlink
        .addresses()
        .add(
            link.index(),
            IpAddress.parse(parts[0]),
            Integer.parseInt(parts[1]),
            prefix.indexOf(':') < 0
                ? new AddressOption[0]
                : new AddressOption[] {AddressOption.NO_DAD});
  }

  /** The node's namespace. */
  public NetworkNamespace node() {
    return node;
  }

  /** A new pod without interfaces. */
  public NetworkNamespace pod() {
    NetworkNamespace pod = NetworkNamespace.create();
    pods.add(pod);
    return pod;
  }

  /**
   * A new pod with an {@code eth0} to the node, a default route over it, and the node's way back.
   */
  public NetworkNamespace podWithEth0(String podAddress, String nodeAddress) {
    NetworkNamespace pod = pod();
    String nodeEnd = "veth" + pods.size();
    try (Netlink netlink = Netlink.open(node);
        Netlink inside = Netlink.open(pod)) {
      netlink.links().create(LinkRequest.veth(nodeEnd, "peer0"));
      netlink.links().moveTo(netlink.links().get("peer0").index(), pod, "eth0");
      Link end = netlink.links().get(nodeEnd);
      netlink.links().setUp(end.index());
      add(netlink, end, nodeAddress);
      Link eth0 = inside.links().get("eth0");
      inside.links().setUp(eth0.index());
      add(inside, eth0, podAddress);
      IpAddress gateway = IpAddress.parse(nodeAddress.substring(0, nodeAddress.indexOf('/')));
      inside
          .routes()
          .add(io.flatnet.netlink.Route.toDefault(gateway.family()).via(gateway).dev(eth0.index()));
    }
    return pod;
  }

  /** A file that opens the namespace, as {@code CNI_NETNS} names one. */
  public static Path pathOf(NetworkNamespace namespace) {
    return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + namespace.descriptor());
  }

  @Override
  public void close() {
    pods.forEach(NetworkNamespace::close);
    outside.close();
    node.close();
  }
}
