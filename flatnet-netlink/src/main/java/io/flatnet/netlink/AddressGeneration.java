package io.flatnet.netlink;

/** How a link makes its own IPv6 addresses ({@code enum in6_addr_gen_mode}, linux/if_link.h). */
public enum AddressGeneration {
  /** From the MAC address (RFC 4291 appendix A). */
  EUI64(0),
  /** Not at all. */
  NONE(1),
  /** Stable and opaque, from the kernel's secret (RFC 7217). */
  STABLE_PRIVACY(2),
  /** Stable and opaque, from a secret of its own. */
  RANDOM(3);

  private final int number;

  AddressGeneration(int number) {
    this.number = number;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }
}
