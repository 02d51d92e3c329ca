package io.flatnet.cni.attach;

import io.flatnet.cni.attach.Attachment.Setting;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.Route;
import io.flatnet.netlink.RouteFilter;
import io.flatnet.netlink.SysctlKey;
import io.flatnet.netlink.Sysctls;
import io.flatnet.netlink.wire.Errno;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /** The node as the attachment's plan needs it. */
  public static NodeState node(Attachment attachment, Parent parent, Netlink node, PodState pod) {
    boolean networks = attachment.has(Setting.NODE_CIDR);
    boolean hostRoute = attachment.has(Setting.POD_IP_TO_HOST);
    if (!networks && !hostRoute) {
      return NodeState.of(parent);
    }
    List<Route> defaults = networks ? defaultRoutes(node) : List.of();
    Route towardsPod = hostRoute ? towardsPod(attachment, node, pod).orElse(null) : null;
    return new NodeState(parent, defaults, node.addresses().list(), towardsPod);
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

  /**
   * The settings of an interface that are not as asked, in words; none if there is no interface.
   */
  public static List<String> settingDifferences(
      Attachment attachment, PodState pod, Sysctls sysctls) {
    List<String> differences = new ArrayList<>();
    if (pod.link(attachment.interfaceName()).isEmpty()) {
      return differences;
    }
    Map<SysctlKey, Integer> wanted = new LinkedHashMap<>();
    AttachmentPlanner.ipv4Settings(attachment)
        .forEach(
            (setting, value) ->
                wanted.put(
                    SysctlKey.ofLink(
                        IpFamily.IPV4,
                        attachment.interfaceName(),
                        setting.name().toLowerCase(Locale.ROOT)),
                    value));
    if (attachment.hasIpv6()) {
      AttachmentPlanner.ipv6Settings(attachment)
          .forEach(
              (name, value) ->
                  wanted.put(
                      SysctlKey.ofLink(IpFamily.IPV6, attachment.interfaceName(), name), value));
    }
    wanted.forEach(
        (key, value) -> {
          int found = sysctls.getInt(key);
          if (found != value) {
            differences.add("sysctl %s is %d instead of %d".formatted(key, found, value));
          }
        });
    return differences;
  }

  /** Whether the node's route to the pod is gone, in words. */
  public static List<String> nodeRouteDifferences(
      Attachment attachment, NodeState state, Netlink node) {
    if (!attachment.has(Setting.POD_IP_TO_HOST)) {
      return List.of();
    }
    return RoutePlanner.nodeRoute(attachment, state).stream()
        .filter(route -> !has(node, route))
        .map(route -> "the node's route to " + route.destination() + " is gone or changed")
        .toList();
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
  static long metric(Route route) {
    boolean implied = route.priority() == 0 && route.family() == IpFamily.IPV6;
    return implied ? 1024 : route.priority();
  }
}
