package io.flatnet.cni.peer;

import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.RouteSpec;
import io.flatnet.cni.Claims;
import io.flatnet.cni.TestNetwork;
import java.util.List;

/**
 * One network in the words of both: what the plugins of the CNI project can be told as well.
 *
 * @param kind {@code macvlan} or {@code ipvlan}
 * @param mode the mode of the kind
 * @param vlan the VLAN of the master, or 0
 * @param address the pod's address
 * @param cidr the network
 * @param gateway the network's gateway
 * @param route a network behind the gateway
 */
record PeerCase(
    String kind, String mode, int vlan, String address, String cidr, String gateway, String route) {
  static final String INTERFACE = "eth1";
  static final String MAC = "02:00:5e:00:53:0a";
  static final int MTU_BYTES = 1400;

  static PeerCase ipv4(String kind, String mode, int vlan) {
    return new PeerCase(kind, mode, vlan, "10.7.0.10", "10.7.0.0/24", "10.7.0.1", "10.9.0.0/16");
  }

  static PeerCase ipv6(String kind, String mode, int vlan) {
    return new PeerCase(kind, mode, vlan, "fd07::10", "fd07::/64", "fd07::1", "fd09::/48");
  }

  /** The MAC that both are asked for; an ipvlan link has its master's. */
  String mac() {
    return kind.equals("macvlan") && !mode.equals("passthru") ? MAC : "";
  }

  String master() {
    return vlan == 0 ? TestNetwork.UPLINK : TestNetwork.UPLINK + "." + vlan;
  }

  FlatNetworkSubnetSpec.Builder subnet() {
    return Claims.macvlan(TestNetwork.UPLINK, cidr)
        .flatMode(kind)
        .mode(mode)
        .vlan(vlan)
        .gateway(gateway)
        .routes(
            List.of(
                RouteSpec.builder().dev(INTERFACE).dst(route).via(gateway).priority(100).build()));
  }

  String theirs(String cniVersion) {
    return """
        {"cniVersion":"%s","name":"flat","type":"%s","master":"%s","mode":"%s","mtu":%d,
         "ipam":{"type":"static","addresses":[{"address":"%s/%s","gateway":"%s"}],
                 "routes":[{"dst":"%s","gw":"%s","priority":100}]}}
        """
        .formatted(
            cniVersion,
            kind,
            master(),
            mode,
            MTU_BYTES,
            address,
            cidr.substring(cidr.indexOf('/') + 1),
            gateway,
            route,
            gateway);
  }

  @Override
  public String toString() {
    return kind + " " + mode + (vlan == 0 ? "" : " on VLAN " + vlan) + ", " + address;
  }
}
