package io.flatnet.lab.bench;

import io.flatnet.lab.stage.FlatNetworkConfig;
import io.flatnet.netlink.IpvlanFlag;
import io.flatnet.netlink.IpvlanMode;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.MacvlanMode;
import java.util.Locale;

/** What pods are attached to: the same for both plugins, one IPv4 address a pod. */
enum BenchNetwork {
  /** macvlan in bridge mode on the node's link. */
  MACVLAN("macvlan", "bridge", 0),
  /** ipvlan in l2 mode on the node's link; the kernel must have it. */
  IPVLAN("ipvlan", "l2", 0),
  /** macvlan in bridge mode on VLAN 100, and two routes; the kernel must have 802.1Q. */
  VLAN("macvlan", "bridge", 100);

  private final String kind;
  private final String mode;
  private final int vlan;

  BenchNetwork(String kind, String mode, int vlan) {
    this.kind = kind;
    this.mode = mode;
    this.vlan = vlan;
  }

  /** The peer's program, and the kind of link. */
  String kind() {
    return kind;
  }

  /** 0 = untagged. */
  int vlan() {
    return vlan;
  }

  /** The link that pods' links hang on. */
  String parent() {
    return vlan == 0 ? BenchNode.MASTER : BenchNode.MASTER + "." + vlan;
  }

  /** What both plugins are to make in a pod. */
  LinkRequest podLink(int parentIndex) {
    return this == IPVLAN
        ? LinkRequest.ipvlan("eth1", parentIndex, IpvlanMode.L2, IpvlanFlag.BRIDGE)
        : LinkRequest.macvlan("eth1", parentIndex, MacvlanMode.BRIDGE);
  }

  /** The FlatNetworkSubnet's spec, for ours. */
  String subnetSpec() {
    return """
        {"flatMode":"%s","mode":"%s","master":"%s","vlan":%d,"cidr":"10.10.0.0/%d","gateway":"%s","routes":%s}"""
        .formatted(
            kind,
            mode,
            BenchNode.MASTER,
            vlan,
            BenchCluster.PREFIX_LENGTH,
            BenchCluster.GATEWAY,
            routes(",\"dev\":\"eth1\""));
  }

  /** The configuration of ours: the address comes from the pod's FlatNetworkIP. */
  String ours() {
    return FlatNetworkConfig.json(0).toString();
  }

  /** The peer's: the address stands in the configuration. */
  String peer(BenchPod pod) {
    return """
        {"cniVersion":"1.0.0","name":"bench","type":"%s","master":"%s","mode":"%s",
         "ipam":{"type":"static","addresses":[{"address":"%s/%d","gateway":"%s"}],"routes":%s}}
        """
        .formatted(
            kind,
            parent(),
            mode,
            pod.address(),
            BenchCluster.PREFIX_LENGTH,
            BenchCluster.GATEWAY,
            routes(""));
  }

  private String routes(String device) {
    return vlan == 0
        ? "[]"
        : """
          [{"dst":"10.20.0.0/16","gw":"%1$s"%2$s},{"dst":"10.30.0.0/16","gw":"%1$s"%2$s}]\
          """
            .formatted(BenchCluster.GATEWAY, device);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
