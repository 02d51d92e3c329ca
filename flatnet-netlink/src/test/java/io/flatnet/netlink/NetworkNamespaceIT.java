package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that a namespace is entered by the right threads only, and kept by its names. */
@Requires(Part.KERNEL)
class NetworkNamespaceIT {
  private static final Path OF_THREAD = Path.of("/proc/thread-self/ns/net");

  @TempDir Path directory;

  private static NamespaceIdentity here() {
    try (NetworkNamespace current = NetworkNamespace.current()) {
      return current.identity();
    }
  }

  @Test
  void create_isNewAndEmpty() {
    NamespaceIdentity home = here();
    try (NetworkNamespace made = NetworkNamespace.create();
        Netlink netlink = Netlink.open(made)) {
      assertThat(made.identity()).isNotEqualTo(home);
      assertThat(netlink.links().list()).extracting(Link::name).containsExactly("lo");
    }
    assertThat(here()).isEqualTo(home);
  }

  @Test
  void call_runsInsideOnAnotherThreadAndGivesTheValue() throws IOException {
    try (NetworkNamespace made = NetworkNamespace.create()) {
      Thread caller = Thread.currentThread();
      String link =
          made.call(
              () -> {
                assertThat(Thread.currentThread()).isNotSameAs(caller);
                return Files.readSymbolicLink(OF_THREAD).toString();
              });
      assertThat(link).isEqualTo("net:[" + made.identity().inode() + "]");
    }
  }

  @Test
  void call_whenTaskThrows_itComesOut() {
    try (NetworkNamespace made = NetworkNamespace.create()) {
      assertThatThrownBy(
              () ->
                  made.call(
                      () -> {
                        throw new IOException("broken");
                      }))
          .isInstanceOf(IOException.class)
          .hasMessage("broken");
      assertThat(made.<NamespaceIdentity, RuntimeException>call(NetworkNamespaceIT::here))
          .isEqualTo(made.identity());
    }
  }

  @Test
  void call_whenNested_eachIsInItsOwn() {
    try (NetworkNamespace outer = NetworkNamespace.create();
        NetworkNamespace inner = NetworkNamespace.create()) {
      List<NamespaceIdentity> seen =
          outer.call(
              () ->
                  List.of(
                      here(),
                      inner.<NamespaceIdentity, RuntimeException>call(NetworkNamespaceIT::here),
                      here()));
      assertThat(seen).containsExactly(outer.identity(), inner.identity(), outer.identity());
    }
  }

  @Test
  void call_whenManyThreadsAndNamespaces_noneIsWrong() throws Exception {
    List<NetworkNamespace> namespaces = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      namespaces.add(NetworkNamespace.create());
    }
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        NetworkNamespace mine = namespaces.get(i % 8);
        results.add(
            callers.submit(
                () -> {
                  NamespaceIdentity inside = mine.call(NetworkNamespaceIT::here);
                  return inside.equals(mine.identity());
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      namespaces.forEach(NetworkNamespace::close);
    }
    assertThat(here()).isEqualTo(identityOf(Path.of("/proc/self/ns/net")));
  }

  private static NamespaceIdentity identityOf(Path path) {
    try (NetworkNamespace opened = NetworkNamespace.open(path)) {
      return opened.identity();
    }
  }

  /** The link whose other end is in a namespace goes when that does: nothing holds it any more. */
  @Test
  void call_whenDone_itsThreadDoesNotKeepTheNamespace() {
    try (NetworkNamespace node = NetworkNamespace.create();
        Netlink netlink = Netlink.open(node)) {
      Link end = netlink.links().create(LinkRequest.veth("a0", "b0"));
      try (NetworkNamespace pod = NetworkNamespace.create()) {
        netlink.links().moveTo(netlink.links().get("b0").index(), pod);
        assertThat(pod.<NamespaceIdentity, RuntimeException>call(NetworkNamespaceIT::here))
            .isEqualTo(pod.identity());
      }
      await() // less than the time that an idle thread waits for work
          .atMost(Duration.ofSeconds(6))
          .until(() -> netlink.links().find(end.index()).isEmpty());
    }
  }

  @Test
  void call_whenCallerInterrupted_taskIsTooAndTheFlagStays() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    List<Object> seen = new ArrayList<>();
    Thread caller;
    try (NetworkNamespace made = NetworkNamespace.create()) {
      caller =
          new Thread(
              () -> {
                try {
                  made.call(
                      () -> {
                        inside.countDown();
                        never.await();
                        return 0;
                      });
                } catch (InterruptedException e) {
                  seen.add(e);
                  seen.add(Thread.currentThread().isInterrupted());
                }
              });
      caller.start();
      inside.await();
      caller.interrupt();
      caller.join();
    }
    assertThat(seen).hasSize(2).last().isEqualTo(true);
  }

  @Test
  void bindTo_keepsItAliveUnderItsName() {
    Path name = directory.resolve("pod-a");
    NamespaceIdentity identity;
    try (NetworkNamespace made = NetworkNamespace.create();
        Netlink netlink = Netlink.open(made)) {
      identity = made.identity();
      netlink.links().create(LinkRequest.bridge("mark0"));
      made.bindTo(name);
    }
    try (NetworkNamespace again = NetworkNamespace.open(name);
        Netlink netlink = Netlink.open(again)) {
      assertThat(again.identity()).isEqualTo(identity);
      assertThat(netlink.links().find("mark0")).isPresent();
    } finally {
      NetworkNamespace.unbind(name);
    }
    assertThat(name).doesNotExist();
    NetworkNamespace.unbind(name);
  }

  @Test
  void bindTo_whenFileIsThere_saysEexistAndLeavesIt() throws IOException {
    Path name = Files.writeString(directory.resolve("taken"), "x");
    try (NetworkNamespace made = NetworkNamespace.create()) {
      assertThatThrownBy(() -> made.bindTo(name))
          .isInstanceOfSatisfying(
              NetlinkException.class, e -> assertThat(e.is(Errno.EEXIST)).isTrue());
    }
    assertThatThrownBy(() -> NetworkNamespace.unbind(name)).isInstanceOf(NetlinkException.class);
    assertThat(name).hasContent("x");
  }

  @Test
  void open_whenAbsentOrAnotherFile_saysWhich() throws IOException {
    Path absent = directory.resolve("gone");
    assertThatThrownBy(() -> NetworkNamespace.open(absent))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ENOENT)).isTrue())
        .hasMessageContaining("cannot open network namespace \"" + absent + "\": ENOENT");
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> NetworkNamespace.open(file)).hasMessageContaining("no namespace");
    assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/proc/self/ns/mnt")))
        .hasMessageContaining("another kind");
  }

  @Test
  void ofDescriptor_whenNoNamespace_isClosedAndRefused() {
    int descriptor = FileCalls.open("/proc/self/status");
    assertThatThrownBy(() -> NetworkNamespace.ofDescriptor(descriptor))
        .isInstanceOf(NetlinkException.class);
    assertThat(Path.of("/proc/self/fd/" + descriptor)).doesNotExist();
  }

  @Test
  void close_whenForgotten_theCollectorDoesIt() {
    Path file = forgotten();
    await()
        .until(
            () -> {
              System.gc();
              return !Files.exists(file);
            });
  }

  /** The namespace under its descriptor, which nothing holds any more. */
  private static Path forgotten() {
    NetworkNamespace made = NetworkNamespace.create();
    return Path.of("/proc/self/fd/" + made.descriptor());
  }

  @Test
  void close_whenTwice_doesNothingMore() {
    NetworkNamespace made = NetworkNamespace.create();
    made.close();
    made.close();
    assertThatThrownBy(made::descriptor).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> made.call(() -> 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void openNetlink_leavesTheThreadWhereItWas() {
    try (NetworkNamespace outer = NetworkNamespace.create();
        NetworkNamespace inner = NetworkNamespace.create()) {
      NamespaceIdentity home = here();
      try (Netlink netlink = Netlink.open(inner)) {
        assertThat(here()).isEqualTo(home);
        assertThat(netlink.links().list()).hasSize(1);
      }
      NamespaceIdentity after =
          outer.call(
              () -> {
                Netlink.open(inner).close();
                return here();
              });
      assertThat(after).isEqualTo(outer.identity());
    }
  }

  @Test
  void openNetlink_onVirtualThreads_movesNoCarrier() throws Exception {
    NamespaceIdentity home = here();
    try (NetworkNamespace made = NetworkNamespace.create();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<NamespaceIdentity>> seen = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        seen.add(
            threads.submit(
                () -> {
                  Netlink.open(made).close();
                  return here();
                }));
      }
      for (Future<NamespaceIdentity> identity : seen) {
        assertThat(identity.get()).isEqualTo(home);
      }
    }
  }

  @Test
  void openNetlink_whenItThrowsInside_theThreadIsBack() {
    NamespaceIdentity home = here();
    try (NetworkNamespace made = NetworkNamespace.create()) {
      assertThatThrownBy(
              () ->
                  made.callBriefly(
                      () -> {
                        throw new IllegalStateException("broken");
                      }))
          .hasMessage("broken");
      assertThat(here()).isEqualTo(home);
    }
  }
}
