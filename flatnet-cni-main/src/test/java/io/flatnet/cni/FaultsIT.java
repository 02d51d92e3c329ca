package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Phase;
import io.flatnet.api.RouteSettings;
import io.flatnet.api.RouteSpec;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.Calls.Outcome;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.RequestListener;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each request of an ADD with everything fails once: the namespaces are as before, or it worked.
 */
@Requires({Part.KERNEL, Part.IPROUTE})
class FaultsIT {
  private static final int NEVER = Integer.MAX_VALUE;

  private final Faults faults = new Faults();
  private final FailingSource source = new FailingSource();
  private TestNetwork network;
  private NodeNetwork node;
  private NetworkNamespace pod;
  private Calls calls;
  private Set<String> podBefore;
  private Set<String> nodeBefore;

  /** Lets one request fail: without having been sent, or with its effect. */
  private static final class Faults implements RequestListener {
    private final List<String> requests = new ArrayList<>();
    private int failing = NEVER;
    private boolean afterEffect;
    private Errno errno = Errno.EIO;

    void arm(int index, boolean afterTheEffect, Errno error) {
      requests.clear();
      failing = index;
      afterEffect = afterTheEffect;
      errno = error;
    }

    @Override
    public void before(Supplier<String> request) {
      requests.add(request.get());
      failIf(!afterEffect, request);
    }

    @Override
    public void after(int type, Supplier<String> request, long nanos) {
      failIf(afterEffect, request);
    }

    private void failIf(boolean now, Supplier<String> request) {
      if (now && requests.size() == failing) {
        failing = NEVER;
        throw new NetlinkException(request.get(), errno.number(), "injected");
      }
    }
  }

  /** Lets one request to the cluster fail. */
  private static final class FailingSource extends FakeAddressSource {
    private int made;
    private int failing = NEVER;

    void arm(int index) {
      made = 0;
      failing = index;
    }

    private synchronized void count() throws CniFailure {
      if (++made == failing) {
        throw new CniFailure(WellKnownError.TRY_AGAIN_LATER, "cannot reach the API server");
      }
    }

    @Override
    public synchronized Optional<Claim> find(PodReference pod) throws CniFailure {
      count();
      return super.find(pod);
    }

    @Override
    public synchronized Optional<Subnet> subnet(String name) throws CniFailure {
      count();
      return super.subnet(name);
    }

    @Override
    public synchronized Claim activate(Claim claim, MacAddress mac) throws CniFailure {
      count();
      return super.activate(claim, mac);
    }

    /** At once, so that it is done when a later request fails. */
    @Override
    public Activation activating(Claim claim, MacAddress mac) {
      Claim active;
      try {
        active = activate(claim, mac);
      } catch (CniFailure e) {
        return new FailedActivation(e);
      }
      return new Activation() {
        @Override
        public Claim await() {
          return active;
        }

        @Override
        public void giveUp() throws CniFailure {
          deactivate(claim, active);
        }
      };
    }

    private record FailedActivation(CniFailure failure) implements Activation {
      @Override
      public Claim await() throws CniFailure {
        throw failure;
      }

      @Override
      public void giveUp() {}
    }
  }

  @BeforeEach
  void open() {
    network = new TestNetwork("10.7.0.1/24");
    node = NodeNetwork.open(network.node(), null, faults);
    pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");
    calls =
        Calls.of(new CniPlugin(source, node, Runnable::run), "1.1.0")
            .option("clusterCIDR", "10.42.0.0/16")
            .option("serviceCIDR", "10.43.0.0/16")
            .option("arpPolicy", "arping");
    source.put(
        Claims.active(
            Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24")
                .gateway("10.7.0.1")
                .addRoutes(RouteSpec.builder().dev("eth1").dst("10.20.0.0/16").build())
                .addRoutes(RouteSpec.builder().dev("eth0").dst("10.21.0.0/16").build())
                .routeSettings(
                    RouteSettings.builder()
                        .addClusterCIDR(true)
                        .addServiceCIDR(true)
                        .addNodeCIDR(true)
                        .addPodIPToHost(true)
                        .flatNetworkDefaultGateway(true)
                        .build())));
    claim();
    podBefore = Wire.state(pod);
    nodeBefore = Wire.state(network.node());
  }

  @AfterEach
  void close() {
    node.close();
    network.close();
  }

  private void claim() {
    source.put(Claims.withSixToFour(Claims.of("web", "10.7.0.10")));
  }

  private void assertAsBefore(String when) {
    assertThat(Wire.state(pod)).as("pod " + when).isEqualTo(podBefore);
    assertThat(Wire.state(network.node())).as("node " + when).isEqualTo(nodeBefore);
  }

  private int requestsOfAnAdd() {
    faults.arm(NEVER, false, Errno.EIO);
    assertThat(calls.add("web", pod).exitCode()).isZero();
    int count = faults.requests.size();
    assertGone();
    return count;
  }

  /** DEL takes the interface and the node's route away, whatever the ADD ended with. */
  private void assertGone() {
    faults.arm(NEVER, false, Errno.EIO);
    assertThat(calls.del("web", pod).exitCode()).isZero();
    assertThat(Wire.state(pod)).noneMatch(line -> line.contains("eth1"));
    assertThat(Wire.state(network.node())).isEqualTo(nodeBefore);
  }

  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {"ENOMEM", "EBUSY", "EEXIST", "EPERM", "EINTR", "ENOBUFS"})
  void add_whenARequestIsRefused_leavesTheNamespacesAsBefore(Errno errno) {
    tryEach(errno, false);
  }

  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {"ENOBUFS", "ETIMEDOUT"})
  void add_whenAnAnswerIsLost_leavesTheNamespacesAsBefore(Errno errno) {
    tryEach(errno, true);
  }

  private void tryEach(Errno errno, boolean afterEffect) {
    int refused = 0;
    int count = requestsOfAnAdd();
    assertThat(count).isGreaterThan(15);
    for (int index = 1; index <= count; index++) {
      claim();
      pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");
      podBefore = Wire.state(pod);
      nodeBefore = Wire.state(network.node());
      faults.arm(index, afterEffect, errno);
      Outcome outcome = calls.add("web", pod);
      String request = faults.requests.get(Math.min(index, faults.requests.size()) - 1);
      if (outcome.exitCode() != 0) {
        refused++;
        assertThat(outcome.message()).as(request).isNotBlank();
        assertAsBefore("after " + errno + " at \"" + request + "\"");
        assertThat(source.claim("default/web").phase()).isEqualTo(Phase.PENDING);
        faults.arm(NEVER, false, errno);
        Outcome again = calls.add("web", pod);
        assertThat(again.exitCode()).as("again: " + again.message()).isZero();
      }
      assertGone();
    }
    assertThat(refused).as("the faults were met").isGreaterThan(count / 3);
  }

  @Test
  void add_whenTheClusterFailsAtARequest_leavesTheNamespacesAsBefore() {
    source.arm(NEVER);
    assertThat(calls.add("web", pod).exitCode()).isZero();
    int count = source.made;
    assertGone();
    assertThat(count).isEqualTo(3);
    for (int index = 1; index <= count; index++) {
      claim();
      pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");
      podBefore = Wire.state(pod);
      nodeBefore = Wire.state(network.node());
      source.arm(index);

      assertThat(calls.add("web", pod).code()).isEqualTo(11);

      assertAsBefore("after request " + index);
      source.arm(NEVER);
      assertThat(calls.add("web", pod).exitCode()).isZero();
      assertGone();
    }
  }

  private long staleRoutes() {
    return Wire.state(network.node()).stream()
        .filter(line -> line.contains("protocol 141"))
        .count();
  }

  @Test
  void gc_whenARequestIsRefused_doesTheRestAndSaysSo() {
    faults.arm(NEVER, false, Errno.EIO);
    assertThat(calls.gc().exitCode()).isZero();
    int count = faults.requests.size();
    boolean half = false;
    for (int index = 1; index <= count + 4; index++) {
      for (String host : List.of("10.7.0.70", "10.7.0.71")) {
        Wire.change(
            network.node(), "route add " + host + "/32 dev up0 proto 141 metric 1073741825");
      }
      faults.arm(index, false, Errno.EBUSY);

      Outcome outcome = calls.gc();

      assertThat(outcome.code()).isIn(0, PluginError.KERNEL_REFUSED.code());
      if (outcome.code() == 0) {
        assertThat(staleRoutes()).isZero();
      }
      half |= outcome.code() != 0 && staleRoutes() == 1;
      faults.arm(NEVER, false, Errno.EIO);
      assertThat(calls.gc().exitCode()).isZero();
      assertThat(staleRoutes()).isZero();
    }
    assertThat(half).as("one route stayed and the other went").isTrue();
  }
}
