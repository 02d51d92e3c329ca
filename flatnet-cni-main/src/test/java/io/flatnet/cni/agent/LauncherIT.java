package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flatnet.cni.Launcher;
import io.flatnet.cni.Launcher.Outcome;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher against agents that misbehave; built with sanitizers where the compiler has them.
 */
@Requires(Part.C_COMPILER)
class LauncherIT {
  @TempDir static Path binaries;
  private static Launcher launcher;

  @TempDir Path directory;

  @BeforeAll
  static void build() throws Exception {
    Launcher built;
    try {
      built = Launcher.build(binaries, true);
    } catch (IOException e) {
      assumeThat(e).hasMessageContaining("no gcc with sanitizers");
      built = Launcher.build(binaries, false);
    }
    launcher = built.with("CNI_COMMAND", "ADD").with("FLATNET_RUNTIME", "/nonexistent");
  }

  private Launcher towards(Path socket) {
    return launcher.with("FLATNET_AGENT_SOCKET", socket.toString());
  }

  /** What an agent does with a connection. */
  @FunctionalInterface
  private interface Behaviour {
    void with(SocketChannel connection) throws IOException;
  }

  private Outcome call(Behaviour behaviour, String stdin) throws Exception {
    Path socket = directory.resolve("agent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<Void> agent =
          CompletableFuture.runAsync(
              () -> {
                try (SocketChannel connection = server.accept()) {
                  behaviour.with(connection);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      Outcome outcome = towards(socket).with("FLATNET_TIMEOUT_SECONDS", "2").call(stdin);
      agent.handle((nothing, failure) -> null).join();
      return outcome;
    }
  }

  private static byte[] readRequest(SocketChannel connection) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Framing.REQUEST_HEADER_BYTES);
    while (head.hasRemaining()) {
      connection.read(head);
    }
    head.flip();
    Framing.RequestHeader header = Framing.requestHeader(head.duplicate());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(head.array());
    all.write(Channels.newInputStream(connection).readNBytes(header.bodyBytes()));
    return all.toByteArray();
  }

  @Test
  void call_whenTheAgentAnswersByteByByte_printsAll() throws Exception {
    String text = "{\"cniVersion\":\"1.0.0\"}\n";

    Outcome outcome =
        call(
            connection -> {
              readRequest(connection);
              ByteBuffer frame = Framing.answer(7, text);
              while (frame.hasRemaining()) {
                connection.write(frame.slice(frame.position(), 1));
                frame.get();
              }
            },
            "{}");

    assertThat(outcome).isEqualTo(new Outcome(7, text));
  }

  @Test
  void call_withTheLargestConfiguration_handsItOver() throws Exception {
    String config = "x".repeat(Framing.MAX_STDIN_BYTES);
    ByteArrayOutputStream received = new ByteArrayOutputStream();

    Outcome outcome =
        call(
            connection -> {
              received.write(readRequest(connection));
              connection.write(Framing.answer(0, ""));
            },
            config);

    assertThat(outcome).isEqualTo(new Outcome(0, ""));
    assertThat(received.toString(StandardCharsets.UTF_8))
        .contains("CNI_COMMAND=ADD\0")
        .doesNotContain("FLATNET_RUNTIME")
        .endsWith(config);
  }

  @Test
  void call_withALargerConfiguration_isRefusedHere() throws Exception {
    Outcome outcome =
        towards(directory.resolve("none")).call("x".repeat(Framing.MAX_STDIN_BYTES + 1));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errorCode()).isEqualTo(7);
  }

  @Test
  void call_whenTheAgentNeverAnswers_endsInTime() throws Exception {
    long start = System.nanoTime();
    CompletableFuture<Void> ended = new CompletableFuture<>();

    Outcome outcome =
        call(
            connection -> {
              readRequest(connection);
              connection.read(ByteBuffer.allocate(1)); // until the launcher is gone
              ended.complete(null);
            },
            "{}");

    assertThat(outcome.errorCode()).isEqualTo(11);
    assertThat(outcome.message()).contains("try again later");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThat(ended).isCompleted();
  }

  @Test
  void call_whenStdinNeverEnds_endsInTime() throws Exception {
    Path socket = directory.resolve("agent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      ProcessBuilder builder = new ProcessBuilder(launcher.binary().toString());
      builder.environment().clear();
      builder.environment().put("CNI_COMMAND", "ADD");
      builder.environment().put("FLATNET_AGENT_SOCKET", socket.toString());
      builder.environment().put("FLATNET_TIMEOUT_SECONDS", "1");
      Process process = builder.start();
      try {
        assertThat(process.waitFor(Duration.ofSeconds(20))).isTrue();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .contains("\"code\":11");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void call_whenTheAgentClosesWithoutAnswer_saysTryAgain() throws Exception {
    Outcome outcome = call(LauncherIT::readRequest, "{}");

    assertThat(outcome.errorCode()).isEqualTo(11);
    assertThat(outcome.message()).contains("closed the connection");
  }

  @Test
  void call_whenAnAgentClosesUnread_asksTheNextOne() throws Exception {
    String config = "x".repeat(100_000);
    Path socket = directory.resolve("agent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<byte[]> served =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  server.accept().close();
                  try (SocketChannel half = server.accept()) {
                    half.read(ByteBuffer.allocate(5));
                  }
                  try (SocketChannel whole = server.accept()) {
                    byte[] request = readRequest(whole);
                    whole.write(Framing.answer(0, "done"));
                    ByteBuffer receipt = ByteBuffer.allocate(2);
                    whole.read(receipt);
                    assertThat(receipt.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {6}));
                    return request;
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });

      Outcome outcome = towards(socket).call(config);

      assertThat(outcome).isEqualTo(new Outcome(0, "done"));
      assertThat(new String(served.join(), StandardCharsets.UTF_8)).endsWith(config);
    }
  }

  @Test
  void call_whenAllCloseUnread_saysTryAgain() throws Exception {
    Path socket = directory.resolve("agent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread closing =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        server.accept().close();
                      }
                    } catch (IOException e) {
                      assertThat(e).isInstanceOf(java.nio.channels.ClosedChannelException.class);
                    }
                  });
      Outcome outcome = towards(socket).call("{}");

      assertThat(outcome.errorCode()).isEqualTo(11);
      assertThat(outcome.message()).contains("does not take the request");
      server.close();
      closing.join();
    }
  }

  @Test
  void call_whenTheAgentGoesBeforeItReads_givesTheRuntimeAllOfStdin() throws Exception {
    String config = "x".repeat(Framing.MAX_STDIN_BYTES);
    Path socket = directory.resolve("agent.sock");
    Path runtime = runtime("echo \"$1 $CNI_COMMAND\"; wc -c; exit 9");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<Void> gone =
          CompletableFuture.runAsync(
              () -> {
                try (SocketChannel _ = server.accept()) {
                  server.close();
                  Files.delete(socket);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });

      Outcome outcome =
          towards(socket)
              .with("FLATNET_RUNTIME", runtime.toString())
              .with("PATH", "/usr/bin:/bin")
              .call(config);

      gone.join();
      assertThat(outcome).isEqualTo(new Outcome(9, "cni ADD\n" + config.length() + "\n"));
    }
  }

  private Path runtime(String script) throws IOException {
    Path runtime = directory.resolve("runtime");
    Files.writeString(runtime, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
    return runtime;
  }

  @Test
  void call_whenStdoutIsFull_givesNoReceipt() throws Exception {
    assumeThat(Path.of("/dev/full")).exists();
    Path socket = directory.resolve("agent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<Integer> receipt =
          CompletableFuture.supplyAsync(
              () -> {
                try (SocketChannel connection = server.accept()) {
                  readRequest(connection);
                  connection.write(Framing.answer(0, "done"));
                  return connection.read(ByteBuffer.allocate(1));
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      ProcessBuilder builder = new ProcessBuilder(launcher.binary().toString());
      builder.environment().put("CNI_COMMAND", "ADD");
      builder.environment().put("FLATNET_AGENT_SOCKET", socket.toString());
      builder.redirectOutput(Path.of("/dev/full").toFile());
      Process process = builder.start();
      process.getOutputStream().close();

      assertThat(process.waitFor()).isEqualTo(1);
      assertThat(receipt.join()).isEqualTo(-1);
    }
  }

  @Test
  void call_whenTheAnswerIsNoFrame_saysSo() throws Exception {
    Outcome outcome =
        call(
            connection -> {
              readRequest(connection);
              connection.write(
                  ByteBuffer.wrap(
                      "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
            },
            "{}");

    assertThat(outcome.errorCode()).isEqualTo(11);
    assertThat(outcome.message()).contains("no frame of version 1");
  }

  @Test
  void call_whenTheAnswerIsCutShort_saysTryAgain() throws Exception {
    Outcome outcome =
        call(
            connection -> {
              readRequest(connection);
              connection.write(Framing.answer(0, "{\"a\":1}").limit(18));
            },
            "{}");

    assertThat(outcome.errorCode()).isEqualTo(11);
  }

  @Test
  void call_withoutAgentAndRuntime_saysTryAgain() throws Exception {
    Outcome outcome = towards(directory.resolve("a \"quoted\" \n path")).call("{}");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errorCode()).isEqualTo(11);
    assertThat(outcome.message()).contains("a \"quoted\" \n path");
  }

  @Test
  void call_whenNobodyListensAnyMore_runsTheRuntime() throws Exception {
    Path socket = directory.resolve("agent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket)); // the file stays after it is closed
    }
    Path runtime = runtime("echo \"$1 $CNI_COMMAND\"\ncat\nexit 9");

    Outcome outcome =
        towards(socket)
            .with("FLATNET_RUNTIME", runtime.toString())
            .with("PATH", "/usr/bin:/bin")
            .call("{\"x\":1}");

    assertThat(outcome).isEqualTo(new Outcome(9, "cni ADD\n{\"x\":1}"));
  }

  @Test
  void call_withALongSocketPath_saysSo() throws Exception {
    Outcome outcome = towards(Path.of("/" + "x".repeat(200))).call("{}");

    assertThat(outcome.errorCode()).isEqualTo(4);
    assertThat(outcome.message()).contains("too long");
  }

  @Test
  void call_withABadTimeout_saysSo() throws Exception {
    for (String value : new String[] {"0", "-1", "1s", "99999999999999999999"}) {
      Outcome outcome =
          towards(directory.resolve("none")).with("FLATNET_TIMEOUT_SECONDS", value).call("{}");
      assertThat(outcome.errorCode()).as(value).isEqualTo(4);
    }
  }

  @Test
  void help_saysWhatItIs() throws Exception {
    Process process = new ProcessBuilder(launcher.binary().toString(), "--help").start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("flatnet-cni");
    assertThat(process.waitFor()).isZero();
  }
}
