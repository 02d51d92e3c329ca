package io.flatnet.netlink;

/**
 * A rtnetlink socket: links, addresses, routes and neighbours of one namespace.
 *
 * <p>Thread-safe: requests are made one after the other. A socket stays in the namespace in which
 * it was opened, whichever thread uses it.
 */
public final class Netlink implements AutoCloseable {
  private Netlink() {}

  /**
   * Opens a socket in the namespace of the calling thread.
   *
   * @throws NetlinkException if the kernel refuses
   */
  public static Netlink open() {
    return Pending.later();
  }

  /**
   * Opens a socket in that namespace, which may be closed afterwards.
   *
   * @throws NetlinkException if the kernel refuses
   */
  public static Netlink open(NetworkNamespace namespace) {
    return Pending.later();
  }

  /** The links. */
  public Links links() {
    return Pending.later();
  }

  /** The addresses of links. */
  public Addresses addresses() {
    return Pending.later();
  }

  /** The routes. */
  public Routes routes() {
    return Pending.later();
  }

  /** The ARP and neighbour tables. */
  public Neighbours neighbours() {
    return Pending.later();
  }

  @Override
  public void close() {
    Pending.later();
  }
}
