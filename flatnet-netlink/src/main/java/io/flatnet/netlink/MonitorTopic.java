package io.flatnet.netlink;

/** What a {@link NetworkMonitor} tells of (RTNLGRP_ numbers, linux/rtnetlink.h). */
public enum MonitorTopic {
  /** Links made, changed, moved here or away, and deleted ({@code ip monitor link}). */
  LINK(1),
  /** IPv4 addresses ({@code ip -4 monitor address}). */
  IPV4_ADDRESS(5),
  /** IPv6 addresses, also when duplicate detection ends ({@code ip -6 monitor address}). */
  IPV6_ADDRESS(9),
  /** IPv4 routes, except those that the kernel takes with a link ({@code ip -4 monitor route}). */
  IPV4_ROUTE(7),
  /** IPv6 routes ({@code ip -6 monitor route}). */
  IPV6_ROUTE(11);

  private final int group;

  MonitorTopic(int group) {
    this.group = group;
  }

  /** The kernel's number of the multicast group. */
  public int group() {
    return group;
  }
}
