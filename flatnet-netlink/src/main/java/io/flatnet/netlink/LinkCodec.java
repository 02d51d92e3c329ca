package io.flatnet.netlink;

import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.wire.Attributes;
import io.flatnet.netlink.wire.LinkHeader;
import io.flatnet.netlink.wire.MessageWriter;
import io.flatnet.netlink.wire.Payload;
import io.flatnet.netlink.wire.Rtnetlink;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Links as RTM_NEWLINK and RTM_SETLINK have them. */
final class LinkCodec {
  private static final int NO_DESCRIPTOR = -1;

  private LinkCodec() {}

  /** RTM_NEWLINK; a descriptor of -1 is this namespace. */
  static void writeRequest(MessageWriter out, LinkRequest link, int targetDescriptor) {
    int up = link.up() ? Link.IFF_UP : 0;
    new LinkHeader(0, up, up).write(out);
    out.attribute(Rtnetlink.IFLA_IFNAME, link.name());
    writeIfPositive(out, Rtnetlink.IFLA_LINK, link.parentIndex());
    writeIfPositive(out, Rtnetlink.IFLA_MASTER, link.masterIndex());
    writeCommon(out, link.mac(), link.mtuBytes());
    if (targetDescriptor != NO_DESCRIPTOR) {
      out.attribute32(Rtnetlink.IFLA_NET_NS_FD, targetDescriptor);
    }
    int info = out.beginNested(Rtnetlink.IFLA_LINKINFO);
    out.attribute(Rtnetlink.IFLA_INFO_KIND, link.kind().kindName());
    int data = out.beginNested(Rtnetlink.IFLA_INFO_DATA);
    writeKind(out, link.kind());
    out.endNested(data).endNested(info);
  }

  private static void writeKind(MessageWriter out, LinkKind kind) {
    switch (kind) {
      case LinkKind.Macvlan macvlan ->
          out.attribute32(Rtnetlink.IFLA_MACVLAN_MODE, macvlan.mode().number());
      case LinkKind.Veth veth -> {
        int peer = out.beginNested(Rtnetlink.VETH_INFO_PEER);
        new LinkHeader(0, 0, 0).write(out);
        if (veth.peerName() != null) {
          out.attribute(Rtnetlink.IFLA_IFNAME, veth.peerName());
        }
        out.endNested(peer);
      }
      case LinkKind.Bridge _, LinkKind.Device _, LinkKind.Other _ -> {}
    }
  }

  /** RTM_SETLINK. */
  static void writeChange(MessageWriter out, int index, LinkChange change) {
    int flags = 0;
    int mask = 0;
    if (change.up() != null) {
      mask |= Link.IFF_UP;
      flags |= change.up() ? Link.IFF_UP : 0;
    }
    if (change.promiscuous() != null) {
      mask |= Link.IFF_PROMISC;
      flags |= change.promiscuous() ? Link.IFF_PROMISC : 0;
    }
    new LinkHeader(index, flags, mask).write(out);
    writeCommon(out, change.mac(), change.mtuBytes());
    if (change.name() != null) {
      out.attribute(Rtnetlink.IFLA_IFNAME, change.name());
    }
    if (change.masterIndex() != null) {
      out.attribute32(Rtnetlink.IFLA_MASTER, change.masterIndex());
    }
    if (change.alias() != null) {
      out.attribute(Rtnetlink.IFLA_IFALIAS, change.alias());
    }
    writeFamilies(out, change.ipv4Settings(), change.addressGeneration());
  }

  /** IFLA_AF_SPEC: one nested attribute for each family. */
  private static void writeFamilies(
      MessageWriter out, Map<Ipv4Setting, Integer> ipv4, @Nullable AddressGeneration generation) {
    if (ipv4.isEmpty() && generation == null) {
      return;
    }
    int families = out.beginNested(Rtnetlink.IFLA_AF_SPEC);
    if (!ipv4.isEmpty()) {
      int family = out.beginNested(Rtnetlink.AF_INET);
      int settings = out.beginNested(Rtnetlink.IFLA_INET_CONF);
      ipv4.forEach((setting, value) -> out.attribute32(setting.number(), value));
      out.endNested(settings).endNested(family);
    }
    if (generation != null) {
      int family = out.beginNested(Rtnetlink.AF_INET6);
      out.attribute8(Rtnetlink.IFLA_INET6_ADDR_GEN_MODE, generation.number());
      out.endNested(family);
    }
    out.endNested(families);
  }

  private static void writeCommon(
      MessageWriter out, @Nullable MacAddress mac, @Nullable Integer mtuBytes) {
    if (mac != null) {
      out.attribute(Rtnetlink.IFLA_ADDRESS, mac);
    }
    if (mtuBytes != null) {
      out.attribute32(Rtnetlink.IFLA_MTU, mtuBytes);
    }
  }

  private static void writeIfPositive(MessageWriter out, int type, int value) {
    if (value > 0) {
      out.attribute32(type, value);
    }
  }

  /** RTM_NEWLINK, as the kernel sends it. */
  static Link parse(Payload payload) {
    LinkHeader header = LinkHeader.parse(payload);
    Attributes attributes = Attributes.parse(payload.from(LinkHeader.BYTES));
    String name = attributes.text(Rtnetlink.IFLA_IFNAME);
    return new Link(
        header.index(),
        name == null ? "" : name,
        parseKind(attributes.nested(Rtnetlink.IFLA_LINKINFO)),
        header.flags(),
        attributes.mac(Rtnetlink.IFLA_ADDRESS),
        attributes.int32(Rtnetlink.IFLA_MTU, 0),
        attributes.int32(Rtnetlink.IFLA_LINK, 0),
        attributes.int32(Rtnetlink.IFLA_LINK_NETNSID),
        attributes.int32(Rtnetlink.IFLA_MASTER, 0),
        attributes.int32(Rtnetlink.IFLA_PROMISCUITY, 0),
        attributes.text(Rtnetlink.IFLA_IFALIAS));
  }

  private static LinkKind parseKind(Attributes info) {
    String kind = info.text(Rtnetlink.IFLA_INFO_KIND);
    return switch (kind) {
      case null -> new LinkKind.Device();
      case "macvlan" -> parseMacvlan(info.nested(Rtnetlink.IFLA_INFO_DATA));
      case "veth" -> new LinkKind.Veth(null);
      case "bridge" -> new LinkKind.Bridge();
      default -> new LinkKind.Other(kind);
    };
  }

  /** A mode that we do not know (source lists are one) makes it a kind that we do not model. */
  private static LinkKind parseMacvlan(Attributes data) {
    return MacvlanMode.of(data.int32(Rtnetlink.IFLA_MACVLAN_MODE, 0))
        .<LinkKind>map(LinkKind.Macvlan::new)
        .orElseGet(() -> new LinkKind.Other("macvlan"));
  }
}
