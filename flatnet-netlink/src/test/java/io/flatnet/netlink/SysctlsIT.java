package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpFamily;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows that settings are those of the namespace that was asked for. */
@Requires(Part.KERNEL)
class SysctlsIT {
  private static final SysctlKey FORWARD = new SysctlKey("ipv4/ip_forward");

  private final NetworkNamespace first = NetworkNamespace.create();
  private final NetworkNamespace second = NetworkNamespace.create();

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void set_whenOneNamespace_othersKeepTheirs() {
    int before = Sysctls.ofThread().getInt(FORWARD);
    Sysctls.of(first).set(FORWARD, 1);
    Sysctls.of(second).set(FORWARD, 0);
    assertThat(Sysctls.of(first).getInt(FORWARD)).isEqualTo(1);
    assertThat(Sysctls.of(second).getInt(FORWARD)).isZero();
    assertThat(Sysctls.ofThread().getInt(FORWARD)).isEqualTo(before);
    int inside = first.call(() -> Sysctls.ofThread().getInt(FORWARD));
    assertThat(inside).isEqualTo(1);
  }

  @Test
  void set_whenSeveral_allHold() {
    Map<SysctlKey, String> values = new LinkedHashMap<>();
    values.put(SysctlKey.ofLink(IpFamily.IPV6, "lo", "accept_dad"), "0");
    values.put(SysctlKey.ofLink(IpFamily.IPV6, "lo", "disable_ipv6"), "1");
    Sysctls.of(first).set(values);
    values.forEach((key, value) -> assertThat(Sysctls.of(first).get(key)).isEqualTo(value));
  }

  /** What netlink cannot set, so that an agent needs a writable {@code /proc/sys/net} for it. */
  @ParameterizedTest
  @CsvSource({"accept_ra, 2", "accept_dad, 2", "dad_transmits, 3", "ndisc_notify, 1"})
  void set_whenIpv6OfALink_holdsForItAlone(String name, int value) {
    try (Netlink netlink = Netlink.open(first)) {
      netlink.links().create(LinkRequest.veth("eth0", "eth0.100"));
    }
    Sysctls sysctls = Sysctls.of(first);
    int before = sysctls.getInt(SysctlKey.ofLink(IpFamily.IPV6, "eth0", name));
    assertThat(before).isNotEqualTo(value);
    sysctls.set(SysctlKey.ofLink(IpFamily.IPV6, "eth0.100", name), value);
    assertThat(sysctls.getInt(SysctlKey.ofLink(IpFamily.IPV6, "eth0.100", name))).isEqualTo(value);
    assertThat(sysctls.getInt(SysctlKey.ofLink(IpFamily.IPV6, "eth0", name))).isEqualTo(before);
  }

  @Test
  void get_whenAbsent_saysWhat() {
    SysctlKey key = SysctlKey.ofLink(IpFamily.IPV4, "eth9", "arp_notify");
    assertThatThrownBy(() -> Sysctls.of(first).get(key))
        .isInstanceOfSatisfying(SysctlException.class, e -> assertThat(e.key()).isEqualTo(key))
        .hasCauseInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("cannot read sysctl net/ipv4/conf/eth9/arp_notify: there is none");
  }

  @Test
  void set_whenValueRefused_saysWhat() {
    assertThatThrownBy(() -> Sysctls.of(first).set(FORWARD, "yes"))
        .isInstanceOf(SysctlException.class)
        .hasMessageContaining("cannot write \"yes\" to sysctl net/ipv4/ip_forward");
  }

  @Test
  void getInt_whenNoNumber_saysWhat() {
    assertThatThrownBy(() -> Sysctls.of(first).getInt(new SysctlKey("ipv4/tcp_congestion_control")))
        .isInstanceOf(SysctlException.class)
        .hasMessageContaining("must be a number");
  }
}
