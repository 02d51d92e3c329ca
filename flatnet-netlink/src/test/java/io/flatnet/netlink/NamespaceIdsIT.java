package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shows what a node sees of a pod's namespace without entering it. */
@Requires({Part.KERNEL, Part.IPROUTE})
class NamespaceIdsIT {
  private final PodOnWire net = new PodOnWire();
  private final NamespaceIds ids = net.ofNode.namespaceIds();

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void assign_ofANamespace_isKnownToIp() {
    assertThat(ids.find(net.pod)).isEmpty();

    ids.assign(net.pod);
    ids.assign(net.pod);

    int id = ids.find(net.pod).orElseThrow();
    assertThat(ids.list()).contains(id);
    assertThat(ip(net.node, "netns", "list-id").valueStream())
        .extracting(JsonNode::toString)
        .anyMatch(text -> text.contains("\"nsid\":" + id));
  }

  @Test
  void listIn_ofAPod_showsItsLinksAndAddressesAndOnWhichLinkTheyAre() {
    Link eth1 = net.macvlan("eth1", "02:00:5e:10:00:07");
    net.ofPod.addresses().add(eth1.index(), IpAddress.parse("10.0.0.7"), 24);
    ids.assign(net.pod);
    ids.assign(net.node);
    int id = ids.find(net.pod).orElseThrow();

    Link seen =
        net.ofNode.links().listIn(id).stream()
            .filter(link -> link.name().equals("eth1"))
            .findFirst()
            .orElseThrow();

    assertThat(seen.kind()).isEqualTo(eth1.kind());
    assertThat(seen.parentIndex()).isEqualTo(eth1.parentIndex());
    assertThat(seen.parentNamespaceId()).isEqualTo(ids.find(net.node).orElseThrow());
    assertThat(net.ofNode.addresses().listIn(id))
        .extracting(InterfaceAddress::address)
        .contains(IpAddress.parse("10.0.0.7"));
  }

  @Test
  void listIn_ofNobodysNumber_isInvalid() {
    assertThatThrownBy(() -> net.ofNode.links().listIn(4711))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    assertThatThrownBy(() -> net.ofNode.addresses().listIn(4711))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EINVAL)).isTrue());
  }
}
