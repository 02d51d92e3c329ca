package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.ip;
import static io.flatnet.netlink.PodOnWire.ipLink;
import static io.flatnet.netlink.PodOnWire.mac;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.netlink.wire.Rtnetlink;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shows each verb on links against the kernel, with {@code ip} as witness. */
@Requires({Part.KERNEL, Part.IPROUTE})
class LinksIT {
  private final PodOnWire net = new PodOnWire();
  private final Links links = net.ofNode.links();

  @AfterEach
  void close() {
    net.close();
  }

  @ParameterizedTest
  @EnumSource(MacvlanMode.class)
  void create_whenMacvlan_hasModeParentMacAndMtu(MacvlanMode mode) {
    Link made =
        links.create(
            LinkRequest.macvlan("mv0", net.eth0.index(), mode)
                .withMac(mac("02:00:5e:10:00:01"))
                .withMtu(1400)
                .withUp());

    assertThat(made.kind()).isEqualTo(new LinkKind.Macvlan(mode));
    assertThat(made.parentIndex()).isEqualTo(net.eth0.index());
    assertThat(made.parentNamespaceId()).isNull();
    MacAddress mac = mode == MacvlanMode.PASSTHRU ? net.eth0.mac() : mac("02:00:5e:10:00:01");
    assertThat(made.mac()).isEqualTo(mac);
    assertThat(made.mtuBytes()).isEqualTo(1400);
    assertThat(made.isUp()).isTrue();
    JsonNode witness = ipLink(net.node, "mv0");
    assertThat(witness.at("/linkinfo/info_kind").asText()).isEqualTo("macvlan");
    assertThat(witness.at("/linkinfo/info_data/mode").asText()).isEqualTo(mode.toString());
    assertThat(witness.at("/address").asText()).isEqualTo(String.valueOf(mac));
    assertThat(witness.at("/mtu").asInt()).isEqualTo(1400);
    assertThat(witness.at("/link").asText()).isEqualTo("eth0");
    assertThat(witness.at("/flags").toString()).contains("\"UP\"");
  }

  @Test
  void create_whenPassthruWithFlags_leavesTheParentAlone() {
    LinkKind kind =
        new LinkKind.Macvlan(
            MacvlanMode.PASSTHRU, Set.of(MacvlanFlag.NOPROMISC, MacvlanFlag.NODST));
    Link made = links.create(LinkRequest.on(net.eth0.index(), "mv0", kind).withUp());
    assertThat(made.kind()).isEqualTo(kind);
    assertThat(links.get("eth0").promiscuity()).isZero();
    JsonNode witness = ipLink(net.node, "mv0");
    assertThat(witness.at("/linkinfo/info_data/nopromisc").asBoolean()).isTrue();
    assertThat(witness.at("/linkinfo/info_data/nodst").asBoolean()).isTrue();
  }

  @Test
  void create_whenPassthruIsThere_noOtherFits() {
    links.create(LinkRequest.macvlan("mv0", net.eth0.index(), MacvlanMode.PASSTHRU));
    for (MacvlanMode mode : MacvlanMode.values()) {
      assertThatThrownBy(() -> links.create(LinkRequest.macvlan("mv1", net.eth0.index(), mode)))
          .isInstanceOfSatisfying(
              NetlinkException.class, e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    }
    assertThat(links.find("mv1")).isEmpty();
  }

  @Test
  void create_whenParentIsABridgePort_saysEbusy() {
    Link bridge = links.create(LinkRequest.bridge("br0"));
    links.setMaster(net.eth0.index(), bridge.index());
    assertThatThrownBy(
            () -> links.create(LinkRequest.macvlan("mv0", net.eth0.index(), MacvlanMode.BRIDGE)))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EBUSY)).isTrue());
  }

  @Test
  void findVlan_whenNoneIsThere_isEmptyAlsoOnAKernelWithoutTheKind() {
    links.create(LinkRequest.macvlan("mv0", net.eth0.index(), MacvlanMode.BRIDGE));
    assertThat(links.findVlan(net.eth0.index(), 100)).isEmpty();
    assertThat(links.findVlan(4711, 100)).isEmpty();
  }

  @Test
  void createIn_whenPodNamespace_linkIsThereOnly() {
    links.createIn(
        net.pod,
        LinkRequest.macvlan("eth1", net.eth0.index(), MacvlanMode.BRIDGE)
            .withMac(mac("02:00:5e:10:00:02"))
            .withMtu(1300)
            .withUp());

    Link there = net.ofPod.links().get("eth1");
    assertThat(there.isUp()).isTrue();
    assertThat(there.parentNamespaceId()).isNotNull();
    assertThat(there.mtuBytes()).isEqualTo(1300);
    assertThat(links.find("eth1")).isEmpty();
    assertThat(ipLink(net.pod, "eth1").at("/address").asText()).isEqualTo("02:00:5e:10:00:02");
  }

  @Test
  void createIn_whenAliasAsked_isRefusedBeforeTheKernelIsAsked() {
    LinkRequest request =
        LinkRequest.macvlan("eth1", net.eth0.index(), MacvlanMode.BRIDGE).withAlias("pod a");
    assertThatThrownBy(() -> links.createIn(net.pod, request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alias");
    assertThat(net.ofPod.links().find("eth1")).isEmpty();
  }

  @Test
  void create_whenVeth_makesBothEnds() {
    Link made = links.create(LinkRequest.veth("a0", "b0").withMac(mac("02:00:5e:10:00:03")));
    assertThat(made.kind()).isEqualTo(new LinkKind.Veth(null));
    assertThat(links.get("b0").parentIndex()).isEqualTo(made.index());
    assertThat(ipLink(net.node, "b0").at("/linkinfo/info_kind").asText()).isEqualTo("veth");
  }

  @Test
  void create_whenBridgeWithAlias_portJoinsAndLeaves() {
    Link bridge = links.create(LinkRequest.bridge("br0").withAlias("flat wire").withUp());
    assertThat(bridge.kind()).isEqualTo(new LinkKind.Bridge());
    assertThat(bridge.alias()).isEqualTo("flat wire");
    assertThat(ipLink(net.node, "br0").at("/ifalias").asText()).isEqualTo("flat wire");

    links.create(LinkRequest.veth("a0", "b0").withMaster(bridge.index()));
    assertThat(ipLink(net.node, "a0").at("/master").asText()).isEqualTo("br0");

    links.setMaster(links.get("b0").index(), bridge.index());
    assertThat(links.get("b0").masterIndex()).isEqualTo(bridge.index());
    links.setMaster(links.get("b0").index(), 0);
    assertThat(links.get("b0").masterIndex()).isZero();

    links.setAlias(bridge.index(), "");
    assertThat(links.get("br0").alias()).isNull();
  }

  @Test
  void create_whenNameTaken_saysEexist() {
    assertThatThrownBy(() -> links.create(LinkRequest.bridge("eth0")))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EEXIST)).isTrue())
        .hasMessageStartingWith("cannot create bridge link \"eth0\": EEXIST");
  }

  @Test
  void create_whenParentMissing_saysEnodev() {
    assertThatThrownBy(() -> links.create(LinkRequest.macvlan("mv0", 4711, MacvlanMode.BRIDGE)))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ENODEV)).isTrue());
    assertThat(links.find("mv0")).isEmpty();
  }

  @Test
  void create_whenMtuAboveParents_saysWhyAndLeavesNothing() {
    LinkRequest request =
        LinkRequest.macvlan("mv0", net.eth0.index(), MacvlanMode.BRIDGE).withMtu(9000);
    assertThatThrownBy(() -> links.create(request))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    assertThat(links.find("mv0")).isEmpty();
  }

  @Test
  void change_whenMtuTooSmall_carriesTheKernelsWords() {
    assertThatThrownBy(() -> links.setMtu(net.eth0.index(), 1))
        .isInstanceOfSatisfying(
            NetlinkException.class,
            e -> {
              assertThat(e.is(Errno.EINVAL)).isTrue();
              assertThat(e.explanation()).contains("mtu");
            });
  }

  @Test
  void change_whenSeveralAtOnce_allHold() {
    Link made = links.create(LinkRequest.macvlan("tmp0", net.eth0.index(), MacvlanMode.VEPA));
    links.change(
        made.index(),
        LinkChange.NONE
            .withName("eth9")
            .withMac(mac("02:00:5e:10:00:04"))
            .withMtu(1280)
            .withUp(true)
            .withPromiscuous(true)
            .withAlias("nine")
            .with(Ipv4Setting.ARP_NOTIFY, 1)
            .with(Ipv4Setting.PROXY_ARP, 1)
            .with(AddressGeneration.NONE));

    Link changed = links.get("eth9");
    assertThat(changed.index()).isEqualTo(made.index());
    assertThat(changed.isPromiscuous()).isTrue();
    assertThat(changed.promiscuity()).isEqualTo(1);
    JsonNode witness = ipLink(net.node, "eth9");
    assertThat(witness.at("/address").asText()).isEqualTo("02:00:5e:10:00:04");
    assertThat(witness.at("/mtu").asInt()).isEqualTo(1280);
    assertThat(witness.at("/flags").toString()).contains("\"UP\"", "\"PROMISC\"");
    assertThat(witness.at("/ifalias").asText()).isEqualTo("nine");
    assertThat(witness.at("/inet6_addr_gen_mode").asText()).isEqualTo("none");
    Sysctls sysctls = Sysctls.of(net.node);
    assertThat(sysctls.getInt(new SysctlKey("ipv4/conf/eth9/arp_notify"))).isEqualTo(1);
    assertThat(sysctls.getInt(new SysctlKey("ipv4/conf/eth9/proxy_arp"))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Ipv4Setting.class)
  void change_whenIpv4Setting_procSysAgrees(Ipv4Setting setting) {
    links.change(net.eth0.index(), LinkChange.NONE.with(setting, 1));
    String name = setting.name().toLowerCase(java.util.Locale.ROOT);
    assertThat(Sysctls.of(net.node).getInt(new SysctlKey("ipv4/conf/eth0/" + name))).isEqualTo(1);
    links.change(net.eth0.index(), LinkChange.NONE.with(setting, 0));
    assertThat(Sysctls.of(net.node).getInt(new SysctlKey("ipv4/conf/eth0/" + name))).isZero();
  }

  /** Why a request has no such settings: kernels refuse them (6.18) or forget them (6.1). */
  @Test
  void create_whenTheRequestHasSettingsOfFamilies_kernelDoesNotTakeThem() {
    LinkChange settings = LinkChange.NONE.with(Ipv4Setting.ARP_NOTIFY, 1);
    SysctlKey key = SysctlKey.ofLink(IpFamily.IPV4, "br0", "arp_notify");
    try (RouteSocket socket = net.node.callBriefly(RouteSocket::open)) {
      socket.execute(
          Rtnetlink.RTM_NEWLINK,
          Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL,
          out -> {
            LinkCodec.writeRequest(out, LinkRequest.bridge("br0"), -1);
            LinkCodec.writeFamilies(out, settings);
          },
          () -> "create link \"br0\" with settings");
      assertThat(Sysctls.of(net.node).getInt(key)).isZero();
    } catch (NetlinkException e) {
      assertThat(e.is(Errno.EAFNOSUPPORT)).isTrue();
      links.create(LinkRequest.bridge("br0"));
    }
    links.change(links.get("br0").index(), settings);
    assertThat(Sysctls.of(net.node).getInt(key)).isEqualTo(1);
  }

  @Test
  void setUpAndDown_flagFollows() {
    links.setDown(net.eth0.index());
    assertThat(links.get("eth0").isUp()).isFalse();
    links.setUp(net.eth0.index());
    assertThat(ipLink(net.node, "eth0").at("/flags").toString()).contains("\"UP\"");
  }

  @Test
  void setPromiscuous_whenTwice_countsOnce() {
    links.setPromiscuous(net.eth0.index(), true);
    links.setPromiscuous(net.eth0.index(), true);
    assertThat(ipLink(net.node, "eth0").at("/promiscuity").asInt()).isEqualTo(1);
    links.setPromiscuous(net.eth0.index(), false);
    assertThat(links.get("eth0").promiscuity()).isZero();
  }

  @Test
  void rename_whenNameTaken_saysEexist() {
    Link bridge = links.create(LinkRequest.bridge("br0"));
    assertThatThrownBy(() -> links.rename(bridge.index(), "eth0"))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EEXIST)).isTrue());
    links.rename(bridge.index(), "br1");
    assertThat(links.get("br1").index()).isEqualTo(bridge.index());
  }

  @Test
  void moveTo_whenNameGiven_arrivesUnderIt() {
    Link made = links.create(LinkRequest.veth("a0", "b0"));
    links.moveTo(made.index(), net.pod, "eth0");
    assertThat(net.ofPod.links().get("eth0").kind()).isEqualTo(new LinkKind.Veth(null));
    assertThat(links.find("a0")).isEmpty();
    assertThat(links.find("b0")).isPresent();
  }

  @Test
  void delete_whenThere_goesWithItsPeer() {
    Link made = links.create(LinkRequest.veth("a0", "b0"));
    links.delete(made.index());
    assertThat(links.find("a0")).isEmpty();
    assertThat(links.find("b0")).isEmpty();
    assertThatThrownBy(() -> links.delete("a0"))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ENODEV)).isTrue());
    assertThatThrownBy(() -> links.delete(made.index()))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ENODEV)).isTrue());
  }

  @Test
  void deleteByName_whenThere_isGone() {
    links.create(LinkRequest.bridge("br0"));
    links.delete("br0");
    assertThat(links.find("br0")).isEmpty();
  }

  @Test
  void list_whenManyLinks_agreesWithIp() {
    for (int i = 0; i < 120; i++) {
      links.create(LinkRequest.macvlan("mv" + i, net.eth0.index(), MacvlanMode.BRIDGE));
    }
    assertThat(links.list().stream().map(Link::name))
        .containsExactlyInAnyOrderElementsOf(
            ip(net.node, "link", "show").findValuesAsText("ifname"));
    assertThat(links.list())
        .hasSize(122)
        .first()
        .satisfies(lo -> assertThat(lo.isLoopback()).isTrue());
  }

  @Test
  void get_whenTheOtherEndIsDown_hasNoCarrier() {
    Link made = links.create(LinkRequest.veth("a0", "b0").withUp());
    assertThat(made.hasCarrier()).isFalse();

    links.setUp(links.get("b0").index());

    assertThat(links.get("a0").hasCarrier()).isTrue();
  }

  @Test
  void find_whenIndexOrNameUnknown_isEmpty() {
    assertThat(links.find(4711)).isEmpty();
    assertThat(links.find("nothing0")).isEmpty();
    assertThat(links.find(net.eth0.index())).isPresent();
    assertThatThrownBy(() -> links.get("nothing0")).hasMessageContaining("\"nothing0\": ENODEV");
  }
}
