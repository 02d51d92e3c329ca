package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.cni.Calls.Outcome;
import io.flatnet.cni.journal.Journals;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pod that goes on after a DEL has the routes that it had before the ADD. */
@Requires({Part.KERNEL, Part.IPROUTE})
class PutBackIT {
  @TempDir Path directory;
  private final FakeAddressSource source = new FakeAddressSource();
  private TestNetwork network;
  private NodeNetwork node;
  private NetworkNamespace pod;
  private Journals journals;
  private Calls calls;
  private Set<String> before;

  @BeforeEach
  void open() throws IOException {
    network = new TestNetwork("10.7.0.1/24");
    node = NodeNetwork.open(network.node(), null);
    pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");
    before = Wire.state(pod);
    source.put(Claims.routed());
    source.put(Claims.of("web", "10.7.0.10"));
    restart();
  }

  @AfterEach
  void close() throws IOException {
    journals.close();
    node.close();
    network.close();
  }

  /** As the next agent finds what the one before left. */
  private void restart() throws IOException {
    if (journals != null) {
      journals.close();
    }
    journals = Journals.in(directory.resolve("journal"));
    journals.recover(node.netlink());
    calls =
        Calls.of(new CniPlugin(source, node, Runnable::run, journals), "1.1.0")
            .option("clusterCIDR", "10.44.0.0/16");
  }

  private void add() {
    Outcome outcome = calls.add("web", pod);
    assertThat(outcome.exitCode()).as(outcome.message()).isZero();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      return files.filter(file -> !file.endsWith("lock")).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "100"})
  void del_afterAnAddThatMovedTheDefaultRoute_putsAllBack(String metric) throws IOException {
    Wire.change(pod, "route del default");
    Wire.change(pod, "route add default via 10.42.0.1 dev eth0 metric " + metric);
    before = Wire.state(pod);
    for (int i = 0; i < 3; i++) {
      add();
      assertThat(Wire.state(pod)).isNotEqualTo(before);

      assertThat(calls.del("web", pod).exitCode()).isZero();

      assertThat(Wire.state(pod)).isEqualTo(before);
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void del_afterARestart_putsAllBack() throws IOException {
    add();
    Set<String> attached = Wire.state(pod);

    restart();
    assertThat(Wire.state(pod)).isEqualTo(attached);
    assertThat(calls.del("web", pod).exitCode()).isZero();

    assertThat(Wire.state(pod)).isEqualTo(before);
  }

  @Test
  void del_whenSomebodySetAnotherDefaultRouteSince_leavesIt() throws IOException {
    add();
    Wire.change(pod, "route replace default via 10.42.0.7 dev eth0");

    assertThat(calls.del("web", pod).exitCode()).isZero();

    assertThat(Wire.state(pod))
        .filteredOn(line -> line.startsWith("route default"))
        .singleElement()
        .asString()
        .contains("via 10.42.0.7 dev eth0");
    assertThat(files()).isEmpty();
  }

  @Test
  void add_onAnInterfaceThatIsThere_leavesWhatTheDelPutsBack() {
    add();

    assertThat(calls.add("web", pod).code()).isEqualTo(PluginError.NAME_TAKEN.code());
    assertThat(calls.del("web", pod).exitCode()).isZero();

    assertThat(Wire.state(pod)).isEqualTo(before);
  }

  @Test
  void add_afterSomebodyDeletedTheInterface_beginsFromWhatWasBefore() {
    add();
    Wire.change(pod, "link del eth1");

    add();
    assertThat(calls.del("web", pod).exitCode()).isZero();

    assertThat(Wire.state(pod)).isEqualTo(before);
  }

  @Test
  void del_whenEth0IsGone_isASuccess() throws IOException {
    add();
    Wire.change(pod, "link del eth0");

    assertThat(calls.del("web", pod).exitCode()).isZero();

    assertThat(files()).isEmpty();
  }

  @Test
  void del_whenTheNamespaceIsGone_forgetsIt() throws IOException {
    add();

    assertThat(calls.del("web", null).exitCode()).isZero();

    assertThat(files()).isEmpty();
  }

  @Test
  void add_whichChangesNoRouteOfOthers_leavesNoFile() throws IOException {
    source.put(
        Claims.active(Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24").gateway("10.7.0.1")));

    add();

    assertThat(files()).isEmpty();
  }
}
