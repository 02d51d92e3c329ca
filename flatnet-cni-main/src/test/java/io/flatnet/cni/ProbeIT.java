package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Phase;
import io.flatnet.cni.Calls.Outcome;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host outside has the address that the ledger gave. */
@Requires({Part.KERNEL, Part.IPROUTE})
class ProbeIT {
  private static final int PEER = 2;
  private static final int FREE = 10;

  private final FakeAddressSource source = new FakeAddressSource();
  private final Wire wire = new Wire(0);
  private final NodeNetwork node = NodeNetwork.open(wire.node(), null);
  private final Calls calls = Calls.of(new CniPlugin(source, node, Runnable::run), "1.1.0");

  @AfterEach
  void close() {
    node.close();
    wire.close();
  }

  private void give(IpFamily family, int host) {
    source.put(
        new Subnet(
            Claims.SUBNET,
            Claims.macvlan(Wire.UPLINK, Wire.cidr(family)).build(),
            Phase.ACTIVE,
            ""));
    source.put(Claims.of("web", Wire.address(family, host).toString()));
  }

  private String peersMac() {
    return Wire.ip(wire.peer(), "link", "show", "dev", "eth0").get(0).path("address").asText();
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void add_whichRefusesConflicts_namesTheOthersMacAndLeavesNothing(IpFamily family) {
    give(family, PEER);
    NetworkNamespace pod = wire.pod();

    Outcome outcome = calls.option("probe", "refuse").add("web", pod);

    assertThat(outcome.code()).isEqualTo(PluginError.ADDRESS_IN_USE.code());
    assertThat(outcome.message().toLowerCase(Locale.ROOT))
        .contains(peersMac(), Wire.address(family, PEER).toString());
    assertThat(Wire.state(pod)).noneMatch(line -> line.contains("eth1"));
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void add_ofAFreeAddress_isUsableAfterTheProbe(IpFamily family) throws IOException {
    give(family, FREE);
    NetworkNamespace pod = wire.pod();
    Calls probing = calls.option("probe", "refuse");

    Outcome outcome = probing.add("web", pod);

    assertThat(outcome.exitCode()).as(outcome.message()).isZero();
    assertThat(Wire.reaches(pod, Wire.address(family, 1), 5000)).isTrue();
    assertThat(Wire.reaches(wire.peer(), Wire.address(family, FREE), 5000)).isTrue();
    Outcome check = probing.check("web", pod, outcome.json());
    assertThat(check.exitCode()).as(check.message()).isZero();
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void add_whichOnlyWarns_goesOn(IpFamily family) {
    give(family, PEER);
    NetworkNamespace pod = wire.pod();

    Outcome outcome = calls.option("probe", "warn").add("web", pod);

    assertThat(outcome.exitCode()).as(outcome.message()).isZero();
    assertThat(Wire.state(pod))
        .anyMatch(line -> line.startsWith("address eth1 \"" + Wire.address(family, PEER)));
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void add_withoutAProbe_doesNotAsk(IpFamily family) {
    give(family, PEER);
    for (String off : List.of("off", "")) {
      NetworkNamespace pod = wire.pod();
      assertThat(calls.option("probe", off).add("web", pod).exitCode()).isZero();
      assertThat(calls.del("web", pod).exitCode()).isZero();
    }
  }
}
