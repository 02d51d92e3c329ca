package io.flatnet.cni.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flatnet.api.cni.ArpPolicy;
import io.flatnet.api.cni.ProbePolicy;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.attach.Attachment.Setting;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Ipv4Setting;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkKind;
import io.flatnet.netlink.MacvlanMode;
import io.flatnet.netlink.Route;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttachmentPlannerTest {
  private static final Link MASTER = link(7, "eth0", 0x100, 1500);
  private static final Parent PARENT = new Parent(MASTER, MASTER.index());
  private static final Link POD_ETH0 = link(2, "eth0", 0, 1450);
  private static final IpAddress POD_GATEWAY = IpAddress.parse("10.42.0.1");

  private static Link link(int index, String name, int flags, int mtu) {
    return new Link(index, name, new LinkKind.Device(), flags, null, mtu, 0, null, 0, 0, null);
  }

  private static Attachment attachment(String address, String gateway) {
    return attachment(address, gateway, "eth1", 0, ArpPolicy.ARP_NOTIFY, List.of(), Set.of());
  }

  private static Attachment attachment(
      String address,
      String gateway,
      String name,
      int mtu,
      ArpPolicy policy,
      List<CustomRoute> routes,
      Set<Setting> settings) {
    IpPrefix prefix = IpPrefix.parse(address);
    return new Attachment(
        "container",
        name,
        "net",
        "eth0",
        0,
        new LinkKind.Macvlan(MacvlanMode.BRIDGE),
        null,
        new io.flatnet.ipam.InterfaceAddress(
            IpAddress.parse(address.substring(0, address.indexOf('/'))), prefix.length()),
        gateway.isEmpty() ? null : IpAddress.parse(gateway),
        null,
        mtu,
        policy,
        false,
        ProbePolicy.OFF,
        routes,
        settings,
        List.of(IpPrefix.parse("10.42.0.0/16"), IpPrefix.parse("fd42::/48")),
        List.of(IpPrefix.parse("10.43.0.0/16")));
  }

  private static PodState podWithEth0() {
    return new PodState(
        List.of(POD_ETH0),
        List.of(Route.toDefault(IpFamily.IPV4).via(POD_GATEWAY).dev(2)),
        List.of(new InterfaceAddress(2, IpAddress.parse("10.42.0.5"), 24, 0x80, 0, null)));
  }

  private static List<Step> steps(Attachment attachment, PodState pod) throws CniFailure {
    return AttachmentPlanner.plan(attachment, NodeState.of(PARENT), pod).steps();
  }

  private static CustomRoute route(String device, String destination) {
    return new CustomRoute(device, IpPrefix.parse(destination), null, null, 0);
  }

  private static Attachment withRoutes(String name, CustomRoute... routes) {
    return attachment(
        "10.7.0.10/24", "10.7.0.1", name, 0, ArpPolicy.ARP_NOTIFY, List.of(routes), Set.of());
  }

  private static Attachment with(Setting... settings) {
    return attachment(
        "10.7.0.10/24", "10.7.0.1", "eth1", 0, ArpPolicy.ARP_NOTIFY, List.of(), Set.of(settings));
  }

  @Test
  void plan_ofIpv4_setsSettingsBeforeTheAddressAndTheAddressBeforeUp() throws CniFailure {
    List<Step> steps = steps(attachment("10.7.0.10/24", "10.7.0.1"), PodState.EMPTY);

    assertThat(steps)
        .extracting(step -> (Object) step.getClass())
        .containsExactly(
            Step.CreateLink.class, Step.Configure.class, Step.AddAddress.class, Step.SetUp.class);
    assertThat(steps.get(1))
        .isEqualTo(new Step.Configure("flatnet:net", Map.of(Ipv4Setting.ARP_NOTIFY, 1)));
  }

  @Test
  void plan_ofIpv6_turnsItOnAndAnnounces() throws CniFailure {
    assertThat(steps(attachment("fd07::10/64", ""), PodState.EMPTY))
        .extracting(step -> (Object) step.getClass())
        .containsExactly(
            Step.CreateLink.class,
            Step.Configure.class,
            Step.ConfigureIpv6.class,
            Step.AddAddress.class,
            Step.SetUp.class,
            Step.Announce.class);
  }

  @Test
  void plan_whenMasterIsNotPromiscuous_makesItSo() throws CniFailure {
    NodeState node = NodeState.of(new Parent(link(7, "eth0", 0, 1500), 7));

    assertThat(AttachmentPlanner.plan(attachment("10.7.0.10/24", ""), node, PodState.EMPTY).steps())
        .startsWith(new Step.MakeParentPromiscuous(7));
  }

  @Test
  void plan_withArping_announcesAndLeavesTheKernelAlone() throws CniFailure {
    Attachment arping =
        attachment("10.7.0.10/24", "", "eth1", 0, ArpPolicy.ARPING, List.of(), Set.of());

    assertThat(steps(arping, PodState.EMPTY))
        .contains(new Step.Announce(arping.address()))
        .contains(new Step.Configure("flatnet:net", Map.of()));
  }

  @Test
  void mtu_isTheAskedUpToTheMasters() throws CniFailure {
    assertThat(mtu(0)).isEqualTo(1500);
    assertThat(mtu(9000)).isEqualTo(1500);
    assertThat(mtu(1400)).isEqualTo(1400);
  }

  private static int mtu(int asked) throws CniFailure {
    return AttachmentPlanner.mtuBytes(
        attachment("10.7.0.10/24", "", "eth1", asked, ArpPolicy.ARPING, List.of(), Set.of()),
        MASTER);
  }

  @Test
  void mtu_belowWhatIpv6Needs_isRefused() {
    Attachment small =
        attachment("fd07::1/64", "", "eth1", 1000, ArpPolicy.ARPING, List.of(), Set.of());

    assertThat(
            catchThrowableOfType(CniFailure.class, () -> AttachmentPlanner.mtuBytes(small, MASTER)))
        .hasMessageContaining("1280");
  }

  @Test
  void routes_ofEth1_goOverTheFlatInterfaceWhateverItsName() throws CniFailure {
    assertThat(steps(withRoutes("net1", route("eth1", "10.20.0.0/16")), PodState.EMPTY))
        .contains(
            new Step.AddFlatRoute(
                Route.to(IpPrefix.parse("10.20.0.0/16")).via(IpAddress.parse("10.7.0.1"))));
  }

  @Test
  void routes_ofEth1WhereTheFlatInterfaceIsEth0_areLeftOut() throws CniFailure {
    assertThat(steps(withRoutes("eth0", route("eth1", "10.20.0.0/16")), PodState.EMPTY))
        .noneMatch(step -> step instanceof Step.AddFlatRoute || step instanceof Step.AddPodRoute);
  }

  @Test
  void routes_ofAnotherFamilyThanTheGateway_areOnLink() throws CniFailure {
    assertThat(steps(withRoutes("eth1", route("eth1", "fd20::/64")), PodState.EMPTY))
        .contains(new Step.AddFlatRoute(Route.to(IpPrefix.parse("fd20::/64"))));
  }

  @Test
  void routes_throughAGatewayOutsideTheNetwork_areMarkedOnLink() throws CniFailure {
    Attachment host =
        attachment(
            "10.7.0.10/32",
            "10.9.0.1",
            "eth1",
            0,
            ArpPolicy.ARP_NOTIFY,
            List.of(route("eth1", "10.20.0.0/16")),
            Set.of());

    assertThat(steps(host, PodState.EMPTY))
        .contains(
            new Step.AddFlatRoute(
                Route.to(IpPrefix.parse("10.20.0.0/16"))
                    .via(IpAddress.parse("10.9.0.1"))
                    .withOnLink()));
  }

  @Test
  void routes_ofEth0_goThroughItsGateway() throws CniFailure {
    assertThat(steps(withRoutes("eth1", route("eth0", "10.20.0.0/16")), podWithEth0()))
        .contains(
            new Step.AddPodRoute(Route.to(IpPrefix.parse("10.20.0.0/16")).via(POD_GATEWAY).dev(2)));
  }

  @Test
  void routes_ofALinkThatIsNotThere_areRefused() {
    assertThat(
            catchThrowableOfType(
                CniFailure.class,
                () -> steps(withRoutes("eth1", route("eth9", "10.20.0.0/16")), podWithEth0())))
        .hasMessageContaining("eth9");
  }

  @Test
  void clusterAndServiceCidrs_followThePodsDefaultRoute() throws CniFailure {
    AttachmentPlan plan =
        AttachmentPlanner.plan(
            with(Setting.CLUSTER_CIDR, Setting.SERVICE_CIDR), NodeState.of(PARENT), podWithEth0());

    assertThat(plan.steps())
        .contains(
            new Step.AddPodRoute(Route.to(IpPrefix.parse("10.42.0.0/16")).via(POD_GATEWAY).dev(2)),
            new Step.AddPodRoute(Route.to(IpPrefix.parse("10.43.0.0/16")).via(POD_GATEWAY).dev(2)));
    assertThat(plan.warnings()).singleElement().asString().contains("fd42::/48");
  }

  @Test
  void nodeCidr_isEveryNetworkOfTheNodesUplinks() throws CniFailure {
    NodeState node =
        new NodeState(
            PARENT,
            List.of(Route.toDefault(IpFamily.IPV4).via(IpAddress.parse("192.0.2.1")).dev(7)),
            List.of(
                new InterfaceAddress(7, IpAddress.parse("192.0.2.9"), 24, 0x80, 0, null),
                new InterfaceAddress(8, IpAddress.parse("198.51.100.9"), 24, 0x80, 0, null)),
            null);

    assertThat(AttachmentPlanner.plan(with(Setting.NODE_CIDR), node, podWithEth0()).steps())
        .filteredOn(Step.AddPodRoute.class::isInstance)
        .containsExactly(
            new Step.AddPodRoute(Route.to(IpPrefix.parse("192.0.2.0/24")).via(POD_GATEWAY).dev(2)));
  }

  @Test
  void defaultGateway_movesTheDefaultRoute() throws CniFailure {
    assertThat(steps(with(Setting.DEFAULT_GATEWAY), podWithEth0()))
        .contains(
            new Step.MoveDefaultRoute(
                List.of(Route.toDefault(IpFamily.IPV4).via(POD_GATEWAY).dev(2)),
                Route.toDefault(IpFamily.IPV4).via(IpAddress.parse("10.7.0.1"))));
  }

  @Test
  void defaultGateway_whereTheFlatInterfaceIsEth0_doesNothing() throws CniFailure {
    Attachment eth0 =
        attachment(
            "10.7.0.10/24",
            "10.7.0.1",
            "eth0",
            0,
            ArpPolicy.ARP_NOTIFY,
            List.of(),
            Set.of(Setting.DEFAULT_GATEWAY));

    assertThat(steps(eth0, PodState.EMPTY)).noneMatch(Step.MoveDefaultRoute.class::isInstance);
  }

  @Test
  void podIpToHost_isARouteWithTheMastersAddressAsSource() throws CniFailure {
    NodeState node =
        new NodeState(
            PARENT,
            List.of(),
            List.of(new InterfaceAddress(7, IpAddress.parse("10.7.0.2"), 24, 0x80, 0, null)),
            Route.to(IpPrefix.parse("10.42.0.5/32")).dev(11));

    assertThat(AttachmentPlanner.plan(with(Setting.POD_IP_TO_HOST), node, podWithEth0()).steps())
        .contains(
            new Step.AddNodeRoute(
                RoutePlanner.nodeRoute("container", IpAddress.parse("10.7.0.10"))
                    .dev(11)
                    .src(IpAddress.parse("10.7.0.2"))));
  }
}
