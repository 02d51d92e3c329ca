package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.netlink.wire.Attributes;
import io.flatnet.netlink.wire.MessageWriter;
import io.flatnet.netlink.wire.NetlinkParseException;
import io.flatnet.netlink.wire.Payload;
import io.flatnet.netlink.wire.RouteHeader;
import io.flatnet.netlink.wire.Rtnetlink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Routes as RTM_NEWROUTE and RTM_DELROUTE have them. */
final class RouteCodec {
  private static final int NEXT_HOP_BYTES = 8; // struct rtnexthop
  private static final int NEXT_HOP_HOPS = 3;
  private static final int NEXT_HOP_INDEX = 4;
  private static final int VIA_ADDRESS = 2; // struct rtvia: family, then the address
  private static final int MAX_TABLE_IN_HEADER = 255;

  private RouteCodec() {}

  static void write(MessageWriter out, Route route, int scope) {
    int table = route.table() <= MAX_TABLE_IN_HEADER ? route.table() : Rtnetlink.AF_UNSPEC;
    new RouteHeader(
            Families.number(route.family()),
            route.destination().length(),
            table,
            route.protocol(),
            scope,
            route.type(),
            route.onLink() ? Rtnetlink.RTNH_F_ONLINK : 0)
        .write(out);
    if (!route.isDefault()) {
      out.attribute(Rtnetlink.RTA_DST, route.destination().network());
    }
    writeGateway(out, route);
    if (route.linkIndex() > 0) {
      out.attribute32(Rtnetlink.RTA_OIF, route.linkIndex());
    }
    if (route.source() != null) {
      out.attribute(Rtnetlink.RTA_PREFSRC, route.source());
    }
    if (route.priority() != 0) {
      out.attribute32(Rtnetlink.RTA_PRIORITY, (int) route.priority());
    }
    if (route.table() > MAX_TABLE_IN_HEADER) {
      out.attribute32(Rtnetlink.RTA_TABLE, route.table());
    }
  }

  /** A router of the other family goes in RTA_VIA (RFC 8950; since Linux 5.2). */
  private static void writeGateway(MessageWriter out, Route route) {
    IpAddress gateway = route.gateway();
    if (gateway == null) {
      return;
    }
    if (gateway.family() == route.family()) {
      out.attribute(Rtnetlink.RTA_GATEWAY, gateway);
      return;
    }
    byte[] address = gateway.toBytes();
    ByteBuffer via = ByteBuffer.allocate(VIA_ADDRESS + address.length);
    via.order(ByteOrder.nativeOrder()).putShort((short) Families.number(gateway.family()));
    out.attribute(Rtnetlink.RTA_VIA, via.put(address).array());
  }

  /** RTM_NEWROUTE of one of the two families. */
  static Route parse(Payload payload) {
    RouteHeader header = RouteHeader.parse(payload);
    Attributes attributes = Attributes.parse(payload.from(RouteHeader.BYTES));
    Integer priority = attributes.int32(Rtnetlink.RTA_PRIORITY);
    List<NextHop> hops = parseNextHops(attributes.find(Rtnetlink.RTA_MULTIPATH));
    try {
      return new Route(
          destination(header, attributes),
          gateway(attributes),
          attributes.int32(Rtnetlink.RTA_OIF, 0),
          attributes.address(Rtnetlink.RTA_PREFSRC),
          priority == null ? 0 : Integer.toUnsignedLong(priority),
          attributes.int32(Rtnetlink.RTA_TABLE, header.table()),
          header.protocol(),
          header.scope(),
          (header.flags() & Rtnetlink.RTNH_F_ONLINK) != 0,
          header.type(),
          hops);
    } catch (IllegalArgumentException e) {
      throw new NetlinkParseException("route", payload.position(), "" + e.getMessage());
    }
  }

  private static IpPrefix destination(RouteHeader header, Attributes attributes) {
    IpFamily family = Families.of(header.family());
    IpAddress address = attributes.address(Rtnetlink.RTA_DST);
    IpAddress network = address != null ? address : IpAddress.lowest(family);
    if (network.family() != family) {
      throw new IllegalArgumentException("a destination of another family: " + network);
    }
    return new IpPrefix(network, header.destinationLength());
  }

  private static @Nullable IpAddress gateway(Attributes attributes) {
    Payload via = attributes.find(Rtnetlink.RTA_VIA);
    return via != null
        ? Attributes.toAddress(via.from(VIA_ADDRESS))
        : attributes.address(Rtnetlink.RTA_GATEWAY);
  }

  /** RTA_MULTIPATH: structures with a length, each followed by attributes. */
  private static List<NextHop> parseNextHops(@Nullable Payload multipath) {
    List<NextHop> hops = new ArrayList<>();
    int offset = 0;
    while (multipath != null && offset < multipath.size()) {
      int length = multipath.uint16(offset);
      if (length < NEXT_HOP_BYTES) {
        throw new NetlinkParseException(
            "next hop", multipath.position() + offset, "it has at least 8 bytes, got " + length);
      }
      Payload hop = multipath.part(offset, length);
      Attributes attributes = Attributes.parse(hop.from(NEXT_HOP_BYTES));
      hops.add(
          new NextHop(
              gateway(attributes), hop.int32(NEXT_HOP_INDEX), hop.uint8(NEXT_HOP_HOPS) + 1));
      offset += (length + 3) & -4; // RTNH_ALIGNTO
    }
    return hops;
  }
}
