package io.flatnet.netlink;

/**
 * A rtnetlink socket: links, addresses, routes and neighbours of one namespace.
 *
 * <p>Thread-safe: requests are made one after the other. A socket stays in the namespace in which
 * it was opened, whichever thread uses it. A request that the kernel does not answer within 5 s
 * ends in a {@link NetlinkException} with ETIMEDOUT.
 */
public final class Netlink implements AutoCloseable {
  private final RouteSocket socket;
  private final Links links;
  private final Addresses addresses;
  private final Routes routes;
  private final Neighbours neighbours;
  private final NamespaceIds namespaceIds;

  private Netlink(RouteSocket socket) {
    this.socket = socket;
    links = new Links(socket);
    addresses = new Addresses(socket);
    routes = new Routes(socket);
    neighbours = new Neighbours(socket);
    namespaceIds = new NamespaceIds(socket);
  }

  /**
   * Opens a socket in the namespace of the calling thread.
   *
   * @throws NetlinkException if the kernel refuses
   */
  public static Netlink open() {
    return new Netlink(RouteSocket.open());
  }

  /**
   * Opens a socket in that namespace, which may be closed afterwards.
   *
   * @throws NetlinkException if the kernel refuses
   */
  public static Netlink open(NetworkNamespace namespace) {
    return namespace.callBriefly(Netlink::open);
  }

  /**
   * Opens a socket in that namespace whose requests are told to a listener.
   *
   * @throws NetlinkException if the kernel refuses
   */
  public static Netlink open(NetworkNamespace namespace, RequestListener listener) {
    return namespace.callBriefly(() -> new Netlink(RouteSocket.open(listener)));
  }

  /** The links. */
  public Links links() {
    return links;
  }

  /** The addresses of links. */
  public Addresses addresses() {
    return addresses;
  }

  /** The routes. */
  public Routes routes() {
    return routes;
  }

  /** The ARP and neighbour tables. */
  public Neighbours neighbours() {
    return neighbours;
  }

  /** The numbers of other namespaces. */
  public NamespaceIds namespaceIds() {
    return namespaceIds;
  }

  /** Closes the socket, after the request that is under way. May be called more than once. */
  @Override
  public void close() {
    socket.close();
  }
}
