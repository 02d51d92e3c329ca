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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
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
   * Deletes the node's routes to the interface, then the interface and a half-made one of the same
   * container. The routes go first, since the interface tells where they lead: a DEL that is killed
   * in between leaves enough for the next.
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
    if (pod == null) {
      deleteRoutes(owner, remembered);
      return;
    }
    List<Link> links = flatLinks(pod, owner, interfaceName);
    Set<IpAddress> addresses = new LinkedHashSet<>();
    links.forEach(link -> addresses.addAll(routableAddresses(pod, link)));
    // The reference leaves its routes unmarked; while the address is on this link, they are its.
    addresses.forEach(
        address -> deleteRoute(Route.toHost(address).withProtocol(Route.PROTOCOL_BOOT)));
    addresses.addAll(remembered);
    deleteRoutes(owner, addresses);
    links.forEach(link -> ignoringGone(() -> delete(pod, link.index())));
  }

  private void deleteRoutes(String owner, Collection<IpAddress> addresses) {
    addresses.forEach(address -> deleteRoute(RoutePlanner.nodeRoute(owner, address)));
  }

  /** What this plugin and the reference make; the pod's eth0 by another plugin is a veth. */
  private static List<Link> flatLinks(PodNetwork pod, String owner, String interfaceName) {
    return Stream.of(Attachment.temporaryName(owner, interfaceName), interfaceName)
        .flatMap(name -> pod.netlink().links().find(name).stream())
        .filter(link -> Attachment.isFlat(link.kind()))
        .toList();
  }

  private static List<IpAddress> routableAddresses(PodNetwork pod, Link link) {
    return pod.netlink().addresses().list(link.index()).stream()
        .filter(InterfaceAddress::isGlobal)
        .map(InterfaceAddress::address)
        .toList();
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
