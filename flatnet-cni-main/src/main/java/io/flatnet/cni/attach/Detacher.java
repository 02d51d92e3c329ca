package io.flatnet.cni.attach;

import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.Route;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes an attachment away, as much of it as is left. Nothing that another plugin made is touched.
 */
public final class Detacher {
  private static final long FIRST_PAUSE_NANOS = 50_000;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000;

  private final Netlink node;
  private final Executor background;

  /**
   * @param node a socket in the namespace where the master is
   * @param background runs the deletion of a link: the kernel keeps its thread until the link's
   *     memory is free, which is tens of milliseconds after the link is gone for everybody. One
   *     that runs it at once, on the same thread, makes for a call that waits as long
   */
  public Detacher(Netlink node, Executor background) {
    this.node = node;
    this.background = background;
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
      String owner,
      String interfaceName,
      @Nullable PodNetwork pod,
      Collection<IpAddress> remembered) {
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
  private Set<IpAddress> deleteLink(PodNetwork pod, String name) {
    Set<IpAddress> addresses = new LinkedHashSet<>();
    Optional<Link> link = pod.netlink().links().find(name).filter(Detacher::isFlat);
    if (link.isEmpty()) {
      return addresses;
    }
    int index = link.get().index();
    pod.netlink().addresses().list(index).stream()
        .filter(InterfaceAddress::isGlobal)
        .map(InterfaceAddress::address)
        .forEach(addresses::add);
    // The reference leaves its routes unmarked; while the address is on this link, they are its.
    addresses.forEach(
        address -> deleteRoute(Route.toHost(address).withProtocol(Route.PROTOCOL_BOOT)));
    ignoringGone(() -> delete(pod, index));
    return addresses;
  }

  /**
   * Deletes a link and waits until the namespace no longer has it. The kernel answers later, when
   * the link's memory is free (netdev_run_todo waits for all processors).
   */
  private void delete(PodNetwork pod, int index) {
    CompletableFuture<Void> deletion =
        CompletableFuture.runAsync(() -> deleteOverOwnSocket(pod.namespace(), index), background);
    long pause = FIRST_PAUSE_NANOS;
    while (!deletion.isDone() && pod.netlink().links().find(index).isPresent()) {
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
    if (deletion.isDone()) {
      rethrowFailure(deletion);
    }
  }

  private static void rethrowFailure(CompletableFuture<Void> deletion) {
    try {
      deletion.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof NetlinkException refused ? refused : e;
    }
  }

  private static void deleteOverOwnSocket(NetworkNamespace namespace, int index) {
    try (Netlink netlink = Netlink.open(namespace)) {
      netlink.links().delete(index);
    }
  }

  /** What this plugin and the reference make; the pod's eth0 by another plugin is a veth. */
  static boolean isFlat(Link link) {
    return Attachment.isFlat(link.kind());
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
