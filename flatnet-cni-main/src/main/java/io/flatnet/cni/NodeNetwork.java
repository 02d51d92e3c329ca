package io.flatnet.cni;

import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.attach.PodNetwork;
import io.flatnet.netlink.NamespaceIdentity;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.Sysctls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The namespace where master links are, and the way from it into pods. Thread-safe. */
public final class NodeNetwork implements AutoCloseable {
  private final Netlink netlink;
  private final NamespaceIdentity identity;
  private final @Nullable Path sysctlRoot;

  private NodeNetwork(Netlink netlink, NamespaceIdentity identity, @Nullable Path sysctlRoot) {
    this.netlink = netlink;
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
    return new NodeNetwork(Netlink.open(namespace), namespace.identity(), sysctlRoot);
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
    return PodNetwork.open(namespace, sysctlRoot == null ? sysctls : sysctls.under(sysctlRoot));
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
