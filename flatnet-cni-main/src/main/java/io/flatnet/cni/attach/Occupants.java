package io.flatnet.cni.attach;

import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkKind;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.wire.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * What the namespaces of a node have: those to which this plugin gave an interface, and all that
 * are joined to the node by a link. Thread-safe.
 */
final class Occupants {
  private final Netlink node;
  private final int ownId;

  /**
   * An interface on a parent link.
   *
   * @param link the interface
   * @param onNode whether it is in the node's own namespace
   */
  record Occupant(Link link, boolean onNode) {
    /** In words. */
    String describe() {
      String whose =
          OwnMark.subnet(link)
              .map(subnet -> "of subnet \"" + subnet + "\"")
              .orElse(onNode ? "of this node" : "of a pod");
      return "%s \"%s\" %s".formatted(name(link.kind()), link.name(), whose);
    }
  }

  /**
   * @param ownId the number by which the node's namespace knows itself; negative = unknown
   */
  Occupants(Netlink node, int ownId) {
    this.node = node;
    this.ownId = ownId;
  }

  /** The macvlans and ipvlans on a link of the node. */
  List<Occupant> on(int parentIndex) {
    List<Occupant> found = new ArrayList<>();
    node.links().list().stream()
        .filter(link -> isOn(link, parentIndex) && link.parentNamespaceId() == null)
        .forEach(link -> found.add(new Occupant(link, true)));
    for (int id : node.namespaceIds().list()) {
      if (id != ownId) {
        inside(id, node.links()::listIn).stream()
            .filter(link -> isOn(link, parentIndex) && isOfNode(link))
            .forEach(link -> found.add(new Occupant(link, false)));
      }
    }
    return found;
  }

  private static boolean isOn(Link link, int parentIndex) {
    return Attachment.isFlat(link.kind()) && link.parentIndex() == parentIndex;
  }

  private boolean isOfNode(Link link) {
    Integer parentNamespace = link.parentNamespaceId();
    return parentNamespace != null && (ownId < 0 || parentNamespace == ownId);
  }

  /** All addresses of other namespaces than the node's. */
  Set<IpAddress> addresses() {
    Set<IpAddress> found = new HashSet<>();
    for (int id : node.namespaceIds().list()) {
      if (id != ownId) {
        inside(id, node.addresses()::listIn).stream()
            .map(InterfaceAddress::address)
            .forEach(found::add);
      }
    }
    return found;
  }

  private static <T> List<T> inside(int id, IntFunction<List<T>> list) {
    try {
      return list.apply(id);
    } catch (NetlinkException e) {
      if (e.is(Errno.EINVAL)) {
        return List.of(); // the namespace went since its number was read
      }
      throw e;
    }
  }

  /** A kind with its mode, as {@code ip link} takes it. */
  static String name(LinkKind kind) {
    return switch (kind) {
      case LinkKind.Macvlan macvlan -> "macvlan " + macvlan.mode();
      case LinkKind.Ipvlan ipvlan -> "ipvlan " + ipvlan.mode() + " " + ipvlan.flag();
      default -> kind.kindName();
    };
  }
}
