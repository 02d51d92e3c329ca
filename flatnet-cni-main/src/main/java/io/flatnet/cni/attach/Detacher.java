package io.flatnet.cni.attach;

import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkKind;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.Route;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes an attachment away, as much of it as is left. Nothing that another plugin made is touched.
 */
public final class Detacher {
  private static final String IPVLAN = "ipvlan";

  private final Netlink node;

  /**
   * @param node a socket in the namespace where the master is
   */
  public Detacher(Netlink node) {
    this.node = node;
  }

  /**
   * Deletes the interface, a half-made one of the same container, and the node's routes to it.
   *
   * @param owner the container
   * @param interfaceName the interface's name in the pod
   * @param pod the pod's namespace, null when it is gone
   * @param remembered addresses that the container had by what the caller remembers
   * @throws NetlinkException if the kernel refuses
   */
  public void detach(
      String owner, String interfaceName, @Nullable Netlink pod, Collection<IpAddress> remembered) {
    Set<IpAddress> addresses = new LinkedHashSet<>(remembered);
    if (pod != null) {
      deleteLink(pod, Attachment.temporaryName(owner, interfaceName));
      addresses.addAll(deleteLink(pod, interfaceName));
    }
    for (IpAddress address : addresses) {
      deleteRoute(RoutePlanner.nodeRoute(owner, address));
    }
  }

  /** Returns the routable addresses that the link had; none if there was no flat link. */
  private Set<IpAddress> deleteLink(Netlink pod, String name) {
    Set<IpAddress> addresses = new LinkedHashSet<>();
    Optional<Link> link = pod.links().find(name).filter(found -> isFlat(found.kind()));
    if (link.isEmpty()) {
      return addresses;
    }
    int index = link.get().index();
    pod.addresses().list(index).stream()
        .filter(InterfaceAddress::isGlobal)
        .map(InterfaceAddress::address)
        .forEach(addresses::add);
    // The reference leaves its routes unmarked; while the address is on this link, they are its.
    addresses.forEach(
        address -> deleteRoute(Route.toHost(address).withProtocol(Route.PROTOCOL_BOOT)));
    ignoringGone(() -> pod.links().delete(index));
    return addresses;
  }

  /** What this plugin and the reference make; the pod's eth0 by another plugin is a veth. */
  private static boolean isFlat(LinkKind kind) {
    return kind instanceof LinkKind.Macvlan || kind.kindName().equals(IPVLAN);
  }

  private void deleteRoute(Route route) {
    ignoringGone(() -> node.routes().delete(route));
  }

  private static void ignoringGone(Runnable deletion) {
    try {
      deletion.run();
    } catch (NetlinkException e) {
      if (!UndoLog.isGone(e)) {
        throw e;
      }
    }
  }
}
