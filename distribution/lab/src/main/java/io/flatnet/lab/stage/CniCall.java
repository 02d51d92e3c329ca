package io.flatnet.lab.stage;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * One call of a CNI plugin (CNI SPEC 1.0.0, section 2).
 *
 * @param command ADD, CHECK or DEL
 * @param interfaceName the interface to be in the pod
 * @param arguments {@code CNI_ARGS}, {@code KEY=VALUE} joined by semicolons
 * @param config the network configuration for stdin, JSON
 */
public record CniCall(
    String command,
    String containerId,
    Path networkNamespace,
    String interfaceName,
    String arguments,
    String config) {

  /** The call's part of the environment. */
  public Map<String, String> environment(Path plugins) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("CNI_COMMAND", command);
    variables.put("CNI_CONTAINERID", containerId);
    variables.put("CNI_NETNS", networkNamespace.toString());
    variables.put("CNI_IFNAME", interfaceName);
    variables.put("CNI_ARGS", arguments);
    variables.put("CNI_PATH", plugins.toString());
    return variables;
  }
}
