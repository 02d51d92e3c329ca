package io.flatnet.netlink;

/** How duplicate address detection of an address ended (RFC 4862 5.4). */
public enum DadOutcome {
  /** The address can be used; so it is with IPv4 and with {@link AddressOption#NO_DAD} at once. */
  USABLE,
  /** Another node on the link has it or asks for it too: it is there, but never used. */
  DUPLICATE,
  /** The link has no such address, or no longer. */
  GONE,
  /** It still ran when the time was over; so it does for ever while the link is down. */
  UNSETTLED
}
