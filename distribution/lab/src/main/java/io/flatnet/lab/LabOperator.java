package io.flatnet.lab;

import io.flatnet.lab.cluster.OperatorJar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The operator as it is shipped, in a process of its own that listens on loopback only. */
final class LabOperator implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
  private static final int OK = 200;

  private final Process process;
  private final Path log;
  private final boolean withWebhook;
  private final URI ready;

  private LabOperator(Process process, Path log, boolean withWebhook, URI ready) {
    this.process = process;
    this.log = log;
    this.withWebhook = withWebhook;
    this.ready = ready;
  }

  /**
   * Starts it.
   *
   * @param distribution where it lies
   * @param log where it logs
   * @param withWebhook whether it serves the webhook, and tells the API server to call it at
   *     127.0.0.1
   */
  static LabOperator start(Path distribution, Path kubeconfig, Path log, boolean withWebhook)
      throws IOException {
    int probes;
    int webhook;
    try (ServerSocket one = freePort();
        ServerSocket other = freePort()) {
      probes = one.getLocalPort();
      webhook = other.getLocalPort();
    }
    List<String> arguments = new ArrayList<>(List.of("operator", "--log-socket="));
    arguments.add("--kubeconfig=" + kubeconfig);
    arguments.add("--metrics-bind-address=127.0.0.1:" + probes);
    arguments.add("--webhook-server=" + withWebhook);
    if (withWebhook) {
      arguments.add("--bind-address=127.0.0.1");
      arguments.add("--port=" + webhook);
      arguments.add("--webhook-url=https://127.0.0.1:" + webhook + "/validate");
      arguments.add("--webhook-failure-policy=Fail");
    }
    return new LabOperator(
        OperatorJar.start(distribution, arguments, log),
        log,
        withWebhook,
        URI.create("http://127.0.0.1:" + probes + "/readyz"));
  }

  private static ServerSocket freePort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /**
   * Waits until it works.
   *
   * @throws IOException when it ends before, or takes too long; the message has its log
   */
  void awaitReady() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      Await.until("operator that is ready", START_LIMIT, () -> isReady(http));
    } catch (IOException late) {
      throw new IOException(
          late.getMessage() + "; the operator says: " + Files.readString(log), late);
    }
  }

  private boolean isReady(HttpClient http) throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the operator ended with exit code " + process.exitValue());
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(ready).timeout(ANSWER_LIMIT).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException notYet) {
      return false; // it does not listen yet; whether it lives is asked above
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }

  /** One with a webhook would serve on for seconds; its API server, which is ours, goes too. */
  @Override
  public void close() throws InterruptedException {
    if (withWebhook) {
      process.destroyForcibly().waitFor();
    } else {
      OperatorJar.stop(process);
    }
  }
}
