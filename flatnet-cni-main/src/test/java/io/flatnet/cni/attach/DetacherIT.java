package io.flatnet.cni.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.cni.TestNetwork;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.MacvlanMode;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shows that a detachment ends when the interface is gone: no earlier, no later. */
@Requires(Part.KERNEL)
class DetacherIT {
  private TestNetwork network;
  private Netlink node;
  private NetworkNamespace namespace;
  private PodNetwork pod;

  @BeforeEach
  void open() {
    network = new TestNetwork("10.7.0.1/24");
    node = Netlink.open(network.node());
    namespace = network.pod();
    pod = PodNetwork.open(namespace);
    int uplink = node.links().get(TestNetwork.UPLINK).index();
    node.links().createIn(namespace, LinkRequest.macvlan("eth1", uplink, MacvlanMode.BRIDGE));
  }

  @AfterEach
  void close() {
    pod.close();
    node.close();
    network.close();
  }

  private void detach(Executor background) {
    new Detacher(node, background).detach("container", "eth1", pod, List.of());
  }

  private boolean isThere() {
    return pod.netlink().links().find("eth1").isPresent();
  }

  @Test
  void detach_doesNotWaitForTheKernelToFreeTheLink() throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    detach(
        task ->
            Thread.ofPlatform()
                .start(
                    () -> {
                      task.run();
                      try {
                        if (answered.await(1, TimeUnit.MINUTES)) {
                          ended.countDown();
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    }));
    assertThat(isThere()).isFalse();
    answered.countDown();
    assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void detach_whenTheDeletionStartsLate_waitsForIt() {
    Thread caller = Thread.currentThread();
    detach(
        task ->
            Thread.ofPlatform()
                .start(
                    () -> {
                      while (caller.getState() != Thread.State.TIMED_WAITING) {
                        Thread.onSpinWait();
                      }
                      task.run();
                    }));
    assertThat(isThere()).isFalse();
  }

  @Test
  void detach_onTheSameThread_isTheSame() {
    detach(Runnable::run);

    assertThat(isThere()).isFalse();
    detach(Runnable::run);
  }

  @Test
  void detach_whenSomebodyElseDeletesItMeanwhile_isSuccess() {
    Link link = pod.netlink().links().get("eth1");
    detach(
        task -> {
          pod.netlink().links().delete(link.index());
          task.run();
        });
    assertThat(isThere()).isFalse();
  }

  @Test
  void detach_whenTheKernelRefuses_saysSo() {
    Executor refused =
        _ -> {
          throw new NetlinkException("delete link 2", Errno.EPERM.number(), null);
        };
    assertThatThrownBy(() -> detach(refused)).isInstanceOf(NetlinkException.class);
    assertThatThrownBy(
            () ->
                detach(
                    _ -> {
                      throw new RejectedExecutionException("closing");
                    }))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(isThere()).isTrue();
  }
}
