package io.flatnet.cni.attach;

import io.flatnet.netlink.Ipv4Setting;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.Route;
import java.util.Map;

/** One thing to do for an attachment. Steps without a word on the node are done in the pod. */
public sealed interface Step {
  /**
   * Lets the master take frames for the MACs of its macvlans. It is shared by all pods of the node,
   * so it is never taken back.
   *
   * @param masterIndex the link on the node
   */
  record MakeMasterPromiscuous(int masterIndex) implements Step {}

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
   * Gives the interface the IPv4 settings that must hold before it comes up.
   *
   * @param settings what to set, not empty
   */
  record Configure(Map<Ipv4Setting, Integer> settings) implements Step {
    /** Copies the map. */
    public Configure {
      settings = Map.copyOf(settings);
    }
  }

  /**
   * Turns IPv6 on for the interface, which runtimes turn off in all.
   *
   * @param name the interface
   */
  record EnableIpv6(String name) implements Step {}

  /**
   * Gives the interface an address. IPv6 without duplicate address detection: the ledger has made
   * sure, and the pod must not wait for a second.
   *
   * @param prefix the address and its length
   */
  record AddAddress(InterfacePrefix prefix) implements Step {}

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
   * Takes a default route of the pod away; undone by adding it again.
   *
   * @param route as it was read
   */
  record RemoveDefaultRoute(Route route) implements Step {}

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
  record Announce(InterfacePrefix prefix) implements Step {}
}
