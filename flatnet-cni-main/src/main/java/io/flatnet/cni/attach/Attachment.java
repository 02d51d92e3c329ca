package io.flatnet.cni.attach;

import io.flatnet.api.cni.ArpPolicy;
import io.flatnet.api.cni.ProbePolicy;
import io.flatnet.ipam.InterfaceAddress;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.IpvlanMode;
import io.flatnet.netlink.LinkKind;
import io.flatnet.netlink.MacvlanMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's flat interface is to be, all values checked.
 *
 * @param owner the container, which names what is made for it
 * @param interfaceName the interface's name in the pod
 * @param subnet the subnet's name
 * @param master the link of the node that the subnet names
 * @param vlan 0 = the interface is put on the master itself; else on the link of this tag
 * @param kind macvlan or ipvlan, with its mode
 * @param mac the interface's MAC, null = the kernel chooses; an interface that {@linkplain
 *     #hasMacOfParent has its parent's} never gets it
 * @param address the pod's address with the length of the subnet
 * @param gateway the subnet's gateway, null = none
 * @param sixToFour the further address of {@code ipv6to4}, null = not asked for
 * @param mtuBytes the asked MTU; 0 = the parent's
 * @param arpPolicy how neighbours are told
 * @param proxyArp whether the interface answers ARP for others
 * @param probe whether another holder of the addresses is looked for
 * @param routes the subnet's custom routes
 * @param settings the subnet's further routes
 * @param clusterCidrs the pods' networks
 * @param serviceCidrs the services' networks
 */
public record Attachment(
    String owner,
    String interfaceName,
    String subnet,
    String master,
    int vlan,
    LinkKind kind,
    @Nullable MacAddress mac,
    InterfaceAddress address,
    @Nullable IpAddress gateway,
    @Nullable InterfaceAddress sixToFour,
    int mtuBytes,
    ArpPolicy arpPolicy,
    boolean proxyArp,
    ProbePolicy probe,
    List<CustomRoute> routes,
    Set<Setting> settings,
    List<IpPrefix> clusterCidrs,
    List<IpPrefix> serviceCidrs) {
  /** What the manifests call the flat interface, whatever its name in the pod. */
  public static final String FLAT_DEVICE = "eth1";

  /** What they call the pod's other interface. */
  public static final String POD_DEVICE = "eth0";

  /** The five switches of {@code routeSettings}. */
  public enum Setting {
    /** Cluster CIDRs go through the pod's other interface. */
    CLUSTER_CIDR,
    /** Service CIDRs go through the pod's other interface. */
    SERVICE_CIDR,
    /** The node's networks go through the pod's other interface. */
    NODE_CIDR,
    /** The node gets a route to the pod's flat address. */
    POD_IP_TO_HOST,
    /** The default route moves to the flat interface. */
    DEFAULT_GATEWAY
  }

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if the kind is neither macvlan nor ipvlan
   */
  public Attachment {
    if (!isFlat(kind)) {
      throw new IllegalArgumentException("no kind of flat interfaces: " + kind);
    }
    routes = List.copyOf(routes);
    settings = Set.copyOf(settings);
    clusterCidrs = List.copyOf(clusterCidrs);
    serviceCidrs = List.copyOf(serviceCidrs);
  }

  /**
   * The name of the half-made interface. It depends on nothing but the container and the interface,
   * so that DEL finds what a killed ADD left.
   */
  public static String temporaryName(String owner, String interfaceName) {
    return "fl%08x".formatted((owner + "/" + interfaceName).hashCode());
  }

  /** {@link #temporaryName(String, String)} of this. */
  public String temporaryName() {
    return temporaryName(owner, interfaceName);
  }

  /** Whether a link is of a kind that this plugin makes in pods; in whatever mode. */
  static boolean isFlat(LinkKind kind) {
    return kind.kindName().equals("macvlan") || kind.kindName().equals("ipvlan");
  }

  /** The name of the link that the interface is put on, where that has to be made. */
  public String parentName() {
    return vlan == 0 ? master : master + "." + vlan;
  }

  /** Whether the interface has its parent's MAC: ipvlan, and macvlan in passthru mode. */
  public boolean hasMacOfParent() {
    return !(kind instanceof LinkKind.Macvlan macvlan) || macvlan.mode() == MacvlanMode.PASSTHRU;
  }

  /** Whether neighbours find the interface by ARP and neighbour discovery: not ipvlan l3, l3s. */
  public boolean hasNeighbours() {
    return !(kind instanceof LinkKind.Ipvlan ipvlan) || ipvlan.mode() == IpvlanMode.L2;
  }

  /** Whether another holder of the addresses is looked for before they are used. */
  public boolean isProbed() {
    return probe != ProbePolicy.OFF && hasNeighbours();
  }

  /** All addresses the interface gets, the pod's own first. */
  public List<InterfaceAddress> addresses() {
    return sixToFour == null ? List.of(address) : List.of(address, sixToFour);
  }

  /** Whether any address is IPv6. */
  public boolean hasIpv6() {
    return sixToFour != null || address.address().family() == IpFamily.IPV6;
  }

  /** Whether the flat interface takes the place of the pod's ordinary one. */
  public boolean isPodDevice() {
    return interfaceName.equals(POD_DEVICE);
  }

  /** Whether a name of a custom route means the flat interface. */
  public boolean isFlatDevice(String device) {
    return device.equals(interfaceName) || (device.equals(FLAT_DEVICE) && !isPodDevice());
  }

  /** Whether a switch is on. */
  public boolean has(Setting setting) {
    return settings.contains(setting);
  }

  /** Whether the plan depends on the links, addresses and routes that the pod has already. */
  public boolean needsPodState() {
    return !settings.isEmpty() || routes.stream().anyMatch(route -> !isFlatDevice(route.device()));
  }

  /** The networks of these switches that go through the pod's other interface. */
  List<IpPrefix> clusterNetworks() {
    List<IpPrefix> networks = new ArrayList<>();
    if (has(Setting.CLUSTER_CIDR)) {
      networks.addAll(clusterCidrs);
    }
    if (has(Setting.SERVICE_CIDR)) {
      networks.addAll(serviceCidrs);
    }
    return networks;
  }
}
