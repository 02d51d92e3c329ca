package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shows that the end of the kernel's duplicate address detection is waited for (RFC 4862 5.4). */
@Requires(Part.KERNEL)
@Timeout(60)
class DuplicateDetectionIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final IpAddress V6 = IpAddress.parse("fd00::7");

  private final PodOnWire net = new PodOnWire();
  private final Link eth1 = net.macvlan("eth1", "02:00:5e:10:00:07");
  private final NetworkMonitor monitor =
      NetworkMonitor.open(net.pod, EnumSet.of(MonitorTopic.IPV6_ADDRESS));
  private final Addresses addresses = net.ofPod.addresses();

  @AfterEach
  void close() {
    monitor.close();
    net.close();
  }

  private DadOutcome await(IpAddress address) {
    return addresses.awaitDad(monitor, eth1.index(), address, LIMIT);
  }

  @Test
  void awaitDad_whenNobodyHasThem_isUsableForEachOfSeveral() {
    List<IpAddress> several =
        List.of(V6, IpAddress.parse("fd00::8"), IpAddress.parse("2002:a00:7::1"));
    several.forEach(address -> addresses.add(eth1.index(), address, 64));
    assertThat(several).allSatisfy(a -> assertThat(await(a)).isEqualTo(DadOutcome.USABLE));
    assertThat(addresses.list(eth1.index()))
        .filteredOn(a -> several.contains(a.address()))
        .hasSize(3)
        .noneMatch(InterfaceAddress::isTentative);
  }

  @Test
  void awaitDad_whenAnotherNodeHasIt_isDuplicate() {
    net.ofWire.addresses().add(net.wire0.index(), V6, 64, AddressOption.NO_DAD);
    addresses.add(eth1.index(), V6, 64);
    assertThat(await(V6)).isEqualTo(DadOutcome.DUPLICATE);
    assertThat(await(V6)).as("asked again").isEqualTo(DadOutcome.DUPLICATE);
  }

  @Test
  void awaitDad_whenNoDadOrIpv4_isUsableAtOnce() {
    IpAddress v4 = IpAddress.parse("10.0.0.7");
    addresses.add(eth1.index(), V6, 64, AddressOption.NO_DAD);
    addresses.add(eth1.index(), v4, 24);
    Duration none = Duration.ZERO;
    assertThat(addresses.awaitDad(monitor, eth1.index(), V6, none)).isEqualTo(DadOutcome.USABLE);
    assertThat(addresses.awaitDad(monitor, eth1.index(), v4, none)).isEqualTo(DadOutcome.USABLE);
  }

  @Test
  void awaitDad_whenAcceptDadIsOff_isUsableAtOnce() {
    Sysctls.of(net.pod).set(SysctlKey.ofLink(IpFamily.IPV6, "eth1", "accept_dad"), 0);
    addresses.add(eth1.index(), V6, 64);
    assertThat(await(V6)).isEqualTo(DadOutcome.USABLE);
  }

  @Test
  void awaitDad_whenTheTimeIsOver_isUnsettled() {
    addresses.add(eth1.index(), V6, 64);
    assertThat(addresses.awaitDad(monitor, eth1.index(), V6, Duration.ofMillis(1)))
        .isEqualTo(DadOutcome.UNSETTLED);
  }

  @Test
  void awaitDad_whenLinkHasNoSuchAddress_isGone() {
    assertThat(await(V6)).isEqualTo(DadOutcome.GONE);
  }

  @Test
  void awaitDad_whenAddressIsDeletedMeanwhile_isGone() throws Exception {
    addresses.add(eth1.index(), V6, 64);
    FutureTask<DadOutcome> outcome = new FutureTask<>(() -> await(V6));
    Thread waiter = Thread.ofPlatform().start(outcome);
    while (!ThreadsInCalls.isInNative(waiter, "poll")) {
      Thread.onSpinWait();
    }
    try (Netlink other = Netlink.open(net.pod)) {
      other.addresses().delete(eth1.index(), V6, 64);
    }
    assertThat(outcome.get()).isEqualTo(DadOutcome.GONE);
  }

  @Test
  void awaitDad_whenEventsWereLost_looksAgain() {
    addresses.add(eth1.index(), V6, 64, AddressOption.NO_DAD);
    for (int i = 0; i < 2_000; i++) {
      IpAddress other = IpAddress.ofIpv6(0xfd01L << 48, i + 1);
      addresses.add(eth1.index(), other, 128, AddressOption.NO_DAD);
      addresses.delete(eth1.index(), other, 128);
    }
    IpAddress late = IpAddress.parse("fd00::9");
    addresses.add(eth1.index(), late, 64);
    assertThat(await(late)).isEqualTo(DadOutcome.USABLE);
  }
}
