package io.flatnet.cni;

import io.flatnet.api.cni.WellKnownError;
import io.flatnet.ipam.InterfaceName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the environment of a call says (CNI SPEC 1.1.0 section 2, "Parameters").
 *
 * @param command the verb
 * @param containerId the container; empty for GC, STATUS and VERSION
 * @param interfaceName the name of the interface in the container; empty for GC, STATUS and VERSION
 * @param namespacePath {@code CNI_NETNS}; empty when absent, which DEL may be
 * @param arguments {@code CNI_ARGS} in their order
 */
public record CniCall(
    CniCommand command,
    String containerId,
    String interfaceName,
    String namespacePath,
    Map<String, String> arguments) {
  private static final Logger LOG = LoggerFactory.getLogger(CniCall.class);
  private static final String COMMAND = "CNI_COMMAND";
  private static final String CONTAINER_ID = "CNI_CONTAINERID";
  private static final String INTERFACE_NAME = "CNI_IFNAME";
  private static final String NAMESPACE = "CNI_NETNS";
  private static final String ARGUMENTS = "CNI_ARGS";
  private static final String POD_NAMESPACE = "K8S_POD_NAMESPACE";
  private static final String POD_NAME = "K8S_POD_NAME";
  private static final String POD_UID = "K8S_POD_UID";

  /** CNI SPEC 1.1.0 section 2: starts alphanumeric, then also underscore, dot and hyphen. */
  private static final Pattern CONTAINER_ID_FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  /** Copies the arguments. */
  public CniCall {
    arguments = Map.copyOf(arguments);
  }

  /**
   * Reads the environment.
   *
   * @throws CniFailure with code 4 if variables are missing (all are named) or one is malformed
   */
  public static CniCall of(Map<String, String> environment) throws CniFailure {
    String name = environment.getOrDefault(COMMAND, "");
    if (name.isEmpty()) {
      throw invalid("cannot read the environment: missing CNI_COMMAND");
    }
    CniCommand command =
        Arrays.stream(CniCommand.values())
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    invalid(
                        "cannot run CNI_COMMAND \"%s\": it must be one of %s"
                            .formatted(name, List.of(CniCommand.values()))));
    Map<String, String> arguments = arguments(environment.getOrDefault(ARGUMENTS, ""));
    CniCall call =
        new CniCall(
            command,
            environment.getOrDefault(CONTAINER_ID, ""),
            environment.getOrDefault(INTERFACE_NAME, ""),
            environment.getOrDefault(NAMESPACE, ""),
            arguments);
    call.check();
    return call;
  }

  /** What the environment says; empty where {@link #of} would fail. */
  public static Optional<CniCall> find(Map<String, String> environment) {
    try {
      return Optional.of(of(environment));
    } catch (CniFailure e) {
      LOG.trace("no call", e);
      return Optional.empty();
    }
  }

  private void check() throws CniFailure {
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      throw invalid(
          "cannot run %s: missing in the environment: %s"
              .formatted(command, String.join(", ", missing)));
    }
    if (!command.isOfContainer()) {
      return;
    }
    if (!CONTAINER_ID_FORM.matcher(containerId).matches()) {
      throw invalid(
          "cannot read CNI_CONTAINERID \"%s\": letters, digits, '_', '.' and '-' only, the first a letter or digit"
              .formatted(containerId));
    }
    String fault = InterfaceName.fault(interfaceName);
    if (fault != null) {
      throw invalid("cannot read CNI_IFNAME \"%s\": it %s".formatted(interfaceName, fault));
    }
  }

  private List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (!command.isOfContainer()) {
      return missing;
    }
    if (containerId.isEmpty()) {
      missing.add(CONTAINER_ID);
    }
    if (interfaceName.isEmpty()) {
      missing.add(INTERFACE_NAME);
    }
    if (command == CniCommand.DEL) {
      return missing; // everything else may be gone by now
    }
    if (namespacePath.isEmpty()) {
      missing.add(NAMESPACE);
    }
    for (String argument : List.of(POD_NAMESPACE, POD_NAME)) {
      if (arguments.getOrDefault(argument, "").isEmpty()) {
        missing.add(argument + " (in CNI_ARGS)");
      }
    }
    return missing;
  }

  /** {@code NAME=VALUE;NAME=VALUE}, CNI SPEC 1.1.0 section 2. */
  private static Map<String, String> arguments(String text) throws CniFailure {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String pair : text.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        arguments.put(pair.substring(0, equals), pair.substring(equals + 1));
      } else if (!pair.isEmpty()) {
        throw invalid(
            "cannot read CNI_ARGS \"%s\": expected NAME=VALUE pairs joined by ';'".formatted(text));
      }
    }
    return arguments;
  }

  /** The pod that the runtime names; empty only for verbs that need none. */
  public Optional<PodReference> pod() {
    String namespace = arguments.getOrDefault(POD_NAMESPACE, "");
    String name = arguments.getOrDefault(POD_NAME, "");
    return namespace.isEmpty() || name.isEmpty()
        ? Optional.empty()
        : Optional.of(new PodReference(namespace, name, arguments.getOrDefault(POD_UID, "")));
  }

  private static CniFailure invalid(String message) {
    return new CniFailure(WellKnownError.INVALID_ENVIRONMENT, message);
  }
}
