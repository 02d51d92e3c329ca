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
   * @param prefix the network that it serves
   */
  public record Gateway(String master, IpAddress address, IpPrefix prefix) {}

  /**
   * The plan for subnets.
   *
   * @throws IllegalArgumentException for a subnet that needs more than untagged macvlan
   */
  public static StagePlan of(List<KubeObject> subnets) {
    SortedSet<String> masters = new TreeSet<>();
    List<Gateway> gateways = new ArrayList<>();
    for (KubeObject subnet : subnets) {
      JsonNode spec = subnet.json().path("spec");
      require(
          subnet, spec.path("flatMode").asText().equals("macvlan"), "flatMode macvlan", "flatMode");
      require(subnet, spec.path("vlan").asInt(0) == 0, "vlan 0", "vlan");
      String master = spec.path("master").asText();
      masters.add(master);
      String gateway = spec.path("gateway").asText("");
      if (!gateway.isEmpty()) {
        IpPrefix prefix = IpPrefix.parse(spec.path("cidr").asText());
        gateways.add(new Gateway(master, IpAddress.parse(gateway), prefix));
      }
    }
    return new StagePlan(masters, gateways);
  }

  private static void require(KubeObject subnet, boolean holds, String constraint, String field) {
    if (!holds) {
      throw new IllegalArgumentException(
          "cannot build a stage for %s: the demo supports %s, got %s; leave that subnet out"
              .formatted(subnet, constraint, subnet.json().path("spec").path(field)));
    }
  }
}
