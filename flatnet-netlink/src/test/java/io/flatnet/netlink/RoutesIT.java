package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shows each verb on routes against the kernel, with {@code ip} as witness. */
@Requires({Part.KERNEL, Part.IPROUTE})
class RoutesIT {
  private final PodOnWire net = new PodOnWire();
  private final Link eth1 = net.macvlan("eth1", "02:00:5e:10:00:07");
  private final Routes routes = net.ofPod.routes();

  @BeforeEach
  void addresses() {
    net.ofPod.addresses().add(eth1.index(), IpAddress.parse("10.0.0.7"), 24);
    net.ofPod.addresses().add(eth1.index(), IpAddress.parse("fd00::7"), 64, AddressOption.NO_DAD);
  }

  @AfterEach
  void close() {
    net.close();
  }

  private static IpAddress gateway(IpFamily family) {
    return IpAddress.parse(family == IpFamily.IPV4 ? "10.0.0.1" : "fd00::1");
  }

  private static IpPrefix far(IpFamily family) {
    return IpPrefix.parse(family == IpFamily.IPV4 ? "10.42.0.0/16" : "fd42::/48");
  }

  private List<JsonNode> witness(IpFamily family, String... selector) {
    String[] command = new String[selector.length + 3];
    command[0] = family == IpFamily.IPV4 ? "-4" : "-6";
    command[1] = "route";
    command[2] = "show";
    System.arraycopy(selector, 0, command, 3, selector.length);
    return ip(net.pod, command).valueStream().toList();
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void add_whenDefaultViaGateway_ipAgrees(IpFamily family) {
    routes.add(Route.toDefault(family).via(gateway(family)).dev(eth1.index()));

    List<JsonNode> found = witness(family, "default");
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().at("/gateway").asText()).isEqualTo(gateway(family).toString());
    assertThat(found.getFirst().at("/dev").asText()).isEqualTo("eth1");
    assertThat(found.getFirst().at("/protocol").asText()).isEqualTo("static");
    Route read =
        routes.list(RouteFilter.ALL.of(family)).stream()
            .filter(Route::isDefault)
            .findFirst()
            .orElseThrow();
    assertThat(read.gateway()).isEqualTo(gateway(family));
    assertThat(read.linkIndex()).isEqualTo(eth1.index());
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void add_whenSourcePriorityAndProtocol_allHold(IpFamily family) {
    IpAddress source = IpAddress.parse(family == IpFamily.IPV4 ? "10.0.0.7" : "fd00::7");
    routes.add(
        Route.to(far(family))
            .via(gateway(family))
            .dev(eth1.index())
            .src(source)
            .withPriority(77)
            .withProtocol(99));

    Route read = routes.list(RouteFilter.ALL.to(far(family))).getFirst();
    assertThat(read.source()).isEqualTo(source);
    assertThat(read.priority()).isEqualTo(77);
    assertThat(read.protocol()).isEqualTo(99);
    JsonNode found = witness(family, far(family).toString()).getFirst();
    assertThat(found.at("/metric").asInt()).isEqualTo(77);
    assertThat(found.at("/prefsrc").asText()).isEqualTo(source.toString());
    assertThat(routes.list(RouteFilter.ALL.madeBy(99))).containsExactly(read);
  }

  @Test
  void add_whenScopeGiven_hasIt() {
    routes.add(Route.to(far(IpFamily.IPV4)).dev(eth1.index()).withScope(RouteScope.SITE));

    assertThat(routes.list(RouteFilter.ALL.to(far(IpFamily.IPV4))))
        .singleElement()
        .satisfies(read -> assertThat(read.scope()).isEqualTo(RouteScope.SITE.number()));
    assertThat(witness(IpFamily.IPV4, far(IpFamily.IPV4).toString()).getFirst().at("/scope"))
        .hasToString("\"site\"");
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void add_whenNoGateway_isOnTheLink(IpFamily family) {
    routes.add(Route.to(far(family)).dev(eth1.index()));
    JsonNode found = witness(family, far(family).toString()).getFirst();
    assertThat(found.has("gateway")).isFalse();
    assertThat(found.at("/dev").asText()).isEqualTo("eth1");
    if (family == IpFamily.IPV4) {
      assertThat(found.at("/scope").asText()).isEqualTo("link");
    }
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void add_whenGatewayOutsideThePrefix_needsOnLink(IpFamily family) {
    IpAddress outside = IpAddress.parse(family == IpFamily.IPV4 ? "192.0.2.1" : "2001:db8::1");
    Route route = Route.toDefault(family).via(outside).dev(eth1.index());
    assertThatThrownBy(() -> routes.add(route))
        .isInstanceOfSatisfying(
            NetlinkException.class,
            e -> assertThat(e.errnoName()).isIn("ENETUNREACH", "EHOSTUNREACH"));
    routes.add(route.withOnLink());
    assertThat(witness(family, "default").getFirst().at("/flags").toString()).contains("onlink");
    assertThat(routes.list(RouteFilter.ALL.of(family)))
        .filteredOn(Route::isDefault)
        .allMatch(Route::onLink);
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void add_whenEqualOneIsThere_saysEexistAndReplaceSucceeds(IpFamily family) {
    Route route = Route.to(far(family)).via(gateway(family)).dev(eth1.index());
    routes.add(route);
    assertThatThrownBy(() -> routes.add(route))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EEXIST)).isTrue());
    IpAddress other = IpAddress.parse(family == IpFamily.IPV4 ? "10.0.0.2" : "fd00::2");
    routes.replace(route.via(other));
    assertThat(witness(family, far(family).toString()))
        .singleElement()
        .satisfies(r -> assertThat(r.at("/gateway").asText()).isEqualTo(other.toString()));
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void delete_whenReadFromTheKernel_isGone(IpFamily family) {
    routes.add(Route.to(far(family)).via(gateway(family)).dev(eth1.index()).withPriority(5));
    Route read = routes.list(RouteFilter.ALL.to(far(family))).getFirst();
    routes.delete(read);
    assertThat(witness(family, far(family).toString())).isEmpty();
    assertThatThrownBy(() -> routes.delete(read))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ESRCH)).isTrue());
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void delete_whenOnlyDestinationGiven_takesAnyProtocol(IpFamily family) {
    routes.add(Route.to(far(family)).via(gateway(family)).dev(eth1.index()).withProtocol(99));
    routes.delete(Route.to(far(family)).withProtocol(0));
    assertThat(witness(family, far(family).toString())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void list_whenTableIsAnother_showsOnlyThat(IpFamily family) {
    Route route = Route.to(far(family)).via(gateway(family)).dev(eth1.index()).withTable(100_000);
    routes.add(route);
    assertThat(routes.list(RouteFilter.ALL.of(family).inTable(100_000)))
        .singleElement()
        .satisfies(read -> assertThat(read.table()).isEqualTo(100_000));
    assertThat(routes.list(RouteFilter.ALL.to(far(family)))).isEmpty();
    assertThat(routes.list(RouteFilter.ALL.of(family).inTable(4711))).isEmpty();
    assertThat(witness(family, "table", "100000")).hasSize(1);
  }

  @Test
  void list_whenBothFamilies_agreesWithIp() {
    routes.add(Route.to(far(IpFamily.IPV4)).dev(eth1.index()));
    List<Route> listed = routes.list(RouteFilter.ALL);
    int witnessed = witness(IpFamily.IPV4).size() + witness(IpFamily.IPV6).size();
    assertThat(listed).hasSize(witnessed);
    assertThat(routes.list(RouteFilter.ALL.dev(eth1.index()))).hasSize(witnessed);
    assertThat(routes.list(RouteFilter.ALL.dev(4711))).isEmpty();
  }

  @Test
  void list_whenThousands_isWhole() {
    for (int i = 0; i < 2_000; i++) {
      routes.add(Route.toHost(IpAddress.ofIpv4(0x0b000000 | i)).dev(eth1.index()));
    }
    assertThat(routes.list(RouteFilter.ALL.of(IpFamily.IPV4))).hasSize(2_001);
  }

  @Test
  void list_whenSeveralWays_readsEach() {
    ip(
        net.pod,
        "route",
        "add",
        "10.9.0.0/16",
        "nexthop",
        "via",
        "10.0.0.1",
        "weight",
        "3",
        "nexthop",
        "via",
        "10.0.0.2");
    Route read = routes.list(RouteFilter.ALL.to(IpPrefix.parse("10.9.0.0/16"))).getFirst();
    assertThat(read.nextHops())
        .containsExactly(
            new NextHop(IpAddress.parse("10.0.0.1"), eth1.index(), 3),
            new NextHop(IpAddress.parse("10.0.0.2"), eth1.index(), 1));
    assertThat(routes.list(RouteFilter.ALL.dev(eth1.index()))).contains(read);
    assertThatThrownBy(() -> routes.replace(read)).hasMessageContaining("not supported");
  }

  @Test
  void add_whenIpv4ViaIpv6_isRead() {
    Route route = Route.to(far(IpFamily.IPV4)).via(gateway(IpFamily.IPV6)).dev(eth1.index());
    routes.add(route);
    assertThat(routes.list(RouteFilter.ALL.to(far(IpFamily.IPV4))).getFirst().gateway())
        .isEqualTo(gateway(IpFamily.IPV6));
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void lookup_whenReachable_tellsLinkGatewayAndSource(IpFamily family) {
    routes.add(Route.toDefault(family).via(gateway(family)).dev(eth1.index()));
    IpAddress there = IpAddress.parse(family == IpFamily.IPV4 ? "192.0.2.9" : "2001:db8::9");
    Route found = routes.lookup(there);
    assertThat(found.linkIndex()).isEqualTo(eth1.index());
    assertThat(found.gateway()).isEqualTo(gateway(family));
    assertThat(found.source())
        .isEqualTo(IpAddress.parse(family == IpFamily.IPV4 ? "10.0.0.7" : "fd00::7"));
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void lookup_whenUnreachable_saysEnetunreach(IpFamily family) {
    IpAddress there = IpAddress.parse(family == IpFamily.IPV4 ? "192.0.2.9" : "2001:db8::9");
    assertThatThrownBy(() -> routes.lookup(there))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ENETUNREACH)).isTrue());
  }
}
