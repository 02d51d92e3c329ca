package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.wire.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "a234567890123456", "ääääääää", "a/b", "a:b", "a b", "a\tb", ".", ".."})
  void name_whenIllegal_isRefused(String name) {
    assertThatThrownBy(() -> LinkRequest.requireName(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + name + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "eth0", "eth0.100", "a23456789012345", "äääääää", "..a"})
  void name_whenLegal_isTaken(String name) {
    assertThat(LinkRequest.requireName(name)).isEqualTo(name);
  }

  @Test
  void linkRequest_whenIncompleteOrForeign_isRefused() {
    assertThatThrownBy(() -> LinkRequest.macvlan("mv0", 0, MacvlanMode.BRIDGE))
        .hasMessageContaining("needs a parent link");
    assertThatThrownBy(() -> LinkRequest.of("v0", new LinkKind.Veth(null)))
        .hasMessageContaining("peer name");
    assertThatThrownBy(() -> LinkRequest.of("x0", new LinkKind.Other("wireguard")))
        .hasMessageContaining("\"wireguard\" is not supported");
    assertThatThrownBy(() -> LinkRequest.of("x0", new LinkKind.Device()))
        .isInstanceOf(IllegalArgumentException.class);
    LinkRequest bridge = LinkRequest.bridge("br0");
    assertThatThrownBy(() -> bridge.withMtu(0)).hasMessageContaining("MTU");
    assertThatThrownBy(() -> bridge.withMac(MacAddress.parse("01:00:5e:00:00:01")))
        .hasMessageContaining("01:00:5e:00:00:01");
    assertThatThrownBy(() -> bridge.withMac(new MacAddress(0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bridge.withAlias("a".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void macvlanMode_textAndNumber_goBothWays() {
    for (MacvlanMode mode : MacvlanMode.values()) {
      assertThat(MacvlanMode.parse(mode.toString())).contains(mode);
      assertThat(MacvlanMode.of(mode.number())).contains(mode);
    }
    assertThat(MacvlanMode.parse("BRIDGE")).isEmpty();
    assertThat(MacvlanMode.of(16)).isEmpty();
  }

  @Test
  void route_whenFamiliesDiffer_isRefusedUnlessTheKernelCan() {
    Route ipv4 = Route.to(IpPrefix.parse("10.0.0.0/8"));
    IpAddress ipv6 = IpAddress.parse("fd00::1");
    assertThat(ipv4.via(ipv6).gateway()).isEqualTo(ipv6); // RFC 8950
    assertThatThrownBy(() -> ipv4.src(ipv6)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Route.toDefault(IpFamily.IPV6).via(IpAddress.parse("10.0.0.1")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ipv4.withPriority(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(ipv4.withPriority(0xffff_ffffL).priority()).isEqualTo(0xffff_ffffL);
  }

  @Test
  void routeFilter_takesWhatAgreesInAllThatIsGiven() {
    Route route = Route.toHost(IpAddress.parse("10.0.0.7")).dev(3).withProtocol(99);
    assertThat(RouteFilter.ALL.matches(route)).isTrue();
    assertThat(RouteFilter.ALL.of(IpFamily.IPV6).matches(route)).isFalse();
    assertThat(RouteFilter.ALL.inTable(255).matches(route)).isFalse();
    assertThat(RouteFilter.ALL.dev(3).madeBy(99).matches(route)).isTrue();
    assertThat(RouteFilter.ALL.madeBy(98).matches(route)).isFalse();
    assertThat(RouteFilter.ALL.to(IpPrefix.parse("10.0.0.7/32")).matches(route)).isTrue();
    assertThat(RouteFilter.ALL.to(IpPrefix.parse("10.0.0.6/32")).matches(route)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/ipv4", "ipv4/", "ipv4//x", "ipv4/../../kernel/core_pattern", "."})
  void sysctlKey_whenItLeavesNet_isRefused(String path) {
    assertThatThrownBy(() -> new SysctlKey(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sysctlKey_ofLink_keepsDots() {
    assertThat(SysctlKey.ofLink(IpFamily.IPV6, "eth0.100", "accept_dad"))
        .hasToString("net/ipv6/conf/eth0.100/accept_dad");
    assertThatThrownBy(() -> SysctlKey.ofLink(IpFamily.IPV4, "../all", "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void linkChange_collectsSettings() {
    LinkChange change =
        LinkChange.NONE.with(Ipv4Setting.ARP_NOTIFY, 1).with(Ipv4Setting.PROXY_ARP, 0);
    assertThat(change.ipv4Settings())
        .containsOnlyKeys(
            List.of(Ipv4Setting.ARP_NOTIFY, Ipv4Setting.PROXY_ARP).toArray(Ipv4Setting[]::new));
    assertThat(LinkChange.NONE.ipv4Settings()).isEmpty();
    assertThatThrownBy(() -> change.withName("a/b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void exception_saysWhatWasAskedTheNameTheWordsAndTheNextStep() {
    NetlinkException e =
        new NetlinkException("create bridge link \"br0\"", Errno.EPERM.number(), "no way");
    assertThat(e)
        .hasMessage(
            "cannot create bridge link \"br0\": EPERM (no way); CAP_NET_ADMIN (and CAP_SYS_ADMIN to"
                + " enter a namespace) is needed");
    assertThat(e.errnoName()).isEqualTo("EPERM");
    assertThat(new NetlinkException("x", 9999, null)).hasMessage("cannot x: errno 9999");
  }
}
