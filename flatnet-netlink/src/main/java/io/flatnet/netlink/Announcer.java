package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.OwnedDescriptor;
import io.flatnet.netlink.wire.ArpPacket;
import io.flatnet.netlink.wire.NeighbourAdvertisement;
import java.lang.ref.Cleaner;

/**
 * Tells the neighbours on a link that an address is here now, so that they forget the MAC that had
 * it before: an ARP announcement for IPv4 (RFC 5227 2.3), an unsolicited neighbour advertisement
 * for IPv6 (RFC 4861 7.2.6).
 *
 * <p>Thread-safe. Needs CAP_NET_RAW in the namespace. Cost: the kernel takes some milliseconds to
 * close a packet socket (an RCU grace period), so close it off the path that somebody waits on.
 */
public final class Announcer implements AutoCloseable {
  private final OwnedDescriptor owned;
  private final Cleaner.Cleanable cleanable;

  private Announcer(int descriptor) {
    owned = OwnedDescriptor.of(descriptor);
    cleanable = owned.closeWith(this);
  }

  /**
   * Opens a packet socket in the namespace of the calling thread.
   *
   * @throws NetlinkException if the kernel refuses
   */
  public static Announcer open() {
    return new Announcer(PacketSocket.open());
  }

  /**
   * Opens a packet socket in that namespace, which may be closed afterwards.
   *
   * @throws NetlinkException if the kernel refuses
   */
  public static Announcer open(NetworkNamespace namespace) {
    return namespace.callBriefly(Announcer::open);
  }

  /**
   * Sends one announcement. RFC 5227 asks for two, 2 s apart; to repeat is the caller's. Equivalent
   * to: {@code arping -U -c 1 -I LINK ADDRESS}, for IPv6 {@code ndsend ADDRESS LINK}.
   *
   * @param linkIndex the link, which must be up
   * @param mac the link's MAC
   * @param address an address of the link
   * @throws NetlinkException ENXIO if there is no such link, ENETDOWN if it is down
   */
  public void announce(int linkIndex, MacAddress mac, IpAddress address) {
    Links.requireIndex(linkIndex);
    byte[] frame =
        address.family() == IpFamily.IPV4
            ? ArpPacket.announcement(mac, address).toBroadcastFrame()
            : NeighbourAdvertisement.frame(mac, address);
    long sent = send(linkIndex, frame);
    if (sent < 0) {
      throw new NetlinkException(
          "announce " + address + " at " + mac + " on link " + linkIndex, (int) -sent, null);
    }
  }

  private long send(int linkIndex, byte[] frame) {
    int fd = owned.acquire();
    if (fd < 0) {
      throw new IllegalStateException("the announcer is closed");
    }
    try (Buffers buffers = Buffers.acquire()) {
      return PacketSocket.send(fd, buffers, linkIndex, frame);
    } finally {
      owned.release();
    }
  }

  /** Closes the socket. May be called more than once. */
  @Override
  public void close() {
    cleanable.clean();
  }
}
