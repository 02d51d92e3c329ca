package io.flatnet.cni.attach;

import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.cni.attach.Attachment.Setting;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Route;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one attachment: in the pod over the flat and the other interface, and on the node.
 */
final class RoutePlanner {
  /** RTPROT_ number of the node's routes to pods: who made them. Free in linux/rtnetlink.h. */
  static final int PROTOCOL_FLATNET = 141;

  private static final long OWNER_METRIC_BASE = 0x4000_0000L;
  private static final int OWNER_METRIC_BITS = 28;

  private final Attachment attachment;
  private final NodeState node;
  private final PodState pod;
  private final List<Step> steps = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  RoutePlanner(Attachment attachment, NodeState node, PodState pod) throws CniFailure {
    this.attachment = attachment;
    this.node = node;
    this.pod = pod;
    planCustomRoutes();
    planClusterRoutes();
    planDefaultRoute();
    planNodeRoute();
  }

  List<Step> steps() {
    return steps;
  }

  List<String> warnings() {
    return warnings;
  }

  private void planCustomRoutes() throws CniFailure {
    for (CustomRoute custom : attachment.routes()) {
      if (attachment.isFlatDevice(custom.device())) {
        steps.add(new Step.AddFlatRoute(flatRoute(attachment, custom)));
      } else if (!(attachment.isPodDevice() && custom.device().equals(Attachment.FLAT_DEVICE))) {
        steps.add(new Step.AddPodRoute(podRoute(custom)));
      }
    }
  }

  /** A custom route over the flat interface, still without its link. */
  static Route flatRoute(Attachment attachment, CustomRoute custom) {
    Route route =
        Route.to(custom.destination()).src(custom.source()).withPriority(custom.priority());
    IpAddress gateway = attachment.gateway();
    boolean sameFamily = gateway != null && gateway.family() == custom.destination().family();
    return through(route, custom.via() != null || !sameFamily ? custom.via() : gateway, attachment);
  }

  /** A gateway outside the interface's networks, as /32 and /128 have it, is reached on-link. */
  static Route through(Route route, @Nullable IpAddress gateway, Attachment attachment) {
    if (gateway == null) {
      return route;
    }
    boolean covered =
        attachment.addresses().stream().anyMatch(address -> address.prefix().contains(gateway));
    return covered ? route.via(gateway) : route.via(gateway).withOnLink();
  }

  private Route podRoute(CustomRoute custom) throws CniFailure {
    Link link =
        pod.link(custom.device())
            .orElseThrow(
                () ->
                    new CniFailure(
                        PluginError.SUBNET_UNUSABLE,
                        "cannot add the subnet's route to %s: the pod has no interface \"%s\"; name eth0, eth1 or an existing one"
                            .formatted(custom.destination(), custom.device())));
    IpAddress via = custom.via();
    if (via == null) {
      via =
          pod.defaultRoutes(custom.destination().family()).stream()
              .filter(route -> route.linkIndex() == link.index() && route.gateway() != null)
              .map(Route::gateway)
              .findFirst()
              .orElse(null);
    }
    return Route.to(custom.destination())
        .via(via)
        .dev(link.index())
        .src(custom.source())
        .withPriority(custom.priority());
  }

  private void planClusterRoutes() {
    Set<IpPrefix> networks = new LinkedHashSet<>(attachment.clusterNetworks());
    if (attachment.has(Setting.NODE_CIDR)) {
      networks.addAll(nodeNetworks());
    }
    for (IpPrefix network : networks) {
      Optional<Route> defaultRoute = pod.defaultRoutes(network.family()).stream().findFirst();
      defaultRoute.ifPresentOrElse(
          route ->
              steps.add(
                  new Step.AddPodRoute(
                      Route.to(network).via(route.gateway()).dev(route.linkIndex()))),
          () ->
              warnings.add(
                  "left out the route to %s: the pod has no %s default route to follow"
                      .formatted(network, network.family())));
    }
  }

  /** The network of every routable address on a link that has a default route. */
  private List<IpPrefix> nodeNetworks() {
    Set<Integer> uplinks = new LinkedHashSet<>();
    for (Route route : node.defaultRoutes()) {
      uplinks.add(route.linkIndex());
      route.nextHops().forEach(hop -> uplinks.add(hop.linkIndex()));
    }
    return node.addresses().stream()
        .filter(address -> uplinks.contains(address.linkIndex()) && address.isGlobal())
        .map(address -> new IpPrefix(address.address(), address.prefixLength()))
        .toList();
  }

  private void planDefaultRoute() throws CniFailure {
    if (!AttachmentPlanner.movesDefault(attachment)) {
      return;
    }
    IpFamily family = attachment.address().address().family();
    List<Route> before = pod.defaultRoutes(family);
    if (before.stream().anyMatch(route -> !route.nextHops().isEmpty())) {
      throw new CniFailure(
          PluginError.NOT_SUPPORTED,
          "cannot move the %s default route of the pod to \"%s\": it has several ways, which cannot be put back if the attachment fails; turn flatNetworkDefaultGateway off in subnet \"%s\""
              .formatted(family, attachment.interfaceName(), attachment.subnet()));
    }
    steps.add(new Step.MoveDefaultRoute(before, AttachmentPlanner.flatDefault(attachment)));
  }

  private void planNodeRoute() {
    if (!attachment.has(Setting.POD_IP_TO_HOST)) {
      return;
    }
    nodeRoute(attachment, node)
        .ifPresentOrElse(
            route -> steps.add(new Step.AddNodeRoute(route)),
            () ->
                warnings.add(
                    "left out the node's route to %s: the node does not reach the pod's other interface"
                        .formatted(attachment.address().address())));
  }

  /** The node's route to the pod, where it is asked for and the node reaches the pod. */
  static Optional<Route> nodeRoute(Attachment attachment, NodeState node) {
    Route towardsPod = node.towardsPod();
    if (towardsPod == null) {
      return Optional.empty();
    }
    return Optional.of(
        nodeRoute(attachment.owner(), attachment.address().address())
            .dev(towardsPod.linkIndex())
            .src(parentAddress(attachment, node).orElse(null)));
  }

  private static Optional<IpAddress> parentAddress(Attachment attachment, NodeState node) {
    return node.addresses().stream()
        .filter(address -> address.linkIndex() == node.parentLink().index() && address.isGlobal())
        .map(InterfaceAddress::address)
        .filter(address -> address.family() == attachment.address().address().family())
        .findFirst();
  }

  /**
   * The node's route to an address of a container, still without its link. Its metric tells whose
   * it is, so that a late DEL of an earlier container with the same address leaves it alone.
   */
  static Route nodeRoute(String owner, IpAddress address) {
    return Route.toHost(address).withProtocol(PROTOCOL_FLATNET).withPriority(ownerMetric(owner));
  }

  /** The metric of a container's routes on the node. */
  static long ownerMetric(String owner) {
    return OWNER_METRIC_BASE + (owner.hashCode() >>> (32 - OWNER_METRIC_BITS));
  }
}
