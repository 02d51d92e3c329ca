package io.flatnet.netlink;

/** How an address is added (IFA_F_ bits, linux/if_addr.h). */
public enum AddressOption {
  /** IPv6: without duplicate address detection, usable at once ({@code nodad}). */
  NO_DAD(0x02),
  /** Without the route to its prefix ({@code noprefixroute}). */
  NO_PREFIX_ROUTE(0x200);

  private final int bit;

  AddressOption(int bit) {
    this.bit = bit;
  }

  /** The kernel's bit. */
  public int bit() {
    return bit;
  }
}
