package io.flatnet.cni;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Builds the launcher and calls it as a container runtime does. */
public final class Launcher {
  private final Path binary;
  private final Map<String, String> environment = new LinkedHashMap<>();

  private Launcher(Path binary) {
    this.binary = binary;
  }

  /** What a call ended with. */
  public record Outcome(int exitCode, String stdout) {
    /** The text as JSON. */
    public JsonNode json() throws IOException {
      return WireJson.parse(stdout);
    }

    /** The code of an error result. */
    public int errorCode() throws IOException {
      return json().path("code").asInt(-1);
    }

    /** The message of an error result. */
    public String message() throws IOException {
      return json().path("msg").asText();
    }
  }

  /** A launcher that is built already. */
  public static Launcher of(Path binary) {
    return new Launcher(binary);
  }

  /** Builds the launcher into a directory; with sanitizers it finds faults of its memory. */
  public static Launcher build(Path directory, boolean sanitized)
      throws IOException, InterruptedException {
    Path binary = directory.resolve(sanitized ? "flatnet-cni-sanitized" : "flatnet-cni");
    ProcessBuilder builder =
        new ProcessBuilder(buildScript().toString(), binary.toString()).redirectErrorStream(true);
    if (sanitized) {
      builder.environment().put("FLATNET_SANITIZE", "1");
    }
    Process build = builder.start();
    String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (build.waitFor() != 0) {
      throw new IOException("cannot build the launcher: " + output);
    }
    return new Launcher(binary);
  }

  /** What builds it. */
  public static Path buildScript() {
    return Path.of(System.getProperty("flatnet.root", ".."))
        .resolve("flatnet-cni-main/src/main/c/build.sh");
  }

  /** The binary. */
  public Path binary() {
    return binary;
  }

  /** The same with one more variable. */
  public Launcher with(String name, String value) {
    Launcher copy = new Launcher(binary);
    copy.environment.putAll(environment);
    copy.environment.put(name, value);
    return copy;
  }

  /** The same with the variables of a call for a pod of namespace {@code default}. */
  public Launcher forPod(String command, String pod, NetworkNamespace namespace, String name) {
    return with("CNI_COMMAND", command)
        .with("CNI_CONTAINERID", "container-" + pod)
        .with("CNI_NETNS", TestNetwork.pathOf(namespace).toString())
        .with("CNI_IFNAME", name)
        .with("CNI_PATH", "/opt/cni/bin")
        .with(
            "CNI_ARGS",
            "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME="
                + pod
                + ";K8S_POD_INFRA_CONTAINER_ID=container-"
                + pod
                + ";K8S_POD_UID=pod-"
                + pod);
  }

  /** Starts it and writes the configuration. */
  public Process start(String config) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(binary.toString());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(config.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // it ended before it read all; what it answers says why
    }
    return process;
  }

  /** Calls it and waits for its end, at most a minute. */
  public Outcome call(String config) throws IOException, InterruptedException {
    Process process = start(config);
    String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("the launcher hangs");
    }
    return new Outcome(process.exitValue(), stdout);
  }
}
