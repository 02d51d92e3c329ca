package io.flatnet.lab.bench.webhook;

import io.flatnet.lab.cluster.OperatorJar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The process of {@link ReviewServerMain}. */
final class ReviewServer implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final int port;

  /** Starts it with Java's options of the operator, and waits until it serves. */
  ReviewServer(Path keys) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OperatorJar.JVM_OPTIONS);
    command.addAll(
        List.of(
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            ReviewServerMain.class.getName(),
            keys.toString()));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    port = Math.toIntExact(number());
  }

  private long number() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("cannot measure the webhook's server: its process ended");
    }
    return Long.parseLong(line);
  }

  /** The bytes of its heap that are in use after a garbage collection. */
  long liveHeap() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return number();
  }

  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    process.waitFor();
  }
}
