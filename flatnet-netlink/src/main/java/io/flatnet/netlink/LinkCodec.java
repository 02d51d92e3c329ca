package io.flatnet.netlink;

import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.wire.Attributes;
import io.flatnet.netlink.wire.LinkHeader;
import io.flatnet.netlink.wire.MessageWriter;
import io.flatnet.netlink.wire.Payload;
import io.flatnet.netlink.wire.Rtnetlink;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Links as RTM_NEWLINK and RTM_SETLINK have them. */
final class LinkCodec {
  private static final int NO_DESCRIPTOR = -1;
  private static final int UNKNOWN = -1;
  private static final int ETH_P_8021Q = 0x8100; // linux/if_ether.h

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
      case LinkKind.Macvlan macvlan -> {
        out.attribute32(Rtnetlink.IFLA_MACVLAN_MODE, macvlan.mode().number());
        if (!macvlan.flags().isEmpty()) {
          int flags = macvlan.flags().stream().mapToInt(MacvlanFlag::bit).sum();
          out.attribute16(Rtnetlink.IFLA_MACVLAN_FLAGS, flags);
        }
      }
      case LinkKind.Ipvlan ipvlan -> {
        out.attribute16(Rtnetlink.IFLA_IPVLAN_MODE, ipvlan.mode().number());
        out.attribute16(Rtnetlink.IFLA_IPVLAN_FLAGS, ipvlan.flag().number());
      }
      case LinkKind.Vlan vlan -> out.attribute16(Rtnetlink.IFLA_VLAN_ID, vlan.id());
      case LinkKind.Bond bond -> out.attribute8(Rtnetlink.IFLA_BOND_MODE, bond.mode().number());
      case LinkKind.Veth veth -> {
        int peer = out.beginNested(Rtnetlink.VETH_INFO_PEER);
        new LinkHeader(0, 0, 0).write(out);
        if (veth.peerName() != null) {
          out.attribute(Rtnetlink.IFLA_IFNAME, veth.peerName());
        }
        out.endNested(peer);
      }
      case LinkKind.Bridge _, LinkKind.Dummy _, LinkKind.Device _, LinkKind.Other _ -> {}
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
    writeFamilies(out, change);
  }

  /** IFLA_AF_SPEC: one nested attribute for each family. */
  static void writeFamilies(MessageWriter out, LinkChange change) {
    Map<Ipv4Setting, Integer> ipv4 = change.ipv4Settings();
    AddressGeneration generation = change.addressGeneration();
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
    if (kind == null) {
      return new LinkKind.Device();
    }
    Attributes data = info.nested(Rtnetlink.IFLA_INFO_DATA);
    Optional<? extends LinkKind> known =
        switch (kind) {
          case "macvlan" -> parseMacvlan(data);
          case "ipvlan" -> parseIpvlan(data);
          case "vlan" -> parseVlan(data);
          case "bond" ->
              BondMode.of(data.uint8(Rtnetlink.IFLA_BOND_MODE, UNKNOWN)).map(LinkKind.Bond::new);
          case "veth" -> Optional.of(new LinkKind.Veth(null));
          case "bridge" -> Optional.of(new LinkKind.Bridge());
          case "dummy" -> Optional.of(new LinkKind.Dummy());
          default -> Optional.empty();
        };
    // A mode that we do not know (macvlan's source lists are one) is a kind that we do not model.
    return known.isPresent() ? known.get() : new LinkKind.Other(kind);
  }

  private static Optional<LinkKind> parseMacvlan(Attributes data) {
    int bits = data.uint16(Rtnetlink.IFLA_MACVLAN_FLAGS, 0);
    Set<MacvlanFlag> flags = EnumSet.allOf(MacvlanFlag.class);
    flags.removeIf(flag -> (bits & flag.bit()) == 0);
    return MacvlanMode.of(data.int32(Rtnetlink.IFLA_MACVLAN_MODE, 0))
        .map(mode -> new LinkKind.Macvlan(mode, flags));
  }

  private static Optional<LinkKind> parseIpvlan(Attributes data) {
    int bits = data.uint16(Rtnetlink.IFLA_IPVLAN_FLAGS, 0); // none before Linux 4.15
    return IpvlanMode.of(data.uint16(Rtnetlink.IFLA_IPVLAN_MODE, UNKNOWN))
        .flatMap(mode -> IpvlanFlag.of(bits).map(flag -> new LinkKind.Ipvlan(mode, flag)));
  }

  /** A service tag (IEEE 802.1ad) of the same number is another link beside it. */
  private static Optional<LinkKind> parseVlan(Attributes data) {
    Payload protocol = data.find(Rtnetlink.IFLA_VLAN_PROTOCOL); // in network byte order
    boolean customer =
        protocol == null || ((protocol.uint8(0) << Byte.SIZE) | protocol.uint8(1)) == ETH_P_8021Q;
    int id = data.uint16(Rtnetlink.IFLA_VLAN_ID, UNKNOWN);
    boolean tagged = customer && id >= 0 && id <= LinkKind.Vlan.MAX_ID;
    return tagged ? Optional.of(new LinkKind.Vlan(id)) : Optional.empty();
  }
}
