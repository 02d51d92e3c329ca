package io.flatnet.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of the verbs as a container runtime makes them, straight to a plugin in this process. */
public final class Calls {
  private final CniPlugin plugin;
  private final String interfaceName;
  private final ObjectNode config;

  private Calls(CniPlugin plugin, String interfaceName, ObjectNode config) {
    this.plugin = plugin;
    this.interfaceName = interfaceName;
    this.config = config;
  }

  /** Calls for interfaces {@code eth1} in a version of the specification. */
  public static Calls of(CniPlugin plugin, String version) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("cniVersion", version).put("name", "flat").put("type", "flatnet-cni");
    config.putObject("flatNetwork").put("timeoutSeconds", 1);
    return new Calls(plugin, "eth1", config);
  }

  /** The same for interfaces of another name. */
  public Calls named(String name) {
    return new Calls(plugin, name, config);
  }

  /** The same with one more field of {@code flatNetwork}. */
  public Calls option(String name, Object value) {
    ObjectNode copy = config.deepCopy();
    ((ObjectNode) copy.path("flatNetwork")).putPOJO(name, value);
    return new Calls(plugin, interfaceName, copy);
  }

  /** The same with one more field of the configuration. */
  public Calls with(String name, JsonNode value) {
    ObjectNode copy = config.deepCopy();
    copy.set(name, value);
    return new Calls(plugin, interfaceName, copy);
  }

  /** What a call ended with: an empty object, a result or an error. */
  public record Outcome(int exitCode, JsonNode json) {
    /** The code of an error; 0 for a success. */
    public int code() {
      return json.path("code").asInt();
    }

    /** The message of an error. */
    public String message() {
      return json.path("msg").asText();
    }
  }

  /** ADD of a pod of namespace {@code default}. */
  public Outcome add(String pod, NetworkNamespace namespace) {
    return call("ADD", pod, namespace, Map.of());
  }

  /** ADD with more CNI_ARGS. */
  public Outcome add(String pod, NetworkNamespace namespace, Map<String, String> arguments) {
    return call("ADD", pod, namespace, arguments);
  }

  /** CHECK after an ADD. */
  public Outcome check(String pod, NetworkNamespace namespace, JsonNode result) {
    return with("prevResult", result).call("CHECK", pod, namespace, Map.of());
  }

  /** DEL; null = the namespace is gone. */
  public Outcome del(String pod, @Nullable NetworkNamespace namespace) {
    return call("DEL", pod, namespace, Map.of());
  }

  /** GC with the containers of these pods. */
  public Outcome gc(String... validPods) {
    var list = JsonNodeFactory.instance.arrayNode();
    for (String pod : List.of(validPods)) {
      list.addObject().put("containerID", "container-" + pod).put("ifname", interfaceName);
    }
    return with("cni.dev/valid-attachments", list).run(Map.of("CNI_COMMAND", "GC"), null);
  }

  /** GC with what the configuration holds. */
  public Outcome gcWithoutList() {
    return run(Map.of("CNI_COMMAND", "GC"), null);
  }

  /** STATUS. */
  public Outcome status() {
    return run(Map.of("CNI_COMMAND", "STATUS"), null);
  }

  private Outcome call(
      String command,
      String pod,
      @Nullable NetworkNamespace namespace,
      Map<String, String> arguments) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", "container-" + pod);
    environment.put(
        "CNI_NETNS",
        namespace == null ? "/nonexistent/" + pod : TestNetwork.pathOf(namespace).toString());
    environment.put("CNI_IFNAME", interfaceName);
    StringBuilder args =
        new StringBuilder(
            "K8S_POD_NAMESPACE=default;K8S_POD_NAME=" + pod + ";K8S_POD_UID=pod-" + pod);
    arguments.forEach((name, value) -> args.append(';').append(name).append('=').append(value));
    environment.put("CNI_ARGS", args.toString());
    return run(environment, namespace);
  }

  private Outcome run(Map<String, String> environment, @Nullable NetworkNamespace namespace) {
    byte[] stdin = config.toString().getBytes(StandardCharsets.UTF_8);
    CniRequest request = new CniRequest(environment, stdin, namespace, "ENOENT");
    try (CniAnswer answer = plugin.run(request, Cancellation.unwatched())) {
      answer.delivering();
      String text = answer.json().isEmpty() ? "{}" : answer.json();
      return new Outcome(answer.exitCode(), WireJson.parse(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
