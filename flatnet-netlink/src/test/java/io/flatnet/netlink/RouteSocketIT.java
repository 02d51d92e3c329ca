package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.internal.SocketCalls;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.netlink.wire.LinkHeader;
import io.flatnet.netlink.wire.Rtnetlink;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shows how requests and answers find each other. */
@Requires(Part.KERNEL)
@Timeout(60)
class RouteSocketIT {
  private final NetworkNamespace namespace = NetworkNamespace.create();

  @AfterEach
  void close() {
    namespace.close();
  }

  @Test
  void requests_whenManyThreadsShareASocket_eachGetsItsOwn() throws Exception {
    try (Netlink netlink = Netlink.open(namespace);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        netlink.links().create(LinkRequest.bridge("br" + i));
      }
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        String name = "br" + i % 8;
        results.add(threads.submit(() -> netlink.links().get(name).name()));
      }
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo("br" + i % 8);
      }
    }
  }

  @Test
  void request_whenKernelRefusesIt_socketGoesOn() {
    try (RouteSocket socket = namespace.call(RouteSocket::open)) {
      assertThatThrownBy(() -> socket.execute(9_999, 0, _ -> {}, () -> "ask the unknown"))
          .isInstanceOfSatisfying(
              NetlinkException.class,
              e -> {
                assertThat(e.is(Errno.EOPNOTSUPP)).isTrue();
                assertThat(e.request()).isEqualTo("ask the unknown");
              });
      assertThat(links(socket)).isEqualTo(1);
    }
  }

  @Test
  void find_whenThereIsNone_isAnAnswerLikeAnother() {
    List<String> answered = new ArrayList<>();
    RequestListener listener =
        new RequestListener() {
          @Override
          public void before(Supplier<String> request) {}

          @Override
          public void after(int type, Supplier<String> request, long nanos) {
            answered.add(request.get());
          }
        };
    try (Netlink netlink = Netlink.open(namespace, listener)) {
      assertThat(netlink.links().find("nothing0")).isEmpty();
      assertThat(netlink.links().find("lo")).isPresent();
      assertThatThrownBy(() -> netlink.links().get("nothing0"))
          .isInstanceOfSatisfying(
              NetlinkException.class, e -> assertThat(e.is(Errno.ENODEV)).isTrue());
    }
    assertThat(answered).containsExactly("read link \"nothing0\"", "read link \"lo\"");
  }

  @Test
  void dump_whenEncodingFails_socketGoesOn() {
    try (RouteSocket socket = namespace.call(RouteSocket::open)) {
      assertThatThrownBy(
              () ->
                  socket.dump(
                      Rtnetlink.RTM_GETLINK,
                      _ -> {
                        throw new IllegalArgumentException("broken body");
                      },
                      () -> "list links"))
          .hasMessage("broken body");
      assertThat(links(socket)).isEqualTo(1);
    }
  }

  /**
   * A privileged process may send to any port; without a look at the sender this would not parse.
   */
  @Test
  void dump_whenAnotherProcessSendsRubbish_isNotDisturbed() {
    try (RouteSocket socket = namespace.call(RouteSocket::open);
        Buffers buffers = Buffers.acquire()) {
      int type = SocketCalls.SOCK_RAW | SocketCalls.SOCK_CLOEXEC;
      int other = namespace.call(() -> SocketCalls.socket(SocketCalls.AF_NETLINK, type, 0));
      buffers.address().fill((byte) 0);
      buffers.address().set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_NETLINK);
      buffers.address().set(ValueLayout.JAVA_INT, 4, socket.port());
      buffers.data().fill((byte) 0xee);
      for (int i = 1; i < 20; i++) {
        assertThat(SocketCalls.sendto(other, buffers.data(), i, 0, buffers.address(), 12))
            .isEqualTo(i);
      }
      FileCalls.close(other);
      assertThat(links(socket)).isEqualTo(1);
    }
  }

  @Test
  void close_whenTwiceOrUsedAfter_saysClosed() {
    Netlink netlink = Netlink.open(namespace);
    netlink.close();
    netlink.close();
    assertThatThrownBy(() -> netlink.links().list())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static int links(RouteSocket socket) {
    return (int)
        socket
            .dump(
                Rtnetlink.RTM_GETLINK,
                out -> new LinkHeader(0, 0, 0).write(out),
                () -> "list links")
            .stream()
            .filter(message -> message.type() == Rtnetlink.RTM_NEWLINK)
            .count();
  }
}
