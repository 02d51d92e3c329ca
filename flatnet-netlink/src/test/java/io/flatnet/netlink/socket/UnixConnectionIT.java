package io.flatnet.netlink.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.netlink.internal.Buffers;
import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.internal.SocketCalls;
import io.flatnet.netlink.internal.SocketMessage;
import io.flatnet.netlink.internal.UnixAddress;
import io.flatnet.netlink.internal.UnixCalls;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shows Unix sockets, descriptors passed over them, and how waiting ends. */
@Timeout(60)
class UnixConnectionIT {
  @TempDir Path directory;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Path path = Path.of("");
  private UnixServer server = UnixConnectionIT.unset();
  private UnixConnection client = UnixConnectionIT.unset();
  private UnixConnection served = UnixConnectionIT.unset();

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
  private static <T> T unset() {
    return null;
  }

  @BeforeEach
  void open() throws IOException {
    path = directory.resolve("agent.sock");
    server = UnixServer.bind(path, 0600);
    client = UnixConnection.connect(path);
    served = server.accept();
  }

  @AfterEach
  void close() {
    client.close();
    served.close();
    server.close();
    threads.shutdownNow();
    assertThat(path).doesNotExist();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String receiveText(UnixConnection from, int room) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(room);
    Reception reception = from.receive(buffer);
    assertThat(reception.descriptors()).isEmpty();
    return new String(buffer.array(), 0, Math.max(0, reception.count()), UTF_8);
  }

  @Test
  void bind_hasExactlyTheMode() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    Path open = directory.resolve("open.sock");
    try (UnixServer other = UnixServer.bind(open, 0666)) {
      assertThat(other.path()).isEqualTo(open);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
          .isEqualTo("rw-rw-rw-");
    }
  }

  @Test
  void bind_whenSomebodyListens_saysSo() {
    assertThatThrownBy(() -> UnixServer.bind(path, 0600))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("another process listens");
  }

  @Test
  void bind_whenLeftByADeadServer_replacesIt() throws IOException {
    Path stale = directory.resolve("stale.sock");
    Path kept = directory.resolve("kept.sock");
    try (UnixServer dead = UnixServer.bind(stale, 0600)) {
      Files.move(dead.path(), kept); // so that its close does not remove the file
    }
    assertThatThrownBy(() -> UnixConnection.connect(kept)).isInstanceOf(ConnectException.class);
    try (UnixServer again = UnixServer.bind(kept, 0600);
        UnixConnection caller = UnixConnection.connect(again.path())) {
      assertThat(caller.isPeerGone()).isFalse();
    }
  }

  @Test
  void bind_whenFileIsNoSocket_leavesIt() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> UnixServer.bind(file, 0600))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("x");
  }

  @Test
  void bind_whenPathTooLong_saysTheLimit() {
    Path longPath = directory.resolve("s".repeat(120));
    assertThatThrownBy(() -> UnixServer.bind(longPath, 0600))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("107");
  }

  @Test
  void connect_whenNoFile_saysSo() {
    assertThatThrownBy(() -> UnixConnection.connect(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void sendAndReceive_bothWays() throws IOException {
    client.send(bytes("ADD"));
    assertThat(receiveText(served, 100)).isEqualTo("ADD");
    served.send(bytes("done"));
    assertThat(receiveText(client, 2)).isEqualTo("do");
    assertThat(receiveText(client, 100)).isEqualTo("ne");
  }

  @Test
  void send_whenManyMegabytes_allArrive() throws Exception {
    byte[] much = new byte[5_000_000];
    new java.util.Random(7).nextBytes(much);
    Future<?> sender =
        threads.submit(
            () -> {
              client.send(ByteBuffer.wrap(much));
              client.shutdownOutput();
              return 0;
            });
    ByteBuffer all = ByteBuffer.allocate(much.length + 1);
    while (!served.receive(all).isEnd()) {
      assertThat(all.hasRemaining()).isTrue();
    }
    sender.get();
    assertThat(all.flip()).isEqualTo(ByteBuffer.wrap(much));
  }

  @Test
  void send_whenDescriptors_arriveOpenAndCloseOnExec() throws IOException {
    Path file = Files.writeString(directory.resolve("passed"), "hello");
    int first = FileCalls.open(file.toString());
    int second = FileCalls.open("/proc/self/ns/net");
    client.send(bytes("two"), first, second);
    Descriptors.close(first);
    Descriptors.close(second);

    Reception reception = served.receive(ByteBuffer.allocate(10));
    assertThat(reception.count()).isEqualTo(3);
    assertThat(reception.descriptors()).hasSize(2);
    Path received = Path.of("/proc/self/fd/" + reception.descriptors().getFirst());
    assertThat(Files.readString(received)).isEqualTo("hello");
    for (int descriptor : reception.descriptors()) {
      assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + descriptor)))
          .containsPattern("flags:\\s+02[0-7]*"); // O_CLOEXEC is 02000000
      Descriptors.close(descriptor);
    }
  }

  @Test
  void send_whenMoreDescriptorsThanFit_isRefused() {
    assertThatThrownBy(() -> client.send(bytes("x"), new int[17]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> client.send(bytes(""), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void receive_whenMoreDescriptorsCameThanFit_closesThemAndSaysSo() throws IOException {
    int own = FileCalls.open("/proc/self/ns/net");
    long before = openDescriptors();
    int[] twenty = new int[20];
    Arrays.fill(twenty, own);
    int type = UnixCalls.SOCK_STREAM | SocketCalls.SOCK_CLOEXEC;
    int hostile = SocketCalls.socket(UnixCalls.AF_UNIX, type, 0);
    try (Buffers buffers = Buffers.acquire()) {
      int length = UnixAddress.write(path, buffers.address());
      assertThat(UnixCalls.connect(hostile, buffers.address(), length)).isZero();
      assertThat(UnixCalls.sendmsg(hostile, SocketMessage.toSend(buffers, 0, 1, twenty), 0))
          .isOne();
    }
    try (UnixConnection victim = server.accept()) {
      assertThatThrownBy(() -> victim.receive(ByteBuffer.allocate(1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("at most 16 file descriptors");
    }
    Descriptors.close(hostile);
    assertThat(openDescriptors()).isLessThanOrEqualTo(before);
    Descriptors.close(own);
  }

  @Test
  void receive_whenNobodyTakesDescriptors_thousandTimesLeaksNone() throws IOException {
    int own = FileCalls.open("/proc/self/ns/net");
    long before = openDescriptors();
    for (int i = 0; i < 1_000; i++) {
      client.send(bytes("x"), own, own, own);
      served.receive(ByteBuffer.allocate(1)).descriptors().forEach(Descriptors::close);
    }
    assertThat(openDescriptors()).isLessThanOrEqualTo(before);
    Descriptors.close(own);
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @Test
  void peer_isThisProcess() throws IOException {
    PeerCredentials peer = served.peer();
    assertThat((long) peer.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(peer.uid()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    assertThat(peer.gid()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:gid"));
  }

  @Test
  void receive_whenTimeIsOver_throws() throws IOException {
    served.setTimeout(Duration.ofMillis(20));
    assertThatThrownBy(() -> served.receive(ByteBuffer.allocate(1)))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void isPeerGone_whenOnlyOutputEnded_isFalse() throws IOException {
    client.send(bytes("last words"));
    client.shutdownOutput();
    assertThat(receiveText(served, 100)).isEqualTo("last words");
    assertThat(served.receive(ByteBuffer.allocate(1)).isEnd()).isTrue();
    assertThat(served.isPeerGone()).isFalse();
    assertThat(served.awaitPeerGone(Duration.ofMillis(10))).isFalse();
    served.send(bytes("answer"));
    assertThat(receiveText(client, 100)).isEqualTo("answer");
  }

  @Test
  void awaitPeerGone_whenPeerCloses_returns() throws Exception {
    Future<Boolean> watching = threads.submit(() -> served.awaitPeerGone(Duration.ofSeconds(50)));
    assertThat(served.isPeerGone()).isFalse();
    client.close();
    assertThat(watching.get()).isTrue();
    assertThat(served.isPeerGone()).isTrue();
    assertThatThrownBy(() -> served.send(bytes("x"))).hasMessageContaining("the peer is gone");
  }

  /** Repeated, since whether the threads wait already is a race; each way must end the same. */
  @RepeatedTest(30)
  void close_whenOthersWait_endsThemAll() throws Exception {
    CountDownLatch ready = new CountDownLatch(3);
    List<Future<?>> waiting =
        List.of(
            waiter(ready, () -> served.receive(ByteBuffer.allocate(1))),
            waiter(ready, () -> served.awaitPeerGone(Duration.ofSeconds(50))),
            waiter(ready, () -> server.accept()));
    ready.await();
    served.close();
    server.close();
    for (Future<?> waiter : waiting) {
      assertThatThrownBy(waiter::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(ClosedChannelException.class);
    }
    assertThatThrownBy(() -> served.receive(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> server.accept()).isInstanceOf(ClosedChannelException.class);
  }

  private Future<?> waiter(CountDownLatch ready, Callable<?> call) {
    return threads.submit(
        () -> {
          ready.countDown();
          return call.call();
        });
  }

  @Test
  void close_whenTheFileIsAnothers_leavesIt() throws IOException {
    Path taken = directory.resolve("taken.sock");
    UnixServer first = UnixServer.bind(taken, 0600);
    Files.delete(taken);
    try (UnixServer second = UnixServer.bind(taken, 0600)) {
      first.close();
      assertThat(second.path()).exists();
    }
    assertThat(taken).doesNotExist();
  }
}
