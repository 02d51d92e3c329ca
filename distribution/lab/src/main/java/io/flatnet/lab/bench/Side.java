package io.flatnet.lab.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One of the two plugins that are compared: how a call of it is written down for {@link RunClock}.
 *
 * @param name ours or peer
 * @param binary the executable that a container runtime would call
 * @param environment its environment beside the call's own
 * @param config the network configuration of a pod
 */
record Side(String name, Path binary, Map<String, String> environment, PodConfig config) {

  /** The configuration for stdin by the pod. */
  @FunctionalInterface
  interface PodConfig {
    /** JSON. */
    String of(BenchPod pod);
  }

  /**
   * Writes a call into a directory.
   *
   * @param command ADD or DEL
   * @return the directory
   */
  Path write(Path parent, String command, BenchPod pod) throws IOException {
    Path directory =
        Files.createDirectories(parent.resolve(name + "-" + command + "-" + pod.name()));
    Map<String, String> variables = new TreeMap<>(environment);
    variables.put("CNI_COMMAND", command);
    variables.put("CNI_CONTAINERID", name + "-" + pod.name());
    variables.put("CNI_NETNS", pod.networkNamespace().toString());
    variables.put("CNI_IFNAME", "eth1");
    variables.put("CNI_PATH", String.valueOf(binary.getParent()));
    variables.put(
        "CNI_ARGS",
        "IgnoreUnknown=true;K8S_POD_NAMESPACE=default;K8S_POD_NAME=%s;K8S_POD_UID=%s"
            .formatted(pod.name(), pod.uid()));
    Files.writeString(directory.resolve("exec"), binary.toString(), StandardCharsets.UTF_8);
    Files.writeString(
        directory.resolve("env"),
        variables.entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue() + "\n")
            .collect(Collectors.joining()));
    Files.writeString(directory.resolve("stdin"), config.of(pod));
    return directory;
  }
}
