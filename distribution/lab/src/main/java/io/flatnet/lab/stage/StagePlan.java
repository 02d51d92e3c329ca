package io.flatnet.lab.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.lab.cluster.KubeObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the switch and the nodes must have so that the pods of some subnets find their physical
 * network.
 *
 * @param masters the links that every node has into the switch
 * @param gateways the routers' addresses
 */
public record StagePlan(SortedSet<String> masters, List<Gateway> gateways) {

  /** Copies its arguments. */
  public StagePlan {
    masters = Collections.unmodifiableSortedSet(new TreeSet<>(masters));
    gateways = List.copyOf(gateways);
  }

  /**
   * A router's address on the network of one master.
   *
   * @param vlan the VLAN of the network, 0 = untagged
   * @param prefix the network that it serves
   */
  public record Gateway(String master, int vlan, IpAddress address, IpPrefix prefix) {}

  /** The plan for subnets. Whether this kernel has what they ask for is seen when a pod comes. */
  public static StagePlan of(List<KubeObject> subnets) {
    SortedSet<String> masters = new TreeSet<>();
    List<Gateway> gateways = new ArrayList<>();
    for (KubeObject subnet : subnets) {
      JsonNode spec = subnet.json().path("spec");
      String master = spec.path("master").asText();
      masters.add(master);
      String gateway = spec.path("gateway").asText("");
      if (!gateway.isEmpty()) {
        IpPrefix prefix = IpPrefix.parse(spec.path("cidr").asText());
        gateways.add(
            new Gateway(master, spec.path("vlan").asInt(0), IpAddress.parse(gateway), prefix));
      }
    }
    return new StagePlan(masters, gateways);
  }
}
