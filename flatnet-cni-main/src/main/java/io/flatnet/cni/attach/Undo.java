package io.flatnet.cni.attach;

import io.flatnet.netlink.Link;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.Route;
import io.flatnet.netlink.RouteFilter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to take one effect of an ADD back. A value: a process that starts after the one that made the
 * effect was killed can do it too. What is gone already counts as taken back.
 */
public sealed interface Undo {
  /** Where the effect is. */
  Place place();

  /**
   * Takes the effect back.
   *
   * @param node a socket in the namespace where masters are
   * @param pod a socket in the pod's namespace; null leaves what is there alone
   * @throws NetlinkException if the kernel refuses, for another reason than that it is gone
   */
  default void run(Netlink node, @Nullable Netlink pod) {
    Netlink netlink = place() == Place.NODE ? node : pod;
    if (netlink == null) {
      return;
    }
    try {
      runIn(netlink);
    } catch (NetlinkException e) {
      if (!UndoLog.isGone(e)) {
        throw e;
      }
    }
  }

  /** Takes the effect back in its namespace. */
  void runIn(Netlink netlink);

  /** The namespaces that an ADD changes. */
  enum Place {
    /** Where masters are. */
    NODE,
    /** The pod's. */
    POD
  }

  /**
   * Deletes the interface in the pod, if it is one that this plugin can have made there.
   *
   * @param name what it was called when it was made
   * @param parentIndex the link on the node that it is made on
   */
  record DeleteLink(String name, int parentIndex) implements Undo {
    @Override
    public Place place() {
      return Place.POD;
    }

    @Override
    public void runIn(Netlink netlink) {
      Optional<Link> link = netlink.links().find(name).filter(this::isOurs);
      if (link.isPresent()) {
        netlink.links().delete(link.get().index());
      }
    }

    /** A link of this name that another made on another parent, or without one, is not. */
    private boolean isOurs(Link link) {
      return Attachment.isFlat(link.kind()) && link.parentIndex() == parentIndex;
    }
  }

  /**
   * Deletes a route that was added.
   *
   * @param place where it is
   * @param route as it was added
   */
  record DeleteRoute(Place place, Route route) implements Undo {
    @Override
    public void runIn(Netlink netlink) {
      netlink.routes().delete(route);
    }
  }

  /**
   * Puts a route back that was taken away or replaced by one of the same metric; one that is there
   * is enough.
   *
   * @param place where it was
   * @param route as it was read
   */
  record AddRoute(Place place, Route route) implements Undo {
    @Override
    public void runIn(Netlink netlink) {
      if (!Surveyor.has(netlink, route)) {
        netlink.routes().replace(route);
      }
    }

    /** Whether a route of another link than the named one has taken its place since. */
    public boolean isSuperseded(Netlink netlink, String linkName) {
      int index = netlink.links().find(linkName).map(Link::index).orElse(0);
      return netlink.routes().list(RouteFilter.ALL.to(route.destination())).stream()
          .filter(other -> Surveyor.metric(other) == Surveyor.metric(route))
          .anyMatch(other -> other.linkIndex() != index && !Surveyor.isLike(other, route));
    }
  }
}
