package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.mac;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.wire.ArpPacket;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shows that a probe finds who has an address, and who is about to take it (RFC 5227). */
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
    int listener = listener(net.wire, net.wire0);
    assertThat(probe.probe(ADDRESS, QUICK)).isEqualTo(new ProbeOutcome.Free());
    List<ArpPacket> heard = new ArrayList<>();
    await().until(() -> hear(listener, heard).size() >= 3);
    assertThat(heard)
        .containsExactly(
            ArpPacket.probe(MAC, ADDRESS),
            ArpPacket.probe(MAC, ADDRESS),
            ArpPacket.probe(MAC, ADDRESS));
    FileCalls.close(listener);
  }

  /** A packet socket that hears ARP on a link. */
  private static int listener(NetworkNamespace namespace, Link link) {
    return namespace.callBriefly(
        () -> {
          int fd = PacketSocket.open();
          try (Buffers buffers = Buffers.acquire()) {
            assertThat(PacketSocket.bind(fd, buffers, link.index(), ArpPacket.ETHERTYPE)).isZero();
          }
          return fd;
        });
  }

  private static List<ArpPacket> hear(int descriptor, List<ArpPacket> packets) {
    try (Buffers buffers = Buffers.acquire()) {
      long count = PacketSocket.receive(descriptor, buffers);
      while (count >= 0) {
        ArpPacket.ofFrame(PacketSocket.frame(buffers, count)).ifPresent(packets::add);
        count = PacketSocket.receive(descriptor, buffers);
      }
    }
    return packets;
  }

  @Test
  void probe_whenHostOnTheWireHasIt_namesItsMac() {
    net.ofWire.addresses().add(net.wire0.index(), ADDRESS, 24);
    assertThat(probe.probe(ADDRESS, PATIENT)).isEqualTo(conflict(net.wire0.mac(), false));
    assertThat(probe.probe(IpAddress.parse("10.0.0.8"), QUICK)).isEqualTo(new ProbeOutcome.Free());
  }

  @Test
  void probe_whenPodOfTheSameParentHasIt_namesItsMac() {
    MacAddress sibling = mac("02:00:5e:10:00:09");
    Link link = sibling(sibling);
    net.ofWire.addresses().add(link.index(), ADDRESS, 24);
    assertThat(probe.probe(ADDRESS, PATIENT)).isEqualTo(conflict(sibling, false));
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

  @Test
  void probe_whenTwoProbeAtOnce_neverBothGetIt() throws Exception {
    MacAddress mac = mac("02:00:5e:10:00:09");
    Link link = sibling(mac);
    try (DuplicateProbe other = DuplicateProbe.open(net.wire, link.index(), mac)) {
      ProbeTimes both = times(3, 10, 20, 1_000);
      FutureTask<ProbeOutcome> theirs = new FutureTask<>(() -> other.probe(ADDRESS, both));
      Thread thread = Thread.ofPlatform().start(theirs);
      while (!ThreadsInCalls.isInNative(thread, "poll") && thread.isAlive()) {
        Thread.onSpinWait();
      }
      ProbeOutcome ours = probe.probe(ADDRESS, both);
      assertThat(List.of(ours, theirs.get()))
          .isSubsetOf(new ProbeOutcome.Free(), conflict(mac, true), conflict(MAC, true))
          .anyMatch(outcome -> outcome instanceof ProbeOutcome.Conflict);
    }
  }

  @Test
  void probe_whenSomebodyAnnouncesItMeanwhile_isConflict() throws Exception {
    FutureTask<ProbeOutcome> outcome = new FutureTask<>(() -> probe.probe(ADDRESS, PATIENT));
    Thread thread = Thread.ofPlatform().start(outcome);
    while (!ThreadsInCalls.isInNative(thread, "poll")) {
      Thread.onSpinWait();
    }
    try (Announcer announcer = Announcer.open(net.wire)) {
      announcer.announce(net.wire0.index(), net.wire0.mac(), ADDRESS);
    }
    assertThat(outcome.get()).isEqualTo(conflict(net.wire0.mac(), false));
  }

  /** As switches do that send frames back where they came from (VEPA). */
  @Test
  void probe_whenOwnFramesComeBack_isFree() throws Exception {
    FutureTask<ProbeOutcome> outcome =
        new FutureTask<>(() -> probe.probe(ADDRESS, times(3, 50, 100, 200)));
    Thread thread = Thread.ofPlatform().start(outcome);
    try (Announcer announcer = Announcer.open(net.wire)) {
      while (thread.isAlive()) {
        announcer.announce(net.wire0.index(), MAC, ADDRESS);
      }
    }
    assertThat(outcome.get()).isEqualTo(new ProbeOutcome.Free());
  }

  /** The kernel gives a frame to the youngest socket first: what the older one has, both have. */
  @Test
  void probe_whenWhatWasHeardIsOfEarlier_isFree() {
    int listener = listener(net.pod, eth1);
    try (DuplicateProbe younger = DuplicateProbe.open(net.pod, eth1.index(), MAC);
        Announcer announcer = Announcer.open(net.wire)) {
      announcer.announce(net.wire0.index(), net.wire0.mac(), ADDRESS);
      List<ArpPacket> heard = new ArrayList<>();
      await().until(() -> !hear(listener, heard).isEmpty());
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

  @Test
  void probe_whenIpv6_isRefused() {
    assertThatThrownBy(() -> probe.probe(IpAddress.parse("fd00::7"), QUICK))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
