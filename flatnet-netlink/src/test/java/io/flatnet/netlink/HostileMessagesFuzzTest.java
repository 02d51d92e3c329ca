package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.wire.Acknowledgement;
import io.flatnet.netlink.wire.ArpPacket;
import io.flatnet.netlink.wire.Attributes;
import io.flatnet.netlink.wire.GenuineDatagrams;
import io.flatnet.netlink.wire.MessageWriter;
import io.flatnet.netlink.wire.NeighbourAdvertisement;
import io.flatnet.netlink.wire.NeighbourPacket;
import io.flatnet.netlink.wire.NeighbourSolicitation;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.NetlinkParseException;
import io.flatnet.netlink.wire.Payload;
import io.flatnet.netlink.wire.Rtnetlink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Shows that no bytes make a reader of messages or frames throw anything but {@link
 * NetlinkParseException}, or hang. The bytes are what kernels sent and what we send, changed by
 * seeds: 10,000 in the ordinary build and 1,000,000 under {@code -Pdeep}; a failure names its seed.
 */
class HostileMessagesFuzzTest {
  private static final long SEEDS = Long.getLong("flatnet.netlink.fuzz.seeds", 10_000);
  private static final long FIRST = Long.getLong("flatnet.netlink.fuzz.first", 0);
  private static final long HANG_NANOS = Duration.ofSeconds(30).toNanos();
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:07");
  private static final IpAddress V4 = IpAddress.parse("10.0.0.7");
  private static final IpAddress V6 = IpAddress.parse("fd00::7");
  private static final List<byte[]> DATAGRAMS = datagrams();
  private static final List<byte[]> FRAMES =
      List.of(
          ArpPacket.probe(MAC, V4).toBroadcastFrame(),
          ArpPacket.announcement(MAC, V4).toBroadcastFrame(),
          NeighbourSolicitation.probeFrame(MAC, V6),
          NeighbourAdvertisement.frame(MAC, V6));

  /** Genuine ones, and one link of each kind. */
  private static List<byte[]> datagrams() {
    List<byte[]> all = new ArrayList<>(GenuineDatagrams.all());
    LinkKindCodecTest.requests()
        .forEach(
            request -> {
              MessageWriter out = new MessageWriter().start(Rtnetlink.RTM_NEWLINK, 0);
              LinkCodec.writeRequest(out, request, -1);
              all.add(out.finish(1));
            });
    return all;
  }

  /** How the readers ended. */
  private static final class Ends {
    private long whole;
    private long refused;
    private long events;
    private long packets;
  }

  @Test
  void read_whenAnythingIsChanged_givesAValueOrSaysWhatIsBroken() {
    Ends ends = new Ends();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      long begun = System.nanoTime();
      try {
        readOne(new Random(seed), ends);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
      assertThat(System.nanoTime() - begun).as("seed %d hangs", seed).isLessThan(HANG_NANOS);
    }
    if (SEEDS >= 10_000) {
      assertThat(List.of(ends.whole, ends.refused, ends.events, ends.packets))
          .as("each end is reached")
          .allMatch(count -> count > SEEDS / 100);
    }
  }

  private static void readOne(Random random, Ends ends) {
    if (random.nextInt(4) == 0) {
      byte[] frame = mutate(FRAMES, random);
      ends.packets += ArpPacket.ofFrame(frame).isPresent() ? 1 : 0;
      ends.packets += NeighbourPacket.ofFrame(frame).isPresent() ? 1 : 0;
      return;
    }
    byte[] datagram = mutate(DATAGRAMS, random);
    try {
      for (NetlinkMessage message : NetlinkMessage.parse(Payload.copyOf(datagram))) {
        boolean read = read(message, ends);
        ends.whole += read ? 1 : 0;
        ends.refused += read ? 0 : 1;
      }
    } catch (NetlinkParseException e) {
      assertThat(e.position()).isBetween(0, datagram.length);
      ends.refused++;
    }
  }

  /** As the verbs and the monitor read it. */
  private static boolean read(NetlinkMessage message, Ends ends) {
    try {
      ends.events += NetworkMonitor.event(message).isPresent() ? 1 : 0;
      switch (message.type()) {
        case Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_DELLINK -> LinkCodec.parse(message.payload());
        case Rtnetlink.RTM_NEWADDR, Rtnetlink.RTM_DELADDR -> Addresses.parse(message.payload());
        case Rtnetlink.RTM_NEWROUTE, Rtnetlink.RTM_DELROUTE -> RouteCodec.parse(message.payload());
        case Rtnetlink.RTM_NEWNEIGH, Rtnetlink.RTM_DELNEIGH -> Neighbours.parse(message.payload());
        case Rtnetlink.NLMSG_ERROR, Rtnetlink.NLMSG_DONE -> Acknowledgement.parse(message);
        default -> Attributes.parse(message.payload());
      }
      return true;
    } catch (NetlinkParseException e) {
      assertThat(e.getMessage()).startsWith("cannot parse netlink ");
      return false;
    }
  }

  /** One of them, with one to six changes. */
  private static byte[] mutate(List<byte[]> samples, Random random) {
    byte[] bytes = samples.get(random.nextInt(samples.size())).clone();
    for (int i = random.nextInt(6); i >= 0 && bytes.length > 1; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> extreme(bytes, at & -2, random); // most lengths and types are there
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(64));
        case 5 -> bytes = spliced(bytes, at, samples.get(random.nextInt(samples.size())), random);
        default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) random.nextInt());
      }
    }
    return bytes;
  }

  private static void extreme(byte[] bytes, int at, Random random) {
    int[] values = {0, 1, 3, 4, 5, 7, 8, 0x7fff, 0x8000, 0xfffc, 0xffff, bytes.length - at};
    int value = values[random.nextInt(values.length)];
    bytes[at] = (byte) value;
    if (at + 1 < bytes.length) {
      bytes[at + 1] = (byte) (value >> Byte.SIZE);
    }
  }

  /** The beginning of one and the end of another. */
  private static byte[] spliced(byte[] first, int length, byte[] second, Random random) {
    int from = random.nextInt(second.length);
    byte[] bytes = Arrays.copyOf(first, length + second.length - from);
    System.arraycopy(second, from, bytes, length, second.length - from);
    return bytes;
  }
}
