package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.netlink.wire.Acknowledgement;
import io.flatnet.netlink.wire.AddressHeader;
import io.flatnet.netlink.wire.Attributes;
import io.flatnet.netlink.wire.GenuineDatagrams;
import io.flatnet.netlink.wire.LinkHeader;
import io.flatnet.netlink.wire.NeighbourHeader;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.NetlinkParseException;
import io.flatnet.netlink.wire.Payload;
import io.flatnet.netlink.wire.RouteHeader;
import io.flatnet.netlink.wire.Rtnetlink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever bytes come, parsing ends in time linear in them, and with a value or a {@link
 * NetlinkParseException}: any other exception fails these properties.
 */
class HostileMessagesPropertyTest {
  private static final List<byte[]> GENUINE = GenuineDatagrams.all();

  /** Parses as every verb would; the number of messages that were read whole. */
  private static int parseAll(byte[] datagram) {
    int whole = 0;
    try {
      for (NetlinkMessage message : NetlinkMessage.parse(Payload.copyOf(datagram))) {
        whole += parseOne(message) ? 1 : 0;
      }
    } catch (NetlinkParseException e) {
      assertThat(e.position()).isBetween(0, datagram.length);
    }
    return whole;
  }

  private static boolean parseOne(NetlinkMessage message) {
    try {
      switch (message.type()) {
        case Rtnetlink.RTM_NEWLINK -> LinkCodec.parse(message.payload());
        case Rtnetlink.RTM_NEWADDR -> Addresses.parse(message.payload());
        case Rtnetlink.RTM_NEWROUTE -> RouteCodec.parse(message.payload());
        case Rtnetlink.RTM_NEWNEIGH -> Neighbours.parse(message.payload());
        case Rtnetlink.NLMSG_ERROR, Rtnetlink.NLMSG_DONE -> Acknowledgement.parse(message);
        default -> Attributes.parse(message.payload());
      }
      return true;
    } catch (NetlinkParseException e) {
      assertThat(e.getMessage()).startsWith("cannot parse netlink ");
      return false;
    }
  }

  @Example
  void parse_whenGenuine_readsEveryMessage() {
    for (byte[] datagram : GENUINE) {
      int messages = NetlinkMessage.parse(Payload.copyOf(datagram)).size();
      assertThat(parseAll(datagram)).isEqualTo(messages).isPositive();
    }
  }

  @Example
  void parse_whenCutAtEveryByte_survives() {
    for (byte[] datagram : GENUINE) {
      for (int length = 0; length < datagram.length; length++) {
        parseAll(Arrays.copyOf(datagram, length));
      }
    }
  }

  @Example
  void parse_whenAnyHalfWordIsExtreme_survives() {
    for (byte[] datagram : GENUINE) {
      for (int at = 0; at + 1 < datagram.length; at++) {
        for (int value : new int[] {0, 1, 3, 4, 5, 0x7fff, 0x8000, 0xffff}) {
          byte[] mutated = datagram.clone();
          mutated[at] = (byte) value;
          mutated[at + 1] = (byte) (value >> 8);
          parseAll(mutated);
        }
      }
    }
  }

  @Property(tries = 5_000)
  void parse_whenRandomBytes_survives(@ForAll @Size(max = 2_000) byte[] bytes) {
    parseAll(bytes);
  }

  @Property(tries = 5_000)
  void parse_whenHeaderIsRightAndTheRestRandom_survives(
      @ForAll("types") int type, @ForAll @Size(max = 2_000) byte[] body) {
    byte[] datagram = new byte[16 + body.length];
    System.arraycopy(body, 0, datagram, 16, body.length);
    Payload wrapped = Payload.owning(datagram);
    assertThat(wrapped.size()).isEqualTo(datagram.length);
    ByteBuffer header = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    header.putInt(datagram.length).putShort((short) type).putShort((short) 0x200);
    parseAll(datagram);
  }

  @Provide
  Arbitrary<Integer> types() {
    return Arbitraries.of(
        Rtnetlink.RTM_NEWLINK,
        Rtnetlink.RTM_NEWADDR,
        Rtnetlink.RTM_NEWROUTE,
        Rtnetlink.RTM_NEWNEIGH,
        Rtnetlink.NLMSG_ERROR,
        Rtnetlink.NLMSG_DONE,
        9999);
  }

  @Property(tries = 5_000)
  void parse_whenGenuineWithSomeBytesChanged_survives(
      @ForAll @IntRange(max = 100) int which,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 40_000) Integer> places,
      @ForAll byte value) {
    byte[] mutated = GENUINE.get(which % GENUINE.size()).clone();
    for (int place : places) {
      mutated[place % mutated.length] = value;
    }
    parseAll(mutated);
  }

  @Property(tries = 200)
  void parse_whenHeadersAlone_neverReadBeyond(@ForAll @Size(max = 20) byte[] bytes) {
    Payload payload = Payload.copyOf(bytes);
    assertThat(reads(() -> LinkHeader.parse(payload))).isEqualTo(bytes.length >= 16);
    assertThat(reads(() -> RouteHeader.parse(payload))).isEqualTo(bytes.length >= 12);
    assertThat(reads(() -> NeighbourHeader.parse(payload))).isEqualTo(bytes.length >= 12);
    assertThat(reads(() -> AddressHeader.parse(payload))).isEqualTo(bytes.length >= 8);
  }

  private static boolean reads(Runnable parse) {
    try {
      parse.run();
      return true;
    } catch (NetlinkParseException e) {
      return false;
    }
  }

  /** A million of the smallest attributes and messages: quadratic work would take minutes. */
  @Example
  void parse_whenAsManyPartsAsFit_isLinear() {
    ByteBuffer attributes = ByteBuffer.allocate(4_000_000).order(ByteOrder.nativeOrder());
    while (attributes.hasRemaining()) {
      attributes.putShort((short) 4).putShort((short) 1);
    }
    assertThat(Attributes.parse(Payload.owning(attributes.array())).list()).hasSize(1_000_000);
    ByteBuffer messages = ByteBuffer.allocate(4_000_000).order(ByteOrder.nativeOrder());
    while (messages.hasRemaining()) {
      messages.putInt(16).putInt(0).putLong(0);
    }
    assertThat(NetlinkMessage.parse(Payload.owning(messages.array()))).hasSize(250_000);
  }
}
