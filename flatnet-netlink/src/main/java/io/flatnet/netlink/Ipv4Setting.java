package io.flatnet.netlink;

/**
 * A setting of a link that netlink can change, so that no writable {@code /proc/sys} is needed
 * (IFLA_INET_CONF; numbers are IPV4_DEVCONF_ of linux/ip.h).
 */
public enum Ipv4Setting {
  /** Forward packets that come in here. */
  FORWARDING(1),
  /** Answer ARP for others' addresses. */
  PROXY_ARP(3),
  /** Check the source of packets (RFC 3704): 0 off, 1 strict, 2 loose. */
  RP_FILTER(8),
  /** Which own address an ARP request carries: 0, 1 or 2. */
  ARP_ANNOUNCE(18),
  /** Which ARP requests are answered: 0 to 8. */
  ARP_IGNORE(19),
  /** Announce an address by gratuitous ARP when the link comes up. */
  ARP_NOTIFY(22);

  private final int number;

  Ipv4Setting(int number) {
    this.number = number;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }
}
