package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shows each verb on addresses against the kernel, with {@code ip} as witness. */
@Requires({Part.KERNEL, Part.IPROUTE})
class AddressesIT {
  private static final IpAddress V4 = IpAddress.parse("10.0.0.7");
  private static final IpAddress V6 = IpAddress.parse("fd00::7");

  private final PodOnWire net = new PodOnWire();
  private final Link eth1 = net.macvlan("eth1", "02:00:5e:10:00:07");
  private final Addresses addresses = net.ofPod.addresses();

  @AfterEach
  void close() {
    net.close();
  }

  private List<JsonNode> witness(String address) {
    return ip(net.pod, "addr", "show", "dev", "eth1").findValues("addr_info").stream()
        .flatMap(list -> list.valueStream())
        .filter(found -> found.at("/local").asText().equals(address))
        .toList();
  }

  private InterfaceAddress only(IpAddress address) {
    List<InterfaceAddress> found =
        addresses.list(eth1.index()).stream().filter(a -> a.address().equals(address)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Test
  void add_whenIpv4_hasPrefixAndBroadcast() {
    addresses.add(eth1.index(), V4, 24);

    assertThat(only(V4))
        .satisfies(
            added -> {
              assertThat(added.prefixLength()).isEqualTo(24);
              assertThat(added.broadcast()).isEqualTo(IpAddress.parse("10.0.0.255"));
              assertThat(added.isPermanent()).isTrue();
              assertThat(added.isGlobal()).isTrue();
              assertThat(added.isTentative()).isFalse();
            });
    assertThat(witness("10.0.0.7")).hasSize(1);
    assertThat(witness("10.0.0.7").getFirst().at("/broadcast").asText()).isEqualTo("10.0.0.255");
    assertThat(witness("10.0.0.7").getFirst().at("/prefixlen").asInt()).isEqualTo(24);
  }

  @Test
  void add_whenPointToPoint_hasNoBroadcast() {
    addresses.add(eth1.index(), V4, 31);
    addresses.add(eth1.index(), IpAddress.parse("10.0.1.1"), 32);
    assertThat(only(V4).broadcast()).isNull();
    assertThat(witness("10.0.1.1").getFirst().has("broadcast")).isFalse();
  }

  @Test
  void add_whenNoDad_isUsableAtOnce() {
    addresses.add(eth1.index(), V6, 64, AddressOption.NO_DAD);
    assertThat(only(V6).isTentative()).isFalse();
    assertThat(witness("fd00::7").getFirst().at("/nodad").asBoolean()).isTrue();
  }

  @Test
  void add_whenDad_isTentativeFirst() {
    addresses.add(eth1.index(), V6, 64);
    assertThat(only(V6).isTentative()).isTrue();
    await().until(() -> !only(V6).isTentative());
    assertThat(only(V6).isDuplicate()).isFalse();
  }

  @Test
  void add_whenAnotherHasTheAddress_isDuplicate() {
    addresses.add(eth1.index(), V6, 64, AddressOption.NO_DAD);
    net.ofWire.addresses().add(net.wire0.index(), V6, 64);
    await()
        .until(
            () ->
                net.ofWire.addresses().list(net.wire0.index()).stream()
                    .anyMatch(found -> found.address().equals(V6) && found.isDuplicate()));
  }

  @Test
  void add_whenNoPrefixRoute_makesNoRoute() {
    addresses.add(eth1.index(), V4, 24, AddressOption.NO_PREFIX_ROUTE);
    assertThat(net.ofPod.routes().list(RouteFilter.ALL.of(V4.family()))).isEmpty();
  }

  @Test
  void add_whenTwice_saysEexist() {
    addresses.add(eth1.index(), V4, 24);
    assertThatThrownBy(() -> addresses.add(eth1.index(), V4, 24))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EEXIST)).isTrue())
        .hasMessageStartingWith(
            "cannot add address 10.0.0.7/24 to link " + eth1.index() + ": EEXIST");
    addresses.replace(eth1.index(), V4, 24);
    addresses.add(eth1.index(), V6, 64, AddressOption.NO_DAD);
    assertThatThrownBy(() -> addresses.add(eth1.index(), V6, 64))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EEXIST)).isTrue());
  }

  @Test
  void delete_whenThere_isGone() {
    addresses.add(eth1.index(), V4, 24);
    addresses.add(eth1.index(), V6, 64, AddressOption.NO_DAD);
    addresses.delete(eth1.index(), V4, 24);
    addresses.delete(eth1.index(), V6, 64);
    assertThat(witness("10.0.0.7")).isEmpty();
    assertThat(witness("fd00::7")).isEmpty();
    assertThatThrownBy(() -> addresses.delete(eth1.index(), V4, 24))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EADDRNOTAVAIL)).isTrue());
  }

  @Test
  void add_whenLoopback_hasHostScope() {
    Link lo = net.ofPod.links().get("lo");
    addresses.add(lo.index(), IpAddress.parse("127.0.0.1"), 8);
    assertThat(addresses.list(lo.index()).getFirst().scope()).isEqualTo(RouteScope.HOST.number());
  }

  @Test
  void list_whenManyOnTwoLinks_isWholeAndApart() {
    Link lo = net.ofPod.links().get("lo");
    for (int i = 1; i <= 250; i++) {
      addresses.add(eth1.index(), IpAddress.ofIpv4(0x0a000000 | i), 24);
      addresses.add(eth1.index(), IpAddress.ofIpv6(0xfd00L << 48, i), 64, AddressOption.NO_DAD);
    }
    addresses.add(lo.index(), IpAddress.parse("10.1.0.1"), 32);
    assertThat(addresses.list(eth1.index()).stream().filter(InterfaceAddress::isGlobal))
        .hasSize(500);
    assertThat(addresses.list(lo.index())).hasSize(1);
    assertThat(addresses.list()).hasSize(502); // and the link-local one
  }

  @Test
  void list_whileTheTableChanges_asksAgainUntilItIsWhole() throws Exception {
    Link lo = net.ofPod.links().get("lo");
    for (int i = 1; i <= 4000; i++) { // more than ten datagrams hold
      addresses.add(eth1.index(), IpAddress.ofIpv4(0x0a000000 | i), 8);
    }
    IpAddress other = IpAddress.parse("192.0.2.1");
    CountDownLatch changing = new CountDownLatch(1);
    try (Netlink beside = Netlink.open(net.pod);
        ExecutorService changer = Executors.newSingleThreadExecutor()) {
      Future<?> changes =
          changer.submit(
              () -> {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
                while (System.nanoTime() - end < 0) {
                  beside.addresses().add(lo.index(), other, 32);
                  beside.addresses().delete(lo.index(), other, 32);
                  changing.countDown();
                }
              });
      changing.await();

      while (!changes.isDone()) {
        assertThat(addresses.list().stream().filter(address -> address.prefixLength() == 8))
            .hasSize(4000);
      }
      changes.get();
    }
  }

  @Test
  void add_whenLinkMissing_saysEnodev() {
    assertThatThrownBy(() -> addresses.add(4711, V4, 24))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ENODEV)).isTrue());
  }
}
