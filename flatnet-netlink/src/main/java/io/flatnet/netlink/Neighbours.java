package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.wire.Attributes;
import io.flatnet.netlink.wire.NeighbourHeader;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.NetlinkParseException;
import io.flatnet.netlink.wire.Payload;
import io.flatnet.netlink.wire.Rtnetlink;
import java.util.List;

/** The ARP and neighbour tables. Every verb throws {@link NetlinkException}. */
public final class Neighbours {
  private static final int NUD_NOARP = 0x40;

  private final RouteSocket socket;

  Neighbours(RouteSocket socket) {
    this.socket = socket;
  }

  /**
   * The entries of one link, both families, without those that are never asked for (multicast,
   * loopback). Equivalent to: {@code ip neigh show dev LINK}.
   */
  public List<Neighbour> list(int linkIndex) {
    Links.requireIndex(linkIndex);
    return socket
        .dump(
            Rtnetlink.RTM_GETNEIGH,
            out -> {
              new NeighbourHeader(Rtnetlink.AF_UNSPEC, 0, 0, 0).write(out);
              out.attribute32(Rtnetlink.NDA_IFINDEX, linkIndex); // since Linux 4.10
            },
            () -> "list neighbours of link " + linkIndex)
        .stream()
        .filter(Neighbours::isIp)
        .map(message -> parse(message.payload()))
        .filter(found -> found.linkIndex() == linkIndex)
        .filter(found -> (found.state() & ~NUD_NOARP) != 0)
        .toList();
  }

  /** Adds an entry or overwrites it. Equivalent to: {@code ip neigh replace …}. */
  public void replace(Neighbour neighbour) {
    socket.execute(
        Rtnetlink.RTM_NEWNEIGH,
        Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_REPLACE,
        out -> {
          Links.requireIndex(neighbour.linkIndex());
          int family = Families.number(neighbour.address().family());
          new NeighbourHeader(family, neighbour.linkIndex(), neighbour.state(), 0).write(out);
          out.attribute(Rtnetlink.NDA_DST, neighbour.address());
          if (neighbour.mac() != null) {
            out.attribute(Rtnetlink.NDA_LLADDR, neighbour.mac());
          }
        },
        () -> "replace neighbour " + neighbour.address() + " on link " + neighbour.linkIndex());
  }

  /** ENOENT if there is none. Equivalent to: {@code ip neigh del ADDRESS dev LINK}. */
  public void delete(int linkIndex, IpAddress address) {
    Links.requireIndex(linkIndex);
    socket.execute(
        Rtnetlink.RTM_DELNEIGH,
        0,
        out -> {
          new NeighbourHeader(Families.number(address.family()), linkIndex, 0, 0).write(out);
          out.attribute(Rtnetlink.NDA_DST, address);
        },
        () -> "delete neighbour " + address + " on link " + linkIndex);
  }

  private static boolean isIp(NetlinkMessage message) {
    return message.type() == Rtnetlink.RTM_NEWNEIGH && Families.isIp(message.payload().uint8(0));
  }

  /** RTM_NEWNEIGH. */
  static Neighbour parse(Payload payload) {
    NeighbourHeader header = NeighbourHeader.parse(payload);
    Attributes attributes = Attributes.parse(payload.from(NeighbourHeader.BYTES));
    IpAddress address = attributes.address(Rtnetlink.NDA_DST);
    if (address == null) {
      throw new NetlinkParseException("neighbour", payload.position(), "it has no address");
    }
    return new Neighbour(
        header.index(), address, attributes.mac(Rtnetlink.NDA_LLADDR), header.state());
  }
}
