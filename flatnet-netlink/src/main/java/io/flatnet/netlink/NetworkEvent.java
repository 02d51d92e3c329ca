package io.flatnet.netlink;

/** What a {@link NetworkMonitor} tells. */
public sealed interface NetworkEvent {
  /**
   * A link was made or changed, or came from another namespace.
   *
   * @param link as it is now
   */
  record LinkChanged(Link link) implements NetworkEvent {}

  /**
   * A link was deleted, or went to another namespace.
   *
   * @param link as it was
   */
  record LinkGone(Link link) implements NetworkEvent {}

  /**
   * An address was added or changed, for example no longer tentative.
   *
   * @param address as it is now
   */
  record AddressChanged(InterfaceAddress address) implements NetworkEvent {}

  /**
   * An address was deleted, also because its link went down or away.
   *
   * @param address as it was
   */
  record AddressGone(InterfaceAddress address) implements NetworkEvent {}

  /**
   * A route of any table was added or replaced.
   *
   * @param route as it is now
   */
  record RouteChanged(Route route) implements NetworkEvent {}

  /**
   * A route of any table was deleted. Of IPv4 routes that go because their link does, the kernel
   * says nothing.
   *
   * @param route as it was
   */
  record RouteGone(Route route) implements NetworkEvent {}

  /**
   * The kernel dropped events because they were not read in time (ENOBUFS): what the reader knows
   * may be wrong, and it must list again. What came before the listing is not told any more.
   */
  record Lost() implements NetworkEvent {}
}
