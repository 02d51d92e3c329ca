package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shows that the monitor tells what the kernel changes, no more, and when it missed something. */
@Requires(Part.KERNEL)
@Timeout(60)
class NetworkMonitorIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final PodOnWire net = new PodOnWire();
  private final Link eth1 = net.macvlan("eth1", "02:00:5e:10:00:07");

  @AfterEach
  void close() {
    net.close();
  }

  private NetworkMonitor monitor(MonitorTopic first, MonitorTopic... more) {
    return NetworkMonitor.open(net.pod, EnumSet.of(first, more));
  }

  /** Reads up to the event that is waited for; what came before is of no account. */
  private static void await(NetworkMonitor monitor, Predicate<NetworkEvent> wanted) {
    List<NetworkEvent> seen = new ArrayList<>();
    Optional<NetworkEvent> event = monitor.next(LIMIT);
    while (event.isPresent()) {
      if (wanted.test(event.get())) {
        return;
      }
      seen.add(event.get());
      event = monitor.next(LIMIT);
    }
    throw new AssertionError("the event did not come, but " + seen);
  }

  private static List<NetworkEvent> drain(NetworkMonitor monitor) {
    List<NetworkEvent> seen = new ArrayList<>();
    monitor.next(Duration.ZERO).ifPresent(seen::add);
    while (!seen.isEmpty()) {
      Optional<NetworkEvent> event = monitor.next(Duration.ZERO);
      if (event.isEmpty()) {
        break;
      }
      seen.add(event.get());
    }
    return seen;
  }

  @Test
  void next_whenLinkIsMadeRenamedAndDeleted_tellsEach() {
    try (NetworkMonitor monitor = monitor(MonitorTopic.LINK)) {
      Links links = net.ofPod.links();
      int index = links.create(LinkRequest.bridge("br0")).index();
      await(
          monitor,
          event ->
              event instanceof NetworkEvent.LinkChanged(Link link)
                  && link.name().equals("br0")
                  && link.kind().equals(new LinkKind.Bridge()));
      links.rename(index, "br1");
      await(
          monitor,
          event ->
              event instanceof NetworkEvent.LinkChanged(Link link) && link.name().equals("br1"));
      links.delete(index);
      await(
          monitor,
          event -> event instanceof NetworkEvent.LinkGone(Link link) && link.index() == index);
    }
  }

  @Test
  void next_whenLinkMovesAway_itIsGone() {
    try (NetworkMonitor monitor = monitor(MonitorTopic.LINK)) {
      net.ofPod.links().moveTo(eth1.index(), net.wire, "eth9");
      await(
          monitor,
          event -> event instanceof NetworkEvent.LinkGone(Link link) && link.name().equals("eth1"));
    }
  }

  /** The bridge says RTM_DELLINK of its own family for a port that leaves: no link is gone. */
  @Test
  void next_whenPortLeavesABridge_noLinkIsGone() {
    Links links = net.ofPod.links();
    int bridge = links.create(LinkRequest.bridge("br0")).index();
    int port = links.create(LinkRequest.veth("p0", "p1").withMaster(bridge)).index();
    try (NetworkMonitor monitor = monitor(MonitorTopic.LINK)) {
      links.setMaster(port, 0);
      links.setMtu(bridge, 1_280); // the last event
      List<NetworkEvent> seen = new ArrayList<>();
      await(
          monitor,
          event -> {
            seen.add(event);
            return event instanceof NetworkEvent.LinkChanged(Link link) && link.mtuBytes() == 1_280;
          });
      assertThat(seen).noneMatch(event -> event instanceof NetworkEvent.LinkGone);
      assertThat(links.find(port)).isPresent();
    }
  }

  @Test
  void next_whenAddressOfEitherFamily_tellsItComesAndGoes() {
    try (NetworkMonitor monitor = monitor(MonitorTopic.IPV4_ADDRESS, MonitorTopic.IPV6_ADDRESS)) {
      for (String text : List.of("10.0.0.7", "fd00::7")) {
        IpAddress address = IpAddress.parse(text);
        int length = address.family() == IpFamily.IPV4 ? 24 : 64;
        net.ofPod.addresses().add(eth1.index(), address, length, AddressOption.NO_DAD);
        await(
            monitor,
            event ->
                event instanceof NetworkEvent.AddressChanged(InterfaceAddress a)
                    && a.address().equals(address)
                    && a.prefixLength() == length);
        net.ofPod.addresses().delete(eth1.index(), address, length);
        await(
            monitor,
            event ->
                event instanceof NetworkEvent.AddressGone(InterfaceAddress a)
                    && a.address().equals(address));
      }
    }
  }

  @Test
  void next_whenRouteOfEitherFamily_tellsItComesAndGoes() {
    try (NetworkMonitor monitor = monitor(MonitorTopic.IPV4_ROUTE, MonitorTopic.IPV6_ROUTE)) {
      for (String text : List.of("10.42.0.0/16", "fd42::/48")) {
        Route route = Route.to(IpPrefix.parse(text)).dev(eth1.index()).withProtocol(99);
        net.ofPod.routes().add(route);
        await(
            monitor,
            event ->
                event instanceof NetworkEvent.RouteChanged(Route r)
                    && r.destination().equals(route.destination())
                    && r.protocol() == 99);
        net.ofPod.routes().delete(route);
        await(
            monitor,
            event ->
                event instanceof NetworkEvent.RouteGone(Route r)
                    && r.destination().equals(route.destination()));
      }
    }
  }

  @Test
  void next_whenTopicIsAnother_isSilent() {
    try (NetworkMonitor links = monitor(MonitorTopic.LINK);
        NetworkMonitor addresses = monitor(MonitorTopic.IPV4_ADDRESS)) {
      IpAddress address = IpAddress.parse("10.0.0.7");
      net.ofPod.addresses().add(eth1.index(), address, 24);
      await(addresses, event -> event instanceof NetworkEvent.AddressChanged);
      assertThat(drain(links)).isEmpty();
    }
  }

  @Test
  void next_whenNothingChanges_isEmptyAfterItsTime() {
    try (NetworkMonitor monitor = monitor(MonitorTopic.IPV4_ADDRESS)) {
      long before = System.nanoTime();
      assertThat(monitor.next(Duration.ofMillis(30))).isEmpty();
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(30_000_000);
      assertThat(monitor.next(Duration.ZERO)).isEmpty();
      assertThat(monitor.next(Duration.ofSeconds(-1))).isEmpty();
    }
  }

  /** Far more events than the socket's buffer holds, unread. */
  @Test
  void next_whenTooManyWereNotRead_saysLostAndTheNewPictureIsRight() {
    try (NetworkMonitor monitor = monitor(MonitorTopic.IPV4_ADDRESS)) {
      Addresses addresses = net.ofPod.addresses();
      for (int i = 0; i < 2_000; i++) {
        addresses.add(eth1.index(), IpAddress.ofIpv4(0x0a000001 + i), 32);
      }
      assertThat(monitor.next(LIMIT)).contains(new NetworkEvent.Lost());

      Set<IpAddress> picture =
          addresses.list(eth1.index()).stream()
              .map(InterfaceAddress::address)
              .collect(Collectors.toCollection(HashSet::new));
      addresses.delete(eth1.index(), IpAddress.ofIpv4(0x0a000001), 32);
      addresses.add(eth1.index(), IpAddress.parse("10.9.9.9"), 32);
      for (NetworkEvent event : drain(monitor)) {
        switch (event) {
          case NetworkEvent.AddressChanged(InterfaceAddress a) -> picture.add(a.address());
          case NetworkEvent.AddressGone(InterfaceAddress a) -> picture.remove(a.address());
          default -> throw new AssertionError("lost again, or another topic: " + event);
        }
      }
      assertThat(picture)
          .containsExactlyInAnyOrderElementsOf(
              addresses.list(eth1.index()).stream().map(InterfaceAddress::address).toList());
    }
  }

  @Test
  void close_whenAnotherThreadWaits_wakesIt() throws Exception {
    NetworkMonitor monitor = monitor(MonitorTopic.LINK);
    List<Throwable> thrown = new ArrayList<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    monitor.next(Duration.ofDays(365_000));
                  } catch (IllegalStateException e) {
                    thrown.add(e);
                  }
                });
    while (!ThreadsInCalls.isInNative(reader, "poll")) {
      Thread.onSpinWait();
    }
    monitor.close();
    monitor.close();
    reader.join();
    assertThat(thrown).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("closed"));
    assertThatThrownBy(() -> monitor.next(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the network monitor is closed");
  }

  @Test
  void open_startsNoThread_andRefusesNoTopic() {
    int threads = Thread.activeCount();
    try (NetworkMonitor monitor = NetworkMonitor.open(net.pod, EnumSet.allOf(MonitorTopic.class))) {
      assertThat(monitor.next(Duration.ZERO)).isEmpty();
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
    }
    assertThatThrownBy(() -> NetworkMonitor.open(Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
