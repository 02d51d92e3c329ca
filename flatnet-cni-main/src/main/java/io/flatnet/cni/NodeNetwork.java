package io.flatnet.cni;

import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.attach.GarbageCollector;
import io.flatnet.cni.attach.Parents;
import io.flatnet.cni.attach.PodNetwork;
import io.flatnet.netlink.NamespaceIdentity;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.RequestListener;
import io.flatnet.netlink.Sysctls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The namespace where master links are, and the way from it into pods. Thread-safe. */
public final class NodeNetwork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeNetwork.class);
  private static final int UNKNOWN_ID = -1;

  private final Netlink netlink;
  private final NamespaceIdentity identity;
  private final @Nullable Path sysctlRoot;
  private final RequestListener listener;
  private final Parents parents;
  private final GarbageCollector collector;

  private NodeNetwork(
      Netlink netlink,
      NamespaceIdentity identity,
      int ownId,
      @Nullable Path sysctlRoot,
      RequestListener listener) {
    this.listener = listener;
    this.netlink = netlink;
    this.parents = new Parents(netlink, ownId);
    this.collector = new GarbageCollector(netlink, ownId, parents);
    this.identity = identity;
    this.sysctlRoot = sysctlRoot;
  }

  /**
   * Opens a socket in the node's namespace.
   *
   * @param namespace may be closed afterwards
   * @param sysctlRoot where {@code /proc/sys/net} is mounted writable; null = there
   */
  public static NodeNetwork open(NetworkNamespace namespace, @Nullable Path sysctlRoot) {
    return open(namespace, sysctlRoot, RequestListener.NONE);
  }

  /** The same, and all requests of calls, also those in pods, are told to a listener. */
  public static NodeNetwork open(
      NetworkNamespace namespace, @Nullable Path sysctlRoot, RequestListener listener) {
    Netlink netlink = Netlink.open(namespace, listener);
    return new NodeNetwork(
        netlink, namespace.identity(), ownId(netlink, namespace), sysctlRoot, listener);
  }

  /** Without the privilege no interface can be made anyway, but verbs that need none must run. */
  private static int ownId(Netlink netlink, NetworkNamespace namespace) {
    try {
      netlink.namespaceIds().assign(namespace);
      return netlink.namespaceIds().find(namespace).orElse(UNKNOWN_ID);
    } catch (NetlinkException e) {
      LOG.debug("the node's namespace has no number", e);
      return UNKNOWN_ID;
    }
  }

  /** The links that pods' interfaces are put on. */
  Parents parents() {
    return parents;
  }

  /** What finds and removes what no attachment uses. */
  GarbageCollector collector() {
    return collector;
  }

  /** The socket in the node's namespace. */
  public Netlink netlink() {
    return netlink;
  }

  /**
   * Opens the pod's namespace of a request.
   *
   * @throws CniFailure with code 4 if the request has none, or it is the node's own
   */
  public PodNetwork pod(CniRequest request) throws CniFailure {
    NetworkNamespace namespace = request.namespace();
    if (namespace == null) {
      throw new CniFailure(
          WellKnownError.INVALID_ENVIRONMENT,
          "cannot open CNI_NETNS \"%s\": %s; the sandbox is gone or was never made"
              .formatted(
                  request.environment().getOrDefault("CNI_NETNS", ""), request.namespaceProblem()));
    }
    if (isNode(namespace)) {
      throw new CniFailure(
          WellKnownError.INVALID_ENVIRONMENT,
          "cannot use CNI_NETNS \"%s\": it is the node's own namespace; pods with hostNetwork have no flat interface"
              .formatted(request.environment().getOrDefault("CNI_NETNS", "")));
    }
    Sysctls sysctls = Sysctls.of(namespace);
    return PodNetwork.open(
        namespace, sysctlRoot == null ? sysctls : sysctls.under(sysctlRoot), listener);
  }

  /** Whether a namespace is the node's, in which no call may delete anything. */
  boolean isNode(NetworkNamespace namespace) {
    return namespace.identity().equals(identity);
  }

  @Override
  public void close() {
    netlink.close();
  }
}
