package io.flatnet.cni.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.cni.ArpPolicy;
import io.flatnet.api.cni.ProbePolicy;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.attach.Attachment.Setting;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Ipv4Setting;
import io.flatnet.netlink.IpvlanFlag;
import io.flatnet.netlink.IpvlanMode;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkKind;
import io.flatnet.netlink.MacvlanMode;
import io.flatnet.netlink.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for the plan of any attachment on any node and pod. */
class AttachmentPlannerPropertyTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:07");

  /** What is asked and what is there. */
  record Case(Attachment attachment, NodeState node, PodState pod) {
    List<Step> steps() throws CniFailure {
      return AttachmentPlanner.plan(attachment, node, pod).steps();
    }
  }

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.longs().map(seed -> new Maker(new Random(seed)).make());
  }

  /** Draws a case; jqwik's own combinators end at eight parts. */
  private record Maker(Random random) {
    <T> T one(List<T> of) {
      return of.get(random.nextInt(of.size()));
    }

    Case make() {
      IpFamily family = one(List.of(IpFamily.values()));
      boolean ipv4 = family == IpFamily.IPV4;
      int length = ipv4 ? one(List.of(16, 24, 31, 32)) : one(List.of(48, 64, 127, 128));
      IpAddress address = IpAddress.parse(ipv4 ? "10.7.0.10" : "fd07::a");
      String gateway =
          one(ipv4 ? List.of("", "10.7.0.11", "10.9.0.1") : List.of("", "fd07::b", "fd09::1"));
      var own = new io.flatnet.ipam.InterfaceAddress(address, length);
      Attachment attachment =
          new Attachment(
              "container",
              one(List.of("eth0", "eth1", "net1")),
              "net",
              "up0",
              one(List.of(0, 100)),
              kind(),
              random.nextBoolean() ? MAC : null,
              own,
              gateway.isEmpty() ? null : IpAddress.parse(gateway),
              random.nextBoolean() ? own.to6to4().orElse(null) : null,
              one(List.of(0, 1400, 9000)),
              one(List.of(ArpPolicy.values())),
              random.nextBoolean(),
              one(List.of(ProbePolicy.values())),
              routes(),
              settings(),
              List.of(IpPrefix.parse("10.42.0.0/16"), IpPrefix.parse("fd42::/48")),
              List.of(IpPrefix.parse("10.43.0.0/16")));
      return new Case(attachment, node(), pod());
    }

    LinkKind kind() {
      return random.nextBoolean()
          ? new LinkKind.Macvlan(one(List.of(MacvlanMode.values())))
          : new LinkKind.Ipvlan(
              one(List.of(IpvlanMode.values())), one(List.of(IpvlanFlag.values())));
    }

    List<CustomRoute> routes() {
      List<CustomRoute> routes = new ArrayList<>();
      for (String destination : List.of("10.20.0.0/16", "fd20::/64")) {
        if (random.nextBoolean()) {
          String device = one(List.of("eth0", "eth1"));
          routes.add(
              new CustomRoute(device, IpPrefix.parse(destination), null, null, random.nextInt(3)));
        }
      }
      return routes;
    }

    Set<Setting> settings() {
      return List.of(Setting.values()).stream()
          .filter(_ -> random.nextBoolean())
          .collect(Collectors.toSet());
    }

    NodeState node() {
      Link link = link(7, "up0", random.nextBoolean() ? 0x101 : 0x1);
      return new NodeState(
          new Parent(link, 7),
          List.of(Route.toDefault(IpFamily.IPV4).via(IpAddress.parse("192.0.2.1")).dev(7)),
          List.of(new InterfaceAddress(7, IpAddress.parse("192.0.2.9"), 24, 0x80, 0, null)),
          random.nextBoolean() ? Route.to(IpPrefix.parse("10.42.0.5/32")).dev(11) : null);
    }

    PodState pod() {
      List<Route> routes = new ArrayList<>();
      if (random.nextBoolean()) {
        routes.add(Route.toDefault(IpFamily.IPV4).via(IpAddress.parse("10.42.0.1")).dev(2));
      }
      if (random.nextBoolean()) {
        routes.add(Route.toDefault(IpFamily.IPV6).dev(2).withPriority(random.nextInt(2000)));
      }
      return new PodState(
          List.of(link(2, "eth0", 0x1)),
          routes,
          List.of(new InterfaceAddress(2, IpAddress.parse("10.42.0.5"), 24, 0x80, 0, null)));
    }

    static Link link(int index, String name, int flags) {
      return new Link(index, name, new LinkKind.Device(), flags, null, 1500, 0, null, 0, 0, null);
    }
  }

  private static int first(List<Step> steps, Predicate<Step> which) {
    for (int i = 0; i < steps.size(); i++) {
      if (which.test(steps.get(i))) {
        return i;
      }
    }
    return steps.size();
  }

  private static int last(List<Step> steps, Predicate<Step> which) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (which.test(steps.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isRoute(Step step) {
    return step instanceof Step.AddFlatRoute
        || step instanceof Step.AddPodRoute
        || step instanceof Step.AddNodeRoute
        || step instanceof Step.MoveDefaultRoute;
  }

  @Property
  void plan_makesSetsUpAddressesRoutesAndAnnouncesInThisOrder(@ForAll("cases") Case given)
      throws CniFailure {
    List<Step> steps = given.steps();
    int made = first(steps, Step.CreateLink.class::isInstance);
    int up = first(steps, Step.SetUp.class::isInstance);
    int settings = last(steps, s -> s instanceof Step.Configure || s instanceof Step.ConfigureIpv6);
    int lastAddress = last(steps, Step.AddAddress.class::isInstance);
    int firstRoute = first(steps, AttachmentPlannerPropertyTest::isRoute);
    int lastRoute = last(steps, AttachmentPlannerPropertyTest::isRoute);

    assertThat(steps.subList(0, made)).allMatch(Step.MakeParentPromiscuous.class::isInstance);
    assertThat(settings).isBetween(made + 1, up - 1);
    assertThat(Math.max(up, lastAddress)).isLessThan(firstRoute);
    assertThat(first(steps, Step.Announce.class::isInstance)).isGreaterThan(lastRoute);
    assertThat(steps.stream().filter(Step.AddAddress.class::isInstance))
        .hasSameSizeAs(given.attachment().addresses());
  }

  @Property
  void plan_withAProbe_usesAndAnnouncesNoAddressBeforeIt(@ForAll("cases") Case given)
      throws CniFailure {
    List<Step> steps = given.steps();
    int firstProbe = first(steps, Step.Probe.class::isInstance);

    assertThat(firstProbe < steps.size()).isEqualTo(given.attachment().isProbed());
    if (given.attachment().isProbed()) {
      assertThat(first(steps, Step.SetUp.class::isInstance)).isLessThan(firstProbe);
      assertThat(first(steps, Step.AddAddress.class::isInstance)).isGreaterThan(firstProbe);
      for (var prefix : given.attachment().addresses()) {
        int probe = first(steps, s -> s instanceof Step.Probe p && p.prefix().equals(prefix));
        assertThat(steps.get(probe + 1)).isEqualTo(new Step.AddAddress(prefix));
        assertThat(steps).contains(new Step.Announce(prefix));
      }
    }
  }

  @Property
  void plan_ofALinkWithoutNeighbours_saysNothingToThem(@ForAll("cases") Case given)
      throws CniFailure {
    List<Step> steps = given.steps();
    if (!given.attachment().hasNeighbours()) {
      assertThat(steps)
          .noneMatch(s -> s instanceof Step.Probe || s instanceof Step.Announce)
          .noneMatch(
              s ->
                  s instanceof Step.Configure c
                      && c.settings().containsKey(Ipv4Setting.ARP_NOTIFY));
    }
  }

  @Property
  void plan_ofTheLink_hasTheKindsRules(@ForAll("cases") Case given) throws CniFailure {
    Attachment attachment = given.attachment();
    Step.CreateLink create =
        given.steps().stream()
            .filter(Step.CreateLink.class::isInstance)
            .map(Step.CreateLink.class::cast)
            .findFirst()
            .orElseThrow();
    Integer mtu = create.request().mtuBytes();

    assertThat(create.request().kind()).isEqualTo(attachment.kind());
    assertThat(create.request().name()).isEqualTo(attachment.interfaceName());
    assertThat(create.request().mac())
        .isEqualTo(attachment.hasMacOfParent() ? null : attachment.mac());
    assertThat(mtu == null || mtu < 1500).isTrue();
    assertThat(given.steps().stream().filter(Step.MakeParentPromiscuous.class::isInstance).count())
        .isEqualTo(
            attachment.kind() instanceof LinkKind.Macvlan
                    && !given.node().parentLink().isPromiscuous()
                ? 1
                : 0);
  }

  @Property
  void plan_ofRoutes_hasGatewaysThatTheInterfaceReaches(@ForAll("cases") Case given)
      throws CniFailure {
    List<Route> flat = new ArrayList<>();
    for (Step step : given.steps()) {
      switch (step) {
        case Step.AddFlatRoute(Route route) -> flat.add(route);
        case Step.MoveDefaultRoute(List<Route> before, Route route) -> {
          flat.add(route);
          assertThat(before).isEqualTo(given.pod().defaultRoutes(route.family()));
          assertThat(given.attachment().isPodDevice()).isFalse();
          assertThat(given.attachment().has(Setting.DEFAULT_GATEWAY)).isTrue();
        }
        case Step _ -> {}
      }
    }
    for (Route route : flat) {
      IpAddress gateway = route.gateway();
      if (gateway != null) {
        boolean covered =
            given.attachment().addresses().stream().anyMatch(p -> p.prefix().contains(gateway));
        assertThat(route.onLink()).isEqualTo(!covered);
        assertThat(gateway.family()).isEqualTo(route.family());
      }
    }
  }
}
