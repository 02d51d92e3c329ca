package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;

/**
 * Tells the neighbours on a link that an address is here now, so that they forget the MAC that had
 * it before: an ARP announcement for IPv4 (RFC 5227 2.3), an unsolicited neighbour advertisement
 * for IPv6 (RFC 4861 7.2.6).
 *
 * <p>Thread-safe. Needs CAP_NET_RAW in the namespace.
 */
public final class Announcer implements AutoCloseable {
  private Announcer() {}

  /** Opens a packet socket in the namespace of the calling thread. */
  public static Announcer open() {
    return Pending.later();
  }

  /** Opens a packet socket in that namespace, which may be closed afterwards. */
  public static Announcer open(NetworkNamespace namespace) {
    return Pending.later();
  }

  /**
   * Sends one announcement. RFC 5227 asks for two, 2 s apart; to repeat is the caller's.
   *
   * @param linkIndex the link, which must be up
   * @param mac the link's MAC
   * @param address an address of the link
   * @throws NetlinkException ENXIO if there is no such link, ENETDOWN if it is down
   */
  public void announce(int linkIndex, MacAddress mac, IpAddress address) {
    Pending.later();
  }

  @Override
  public void close() {
    Pending.later();
  }
}
