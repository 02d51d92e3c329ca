package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.mac;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.wire.ArpPacket;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.netlink.wire.NeighbourPacket;
import io.flatnet.netlink.wire.NeighbourSolicitation;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shows that a probe finds who has an address, and who is about to take it (RFC 5227, RFC 4862).
 */
@Requires(Part.KERNEL)
@Timeout(60)
class DuplicateProbeIT {
  private static final IpAddress ADDRESS = IpAddress.parse("10.0.0.7");
  private static final MacAddress MAC = mac("02:00:5e:10:00:07");
  private static final ProbeTimes QUICK = times(3, 10, 20, 50);

  /** A minute in which an answer surely comes: for conflicts, which end it at once. */
  private static final ProbeTimes PATIENT = times(3, 10, 20, 60_000);

  private final PodOnWire net = new PodOnWire();
  private final Link eth1 = net.macvlan("eth1", MAC.toString());
  private final MacAddress wireMac = Objects.requireNonNull(net.wire0.mac());
  private final DuplicateProbe probe = DuplicateProbe.open(net.pod, eth1.index(), MAC);

  private static ProbeTimes times(int probes, int min, int max, int after) {
    return new ProbeTimes(
        Duration.ofMillis(max),
        probes,
        Duration.ofMillis(min),
        Duration.ofMillis(max),
        Duration.ofMillis(after));
  }

  @AfterEach
  void close() {
    probe.close();
    net.close();
  }

  private static ProbeOutcome conflict(MacAddress by, boolean probing) {
    return new ProbeOutcome.Conflict(by, probing);
  }

  @Test
  void probe_whenNobodyHasIt_isFreeAndTheWireSawEachProbe() {
    int listener = listener(net.wire, net.wire0, ArpPacket.ETHERTYPE);
    assertThat(probe.probe(ADDRESS, QUICK)).isEqualTo(new ProbeOutcome.Free());
    List<ArpPacket> heard = new ArrayList<>();
    await().until(() -> hear(listener, ArpPacket::ofFrame, heard).size() >= 3);
    assertThat(heard)
        .containsExactly(
            ArpPacket.probe(MAC, ADDRESS),
            ArpPacket.probe(MAC, ADDRESS),
            ArpPacket.probe(MAC, ADDRESS));
    FileCalls.close(listener);
  }

  /** A packet socket that hears one protocol on a link. */
  private static int listener(NetworkNamespace namespace, Link link, int ethertype) {
    return namespace.callBriefly(
        () -> {
          int fd = PacketSocket.open();
          try (Buffers buffers = Buffers.acquire()) {
            assertThat(PacketSocket.bind(fd, buffers, link.index(), ethertype)).isZero();
          }
          return fd;
        });
  }

  private static <T> List<T> hear(
      int descriptor, Function<byte[], Optional<T>> parser, List<T> packets) {
    try (Buffers buffers = Buffers.acquire()) {
      long count = PacketSocket.receive(descriptor, buffers);
      while (count >= 0) {
        parser.apply(PacketSocket.frame(buffers, count)).ifPresent(packets::add);
        count = PacketSocket.receive(descriptor, buffers);
      }
    }
    return packets;
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.7, 10.0.0.8, 24", "fd00::7, fd00::8, 64"})
  void probe_whenHostOnTheWireHasIt_namesItsMac(String taken, String free, int length) {
    IpAddress address = IpAddress.parse(taken);
    net.ofWire.addresses().add(net.wire0.index(), address, length, AddressOption.NO_DAD);
    assertThat(probe.probe(address, PATIENT)).isEqualTo(conflict(wireMac, false));
    assertThat(probe.probe(IpAddress.parse(free), QUICK)).isEqualTo(new ProbeOutcome.Free());
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.7, 24", "fd00::7, 64"})
  void probe_whenPodOfTheSameParentHasIt_namesItsMac(String taken, int length) {
    IpAddress address = IpAddress.parse(taken);
    MacAddress sibling = mac("02:00:5e:10:00:09");
    Link link = sibling(sibling);
    net.ofWire.addresses().add(link.index(), address, length, AddressOption.NO_DAD);
    assertThat(probe.probe(address, PATIENT)).isEqualTo(conflict(sibling, false));
  }

  /**
   * Without IPv6 on our link the probe's socket alone takes what is sent to the group. Our one
   * question must be over before the other kernel has the address, or it would step back first.
   */
  @Test
  void probe_whenKernelElsewhereDetectsDuplicatesOfIt_isConflict() throws Exception {
    Sysctls.of(net.pod).set(SysctlKey.ofLink(IpFamily.IPV6, "eth1", "disable_ipv6"), 1);
    IpAddress address = IpAddress.parse("fd00::7");
    int listener = listener(net.wire, net.wire0, NeighbourPacket.ETHERTYPE);
    FutureTask<ProbeOutcome> outcome =
        new FutureTask<>(() -> probe.probe(address, times(1, 0, 0, 60_000)));
    Thread _ = Thread.ofPlatform().start(outcome);
    List<NeighbourPacket> heard = new ArrayList<>();
    await()
        .until(
            () ->
                hear(listener, NeighbourPacket::ofFrame, heard)
                    .contains(new NeighbourPacket(true, MAC, IpAddress.IPV6_LOWEST, address)));
    net.ofWire.addresses().add(net.wire0.index(), address, 64);
    assertThat(outcome.get()).isEqualTo(conflict(wireMac, true));
    FileCalls.close(listener);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7", "fd00::7"})
  void probe_whenAnotherOnlyLooksForIt_isFree(String wanted) {
    IpAddress address = IpAddress.parse(wanted);
    byte[] question = questionFromTheWire(address);
    int sender = net.wire.callBriefly(PacketSocket::open);
    FutureTask<ProbeOutcome> outcome =
        new FutureTask<>(() -> probe.probe(address, times(3, 50, 100, 200)));
    Thread thread = Thread.ofPlatform().start(outcome);
    try (Buffers buffers = Buffers.acquire()) {
      while (thread.isAlive()) {
        assertThat(PacketSocket.send(sender, buffers, net.wire0.index(), question)).isPositive();
      }
    }
    FileCalls.close(sender);
    assertThat(outcome.resultNow()).isEqualTo(new ProbeOutcome.Free());
  }

  /** As a host asks that has an address of its own. */
  private byte[] questionFromTheWire(IpAddress wanted) {
    if (wanted.family() == IpFamily.IPV4) {
      IpAddress own = IpAddress.parse("10.0.0.1");
      return new ArpPacket(ArpPacket.REQUEST, wireMac, own, mac("00:00:00:00:00:00"), wanted)
          .toBroadcastFrame();
    }
    byte[] frame = NeighbourSolicitation.probeFrame(wireMac, wanted);
    frame[22] = (byte) 0xfe; // the source is no longer unspecified
    return frame;
  }

  /** A second pod on the node's link; the wire's namespace has room for it. */
  private Link sibling(MacAddress mac) {
    net.ofNode
        .links()
        .createIn(
            net.wire,
            LinkRequest.macvlan("eth2", net.eth0.index(), MacvlanMode.BRIDGE)
                .withMac(mac)
                .withUp());
    return net.ofWire.links().get("eth2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7", "fd00::7"})
  void probe_whenTwoProbeAtOnce_neverBothGetIt(String text) throws Exception {
    IpAddress address = IpAddress.parse(text);
    MacAddress mac = mac("02:00:5e:10:00:09");
    Link link = sibling(mac);
    try (DuplicateProbe other = DuplicateProbe.open(net.wire, link.index(), mac)) {
      ProbeTimes both = times(3, 10, 20, 1_000);
      FutureTask<ProbeOutcome> theirs = new FutureTask<>(() -> other.probe(address, both));
      Thread thread = Thread.ofPlatform().start(theirs);
      while (!ThreadsInCalls.isInNative(thread, "poll") && thread.isAlive()) {
        Thread.onSpinWait();
      }
      ProbeOutcome ours = probe.probe(address, both);
      assertThat(List.of(ours, theirs.get()))
          .isSubsetOf(new ProbeOutcome.Free(), conflict(mac, true), conflict(MAC, true))
          .anyMatch(outcome -> outcome instanceof ProbeOutcome.Conflict);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7", "fd00::7"})
  void probe_whenSomebodyAnnouncesItMeanwhile_isConflict(String text) throws Exception {
    IpAddress address = IpAddress.parse(text);
    FutureTask<ProbeOutcome> outcome = new FutureTask<>(() -> probe.probe(address, PATIENT));
    Thread thread = Thread.ofPlatform().start(outcome);
    while (!ThreadsInCalls.isInNative(thread, "poll")) {
      Thread.onSpinWait();
    }
    try (Announcer announcer = Announcer.open(net.wire)) {
      announcer.announce(net.wire0.index(), wireMac, address);
    }
    assertThat(outcome.get()).isEqualTo(conflict(wireMac, false));
  }

  /** As switches do that send frames back where they came from (VEPA). */
  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7", "fd00::7"})
  void probe_whenOwnFramesComeBack_isFree(String text) throws Exception {
    IpAddress address = IpAddress.parse(text);
    FutureTask<ProbeOutcome> outcome =
        new FutureTask<>(() -> probe.probe(address, times(3, 50, 100, 200)));
    Thread thread = Thread.ofPlatform().start(outcome);
    try (Announcer announcer = Announcer.open(net.wire)) {
      while (thread.isAlive()) {
        announcer.announce(net.wire0.index(), MAC, address);
      }
    }
    assertThat(outcome.get()).isEqualTo(new ProbeOutcome.Free());
  }

  /** The kernel gives a frame to the youngest socket first: what the older one has, both have. */
  @Test
  void probe_whenWhatWasHeardIsOfEarlier_isFree() {
    int listener = listener(net.pod, eth1, ArpPacket.ETHERTYPE);
    try (DuplicateProbe younger = DuplicateProbe.open(net.pod, eth1.index(), MAC);
        Announcer announcer = Announcer.open(net.wire)) {
      announcer.announce(net.wire0.index(), wireMac, ADDRESS);
      List<ArpPacket> heard = new ArrayList<>();
      await().until(() -> !hear(listener, ArpPacket::ofFrame, heard).isEmpty());
      assertThat(younger.probe(ADDRESS, QUICK)).isEqualTo(new ProbeOutcome.Free());
    }
    FileCalls.close(listener);
  }

  @Test
  void probe_whenLinkIsDownOrMissing_saysWhich() {
    net.ofPod.links().setDown(eth1.index());
    assertThatThrownBy(() -> probe.probe(ADDRESS, QUICK))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ENETDOWN)).isTrue())
        .hasMessage(
            "cannot probe for 10.0.0.7 on link %d: ENETDOWN; set the link up first"
                .formatted(eth1.index()));
    assertThatThrownBy(() -> DuplicateProbe.open(net.pod, 4711, MAC))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ENODEV)).isTrue());
  }

  @Test
  void close_whenProbeIsUnderWay_endsIt() throws Exception {
    FutureTask<ProbeOutcome> outcome = new FutureTask<>(() -> probe.probe(ADDRESS, PATIENT));
    Thread thread = Thread.ofPlatform().start(outcome);
    while (!ThreadsInCalls.isInNative(thread, "poll")) {
      Thread.onSpinWait();
    }
    probe.close();
    assertThatThrownBy(outcome::get)
        .rootCause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the duplicate probe is closed");
  }
}
