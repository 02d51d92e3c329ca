package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.mac;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows that another host's kernel believes our announcements. */
@Requires(Part.KERNEL)
class AnnouncerIT {
  private final PodOnWire net = new PodOnWire();
  private final Link eth1 = net.macvlan("eth1", "02:00:5e:10:00:07");

  @AfterEach
  void close() {
    net.close();
  }

  /** The host on the wire knows the address by an old MAC; the kernel checks checksum and limit. */
  @ParameterizedTest
  @CsvSource({"10.0.0.7, 10.0.0.1, 24", "fd00::7, fd00::1, 64"})
  void announce_whenNeighbourKnowsOldMac_learnsTheNew(String moved, String host, int length) {
    int wire = net.wire0.index();
    IpAddress address = IpAddress.parse(moved);
    net.ofWire.addresses().add(wire, IpAddress.parse(host), length, AddressOption.NO_DAD);
    net.ofWire
        .neighbours()
        .replace(new Neighbour(wire, address, mac("02:00:5e:10:00:99"), Neighbour.STALE));

    try (Announcer announcer = Announcer.open(net.pod)) {
      announcer.announce(eth1.index(), mac("02:00:5e:10:00:07"), address);
    }

    await()
        .untilAsserted(
            () ->
                assertThat(net.ofWire.neighbours().list(wire))
                    .filteredOn(n -> n.address().equals(address))
                    .extracting(Neighbour::mac)
                    .containsExactly(mac("02:00:5e:10:00:07")));
  }

  @Test
  void announce_whenLinkDownOrMissing_saysWhich() {
    IpAddress address = IpAddress.parse("10.0.0.7");
    net.ofPod.links().setDown(eth1.index());
    try (Announcer announcer = Announcer.open(net.pod)) {
      assertThatThrownBy(() -> announcer.announce(eth1.index(), mac("02:00:5e:10:00:07"), address))
          .isInstanceOfSatisfying(
              NetlinkException.class, e -> assertThat(e.is(Errno.ENETDOWN)).isTrue());
      assertThatThrownBy(() -> announcer.announce(4711, mac("02:00:5e:10:00:07"), address))
          .isInstanceOfSatisfying(
              NetlinkException.class, e -> assertThat(e.is(Errno.ENXIO)).isTrue());
    }
  }
}
