package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.wire.ArpPacket;
import io.flatnet.netlink.wire.NeighbourPacket;
import io.flatnet.netlink.wire.NeighbourSolicitation;
import java.util.Optional;

/** What a {@link DuplicateProbe} asks about one address, and which answers are a conflict. */
sealed interface ProbeQuestion {
  /** The protocol in which both are. */
  int ethertype();

  /** The frame that asks. */
  byte[] frame();

  /** The multicast MAC on which others ask, empty if it is the broadcast. */
  Optional<MacAddress> group();

  /** What a frame that was heard says about the address, empty if nothing. */
  Optional<ProbeOutcome> judge(byte[] frame);

  static ProbeQuestion of(MacAddress own, IpAddress address) {
    return address.family() == IpFamily.IPV4 ? new Arp(own, address) : new Neighbour(own, address);
  }

  /** Our own frames, which some switches send back, are no conflict. */
  private static Optional<ProbeOutcome> conflict(MacAddress own, MacAddress by, boolean probing) {
    return by.equals(own) ? Optional.empty() : Optional.of(new ProbeOutcome.Conflict(by, probing));
  }

  /** RFC 5227 2.1.1. */
  record Arp(MacAddress own, IpAddress address) implements ProbeQuestion {
    @Override
    public int ethertype() {
      return ArpPacket.ETHERTYPE;
    }

    @Override
    public byte[] frame() {
      return ArpPacket.probe(own, address).toBroadcastFrame();
    }

    @Override
    public Optional<MacAddress> group() {
      return Optional.empty();
    }

    @Override
    public Optional<ProbeOutcome> judge(byte[] frame) {
      return ArpPacket.ofFrame(frame)
          .flatMap(
              packet -> {
                boolean owned = packet.senderAddress().equals(address);
                boolean alsoProbed = packet.isProbe() && packet.targetAddress().equals(address);
                return owned || alsoProbed
                    ? conflict(own, packet.senderMac(), alsoProbed)
                    : Optional.empty();
              });
    }
  }

  /** RFC 4862 5.4.2 to 5.4.4. */
  record Neighbour(MacAddress own, IpAddress address) implements ProbeQuestion {
    @Override
    public int ethertype() {
      return NeighbourPacket.ETHERTYPE;
    }

    @Override
    public byte[] frame() {
      return NeighbourSolicitation.probeFrame(own, address);
    }

    @Override
    public Optional<MacAddress> group() {
      return Optional.of(NeighbourSolicitation.groupMac(address));
    }

    /** A solicitation with a source only looks for who has the address. */
    @Override
    public Optional<ProbeOutcome> judge(byte[] frame) {
      return NeighbourPacket.ofFrame(frame)
          .filter(packet -> packet.target().equals(address))
          .filter(packet -> packet.isProbe() || !packet.solicitation())
          .flatMap(packet -> conflict(own, packet.senderMac(), packet.isProbe()));
    }
  }
}
