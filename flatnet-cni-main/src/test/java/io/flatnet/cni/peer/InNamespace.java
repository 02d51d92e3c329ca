package io.flatnet.cni.peer;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.TestNetwork;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands in a network namespace. */
final class InNamespace {
  private static final long LIMIT_MINUTES = 2;

  private InNamespace() {}

  /** How a command ended. */
  record Outcome(int exitCode, String output) {}

  /** Runs a command to its end. */
  static Outcome run(
      NetworkNamespace namespace,
      List<String> command,
      Map<String, String> environment,
      String stdin)
      throws IOException {
    List<String> line =
        new ArrayList<>(List.of("nsenter", "--net=" + TestNetwork.pathOf(namespace)));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (OutputStream input = process.getOutputStream()) {
      input.write(stdin.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("no end: " + command);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + command, e);
    }
    return new Outcome(process.exitValue(), output);
  }

  /** Runs a command without quotes in it, which must succeed. */
  static void run(NetworkNamespace namespace, String command) throws IOException {
    Outcome outcome = run(namespace, List.of(command.split(" ", -1)), Map.of(), "");
    if (outcome.exitCode() != 0) {
      throw new IOException(command + ": exit " + outcome.exitCode() + ": " + outcome.output());
    }
  }

  /** What {@code ip -d -j} says. */
  static JsonNode ip(NetworkNamespace namespace, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "-d", "-j"));
    command.addAll(List.of(arguments));
    Outcome outcome = run(namespace, command, Map.of(), "");
    if (outcome.exitCode() != 0) {
      throw new IOException(command + ": exit " + outcome.exitCode() + ": " + outcome.output());
    }
    return WireJson.parse(outcome.output().isBlank() ? "[]" : outcome.output());
  }
}
