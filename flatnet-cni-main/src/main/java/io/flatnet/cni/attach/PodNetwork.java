package io.flatnet.cni.attach;

import io.flatnet.netlink.Announcer;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.RequestListener;
import io.flatnet.netlink.Sysctls;
import org.jspecify.annotations.Nullable;

/**
 * A pod's network namespace with a netlink socket in it. For one thread at a time; the namespace
 * stays its giver's.
 */
public final class PodNetwork implements AutoCloseable {
  private final NetworkNamespace namespace;
  private final Netlink netlink;
  private final Sysctls sysctls;
  private @Nullable Announcer announcer;

  private PodNetwork(NetworkNamespace namespace, Netlink netlink, Sysctls sysctls) {
    this.namespace = namespace;
    this.netlink = netlink;
    this.sysctls = sysctls;
  }

  /**
   * Opens a socket in the namespace; settings are written under the usual {@code /proc/sys/net}.
   */
  public static PodNetwork open(NetworkNamespace namespace) {
    return open(namespace, Sysctls.of(namespace), RequestListener.NONE);
  }

  /** The same with the given way to write settings, and somebody to tell of the requests. */
  public static PodNetwork open(
      NetworkNamespace namespace, Sysctls sysctls, RequestListener listener) {
    return new PodNetwork(namespace, Netlink.open(namespace, listener), sysctls);
  }

  /** The namespace. */
  public NetworkNamespace namespace() {
    return namespace;
  }

  /** The netlink socket in it. */
  public Netlink netlink() {
    return netlink;
  }

  /** Its settings. */
  public Sysctls sysctls() {
    return sysctls;
  }

  /** The packet socket in it, opened at the first call. */
  public Announcer announcer() {
    if (announcer == null) {
      announcer = Announcer.open(namespace);
    }
    return announcer;
  }

  @Override
  public void close() {
    try (netlink) {
      if (announcer != null) {
        announcer.close();
      }
    }
  }
}
