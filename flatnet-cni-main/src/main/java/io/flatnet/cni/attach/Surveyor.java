package io.flatnet.cni.attach;

import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.cni.attach.Attachment.Setting;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.Route;
import io.flatnet.netlink.RouteFilter;
import io.flatnet.netlink.wire.Errno;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads from the kernel what a plan depends on, and no more: most plans need the master alone. */
public final class Surveyor {
  private Surveyor() {}

  /** The pod as the attachment's plan needs it. */
  public static PodState pod(Attachment attachment, Netlink pod) {
    return attachment.needsPodState() ? pod(pod) : PodState.EMPTY;
  }

  /** All links, routes and addresses of a pod. */
  public static PodState pod(Netlink pod) {
    return new PodState(
        pod.links().list(), pod.routes().list(RouteFilter.ALL), pod.addresses().list());
  }

  /**
   * The node as the attachment's plan needs it.
   *
   * @throws CniFailure if the master is no link of the node
   */
  public static NodeState node(Attachment attachment, Netlink node, PodState pod)
      throws CniFailure {
    Link master = master(attachment.master(), node);
    boolean networks = attachment.has(Setting.NODE_CIDR);
    boolean hostRoute = attachment.has(Setting.POD_IP_TO_HOST);
    if (!networks && !hostRoute) {
      return NodeState.of(master);
    }
    List<Route> defaults = networks ? defaultRoutes(node) : List.of();
    Route towardsPod = hostRoute ? towardsPod(attachment, node, pod).orElse(null) : null;
    return new NodeState(master, defaults, node.addresses().list(), towardsPod);
  }

  private static Link master(String name, Netlink node) throws CniFailure {
    return node.links()
        .find(name)
        .orElseThrow(
            () ->
                new CniFailure(
                    PluginError.MASTER_MISSING,
                    "cannot attach to master \"%s\": this node has no such link; correct the subnet's master or make the link"
                        .formatted(name)));
  }

  private static List<Route> defaultRoutes(Netlink node) {
    return node.routes().list(RouteFilter.ALL).stream().filter(Route::isDefault).toList();
  }

  /** By the other interface's address of the flat address's family, else of the other family. */
  private static Optional<Route> towardsPod(Attachment attachment, Netlink node, PodState pod) {
    IpFamily family = attachment.address().address().family();
    return pod.link(Attachment.POD_DEVICE).stream()
        .flatMap(link -> pod.globalAddresses(link).stream())
        .map(InterfaceAddress::address)
        .min(Comparator.comparing((IpAddress address) -> address.family() != family))
        .flatMap(address -> lookup(node, address));
  }

  private static Optional<Route> lookup(Netlink node, IpAddress address) {
    try {
      return Optional.of(node.routes().lookup(address));
    } catch (NetlinkException e) {
      if (UndoLog.isGone(e) || e.is(Errno.ENETUNREACH)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether a namespace has a route like this one: destination, gateway, link, metric, source. */
  static boolean has(Netlink netlink, Route wanted) {
    return netlink.routes().list(RouteFilter.ALL.to(wanted.destination())).stream()
        .anyMatch(route -> isLike(route, wanted));
  }

  /** Whether a route that was read is the wanted one; what the kernel filled in is not compared. */
  static boolean isLike(Route route, Route wanted) {
    return route.destination().equals(wanted.destination())
        && Objects.equals(route.gateway(), wanted.gateway())
        && route.linkIndex() == wanted.linkIndex()
        && metric(route) == metric(wanted)
        && (wanted.source() == null || wanted.source().equals(route.source()));
  }

  /** IPv6 routes without a metric get IP6_RT_PRIO_USER, linux/ipv6_route.h. */
  private static long metric(Route route) {
    boolean implied = route.priority() == 0 && route.family() == IpFamily.IPV6;
    return implied ? 1024 : route.priority();
  }
}
