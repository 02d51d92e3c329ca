package io.flatnet.lab.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Runs the CNI binary on a node, as a container runtime does: a process in the node's network
 * namespace with the call in its environment and the configuration on its stdin.
 *
 * <p>Thread-safe.
 */
public final class CniLauncher {
  private static final long LIMIT_SECONDS = 110; // above the launcher's own

  private final ObjectMapper mapper = new ObjectMapper();
  private final Path binary;
  private final Path plugins;
  private final NamedNamespace node;
  private final Path agentSocket;

  /** A launcher on one node, with that node's agent. */
  public CniLauncher(Path binary, NamedNamespace node, Path agentSocket) {
    this.binary = binary.toAbsolutePath();
    this.plugins = Objects.requireNonNull(this.binary.getParent(), "directory of the CNI binary");
    this.node = node;
    this.agentSocket = agentSocket;
  }

  /**
   * Runs one call.
   *
   * @return the result that the plugin printed; missing for a command that prints none
   * @throws IOException when the plugin reports an error; the message has its code, text and
   *     details
   * @throws InterruptedException when the caller is interrupted; the process is ended first
   */
  public JsonNode run(CniCall call) throws IOException, InterruptedException {
    // nsenter, not a thread that entered: a process started there would leave the JVM's reaper
    // thread behind in it
    ProcessBuilder builder =
        new ProcessBuilder(List.of("nsenter", "--net=" + node.path(), "--", binary.toString()));
    builder.environment().putAll(call.environment(plugins));
    builder.environment().putAll(Map.of("FLATNET_AGENT_SOCKET", agentSocket.toString()));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    try {
      process.getOutputStream().write(call.config().getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(describe(call) + ": no end after " + LIMIT_SECONDS + " s");
      }
      return read(call, process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  private JsonNode read(CniCall call, int exitCode, String output) throws IOException {
    if (exitCode == 0) {
      return mapper.readTree(output);
    }
    throw new IOException(
        "%s: exit code %d: %s".formatted(describe(call), exitCode, output.strip()));
  }

  private String describe(CniCall call) {
    return "cannot %s \"%s\" in %s by %s"
        .formatted(
            call.command(), call.interfaceName(), call.networkNamespace(), binary.getFileName());
  }
}
