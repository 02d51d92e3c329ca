package io.flatnet.cni.attach;

import io.flatnet.ipam.InterfaceAddress;
import io.flatnet.netlink.Ipv4Setting;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.Route;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One thing to do for an attachment. Steps without a word on the node are done in the pod. */
public sealed interface Step {
  /**
   * Lets the parent take frames for the MACs of its macvlans. It is shared by all pods of the node,
   * so it is never taken back.
   *
   * @param index the link on the node
   */
  record MakeParentPromiscuous(int index) implements Step {}

  /**
   * Makes the interface in the pod; undone by deleting it, which takes its addresses and routes
   * along.
   *
   * @param request with the parent's index on the node and the final name
   * @param temporaryName what it is called first where the kernel does not take the final name from
   *     the node
   */
  record CreateLink(LinkRequest request, String temporaryName) implements Step {}

  /**
   * Marks the interface as ours, and gives it the IPv4 settings that must hold before it comes up.
   *
   * @param alias says for which subnet it is
   * @param settings what to set; may be empty
   */
  record Configure(String alias, Map<Ipv4Setting, Integer> settings) implements Step {
    /** Copies the map. */
    public Configure {
      settings = Map.copyOf(settings);
    }
  }

  /**
   * Gives the interface its IPv6 settings, which netlink does not take.
   *
   * @param name the interface
   * @param settings what to set, in this order
   */
  record ConfigureIpv6(String name, Map<String, Integer> settings) implements Step {
    /** Copies the map, whose order counts. */
    public ConfigureIpv6 {
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
  }

  /**
   * Asks the network whether another host has an address, before it is announced (RFC 5227 2.1, RFC
   * 4862 5.4).
   *
   * @param prefix the address
   * @param refuse whether another holder ends the attachment
   */
  record Probe(InterfaceAddress prefix, boolean refuse) implements Step {}

  /**
   * Gives the interface an address, usable at once: that nobody else has it, the ledger or a probe
   * has made sure.
   *
   * @param prefix the address and its length
   */
  record AddAddress(InterfaceAddress prefix) implements Step {}

  /** Sets the interface up. */
  record SetUp() implements Step {}

  /**
   * Adds a route over the new interface, whose index is not known before. An equal one is left
   * alone.
   *
   * @param route without a link
   */
  record AddFlatRoute(Route route) implements Step {}

  /**
   * Adds a route over another link of the pod; undone by deleting it, unless an equal one was
   * there.
   *
   * @param route with its link
   */
  record AddPodRoute(Route route) implements Step {}

  /**
   * Moves the default route of a family to the new interface, at no moment without one; undone by
   * making those again that were there.
   *
   * @param before as they were read, the preferred one first
   * @param flat the new one, without a link
   */
  record MoveDefaultRoute(List<Route> before, Route flat) implements Step {
    /** Copies the list. */
    public MoveDefaultRoute {
      before = List.copyOf(before);
    }
  }

  /**
   * Adds a route on the node; undone by deleting it, unless an equal one was there.
   *
   * @param route with its link
   */
  record AddNodeRoute(Route route) implements Step {}

  /**
   * Tells the neighbours of an address: ARP announcement or unsolicited neighbour advertisement.
   *
   * @param prefix the address
   */
  record Announce(InterfaceAddress prefix) implements Step {}
}
