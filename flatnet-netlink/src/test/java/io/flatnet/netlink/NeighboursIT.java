package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.ip;
import static io.flatnet.netlink.PodOnWire.mac;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shows each verb on neighbours against the kernel, with {@code ip} as witness. */
@Requires({Part.KERNEL, Part.IPROUTE})
class NeighboursIT {
  private final PodOnWire net = new PodOnWire();
  private final Neighbours neighbours = net.ofNode.neighbours();

  @AfterEach
  void close() {
    net.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.9", "fd00::9"})
  void replaceAndDelete_ipAgrees(String text) {
    IpAddress address = IpAddress.parse(text);
    int link = net.eth0.index();
    neighbours.replace(Neighbour.permanent(link, address, mac("02:00:5e:10:00:01")));
    neighbours.replace(Neighbour.permanent(link, address, mac("02:00:5e:10:00:02")));

    assertThat(neighbours.list(link))
        .containsExactly(Neighbour.permanent(link, address, mac("02:00:5e:10:00:02")));
    assertThat(ip(net.node, "neigh", "show", "dev", "eth0").get(0).at("/lladdr").asText())
        .isEqualTo("02:00:5e:10:00:02");

    neighbours.delete(link, address);
    assertThat(neighbours.list(link)).noneMatch(n -> n.state() == Neighbour.PERMANENT);
    assertThatThrownBy(() -> neighbours.delete(link, IpAddress.parse("10.0.0.77")))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ENOENT)).isTrue());
  }
}
