package io.flatnet.lab.stage;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.AddressOption;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.Netlink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A switch and the nodes that are plugged into it, each a network namespace.
 *
 * <pre>
 *   switch:  bridge flat0 (gateways' addresses), and flat0.100 for those on VLAN 100
 *              | veth          | veth
 *   nodes:   node1 eth0      node2 eth0      = the master of the subnets
 *            cni0 10.42.0.1  cni0 10.42.1.1  = the cluster's own network, one prefix a node
 * </pre>
 *
 * Nothing of it touches the namespace that this process is in.
 */
public final class Stage implements AutoCloseable {
  private static final int FIRST_CLUSTER_NETWORK = 0x0a2a0000; // 10.42.0.0, k3s's default

  private final Namespaces namespaces;
  private final NamedNamespace wires;
  private final List<StageNode> nodes = new ArrayList<>();

  private Stage(Namespaces namespaces) {
    this.namespaces = namespaces;
    this.wires = namespaces.create("switch");
  }

  /**
   * Builds the stage.
   *
   * @param directory where the namespaces get their names, on a file system of a mount namespace of
   *     our own
   * @param nodes names of the nodes, each at most 9 bytes
   * @throws IOException when the directory cannot be made
   */
  public static Stage build(Path directory, StagePlan plan, List<String> nodes) throws IOException {
    Stage stage = new Stage(new Namespaces(directory));
    try {
      stage.lay(plan);
      for (String node : nodes) {
        stage.plugIn(node, plan);
      }
      return stage;
    } catch (RuntimeException failure) {
      stage.close();
      throw failure;
    }
  }

  /** The nodes, in the order in which they were named. */
  public List<StageNode> nodes() {
    return List.copyOf(nodes);
  }

  /** The node of a name. */
  public StageNode node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    nodes.forEach(StageNode::close);
    wires.close();
  }

  private void lay(StagePlan plan) {
    wires.configure(
        netlink -> {
          int number = 0;
          for (String master : plan.masters()) {
            String bridge = "flat" + number;
            netlink.links().create(LinkRequest.bridge(bridge).withUp());
            plan.gateways().stream()
                .filter(gateway -> gateway.master().equals(master))
                .forEach(gateway -> addAddress(netlink, tagged(netlink, bridge, gateway), gateway));
            number++;
          }
        });
  }

  /** The index of the bridge, or of its link for the gateway's VLAN. */
  private static int tagged(Netlink netlink, String bridge, StagePlan.Gateway gateway) {
    int index = netlink.links().get(bridge).index();
    if (gateway.vlan() == 0) {
      return index;
    }
    String name = bridge + "." + gateway.vlan();
    return netlink
        .links()
        .find(name)
        .orElseGet(
            () -> netlink.links().create(LinkRequest.vlan(name, index, gateway.vlan()).withUp()))
        .index();
  }

  private static void addAddress(Netlink netlink, int index, StagePlan.Gateway gateway) {
    int length = gateway.prefix().length();
    if (gateway.address().family() == IpFamily.IPV6) {
      netlink.addresses().add(index, gateway.address(), length, AddressOption.NO_DAD);
    } else {
      netlink.addresses().add(index, gateway.address(), length);
    }
  }

  private void plugIn(String name, StagePlan plan) {
    NamedNamespace namespace = namespaces.create(name);
    int number = nodes.size();
    IpAddress router = IpAddress.ofIpv4(FIRST_CLUSTER_NETWORK + (number << 8) + 1);
    nodes.add(new StageNode(name, namespace, namespaces, router));
    wires.configure(
        netlink -> {
          int link = 0;
          for (String master : plan.masters()) {
            int bridge = netlink.links().get("flat" + link).index();
            String port = name + "-" + link;
            netlink.links().create(LinkRequest.veth(port, "plug").withMaster(bridge).withUp());
            netlink
                .links()
                .moveTo(netlink.links().get("plug").index(), namespace.namespace(), master);
            link++;
          }
        });
    namespace.configure(
        netlink -> {
          plan.masters()
              .forEach(master -> netlink.links().setUp(netlink.links().get(master).index()));
          int bridge =
              netlink.links().create(LinkRequest.bridge(StageNode.BRIDGE).withUp()).index();
          netlink.addresses().add(bridge, router, StageNode.PREFIX_LENGTH);
        });
  }
}
