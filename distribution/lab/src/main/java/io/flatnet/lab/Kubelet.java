package io.flatnet.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.lab.cluster.KubeObject;
import io.flatnet.lab.stage.CniCall;
import io.flatnet.lab.stage.CniLauncher;
import io.flatnet.lab.stage.FlatNetworkConfig;
import io.flatnet.lab.stage.PodSandbox;
import io.flatnet.lab.stage.StageNode;
import java.io.IOException;

/**
 * What kubelet, container runtime and Multus do for a pod's network on one node.
 *
 * <p>Thread-safe: different pods may be attached at the same time.
 */
final class Kubelet {
  private static final String NETWORKS = "k8s.v1.cni.cncf.io/networks";
  private static final int MTU_BYTES = 1500;

  private final ObjectMapper mapper = new ObjectMapper();
  private final StageNode node;
  private final CniLauncher launcher;

  Kubelet(StageNode node, CniLauncher launcher) {
    this.node = node;
    this.launcher = launcher;
  }

  /**
   * Makes the pod's sandbox and adds its flat interface; when that fails, takes back what was done.
   *
   * @throws IOException when the plugin reports an error
   */
  AttachedPod attach(KubeObject pod) throws IOException, InterruptedException {
    String interfaceName = flatInterface(pod);
    PodSandbox sandbox = node.createSandbox();
    try {
      JsonNode result = launcher.run(call("ADD", pod, sandbox, interfaceName, config()));
      return AttachedPod.of(pod, sandbox, interfaceName, result);
    } catch (IOException | InterruptedException | RuntimeException failure) {
      sandbox.close();
      throw failure;
    }
  }

  /** Lets the plugin check the interface against its own result. */
  void check(AttachedPod pod) throws IOException, InterruptedException {
    ObjectNode config = FlatNetworkConfig.withResult(config(), pod.result());
    launcher.run(call("CHECK", pod.object(), pod.sandbox(), pod.interfaceName(), config));
  }

  /** Takes the flat interface away, and the sandbox with all that is left in it. */
  void detach(AttachedPod pod) throws IOException, InterruptedException {
    ObjectNode config = FlatNetworkConfig.withResult(config(), pod.result());
    try (PodSandbox sandbox = pod.sandbox()) {
      launcher.run(call("DEL", pod.object(), sandbox, pod.interfaceName(), config));
    }
  }

  private static ObjectNode config() {
    return FlatNetworkConfig.json(MTU_BYTES);
  }

  private static CniCall call(
      String command, KubeObject pod, PodSandbox sandbox, String interfaceName, ObjectNode config) {
    String arguments =
        "IgnoreUnknown=true;K8S_POD_NAMESPACE=%s;K8S_POD_NAME=%s;K8S_POD_INFRA_CONTAINER_ID=%s;K8S_POD_UID=%s"
            .formatted(pod.namespace(), pod.name(), sandbox.id(), pod.uid());
    return new CniCall(
        command,
        sandbox.id(),
        sandbox.network().path(),
        interfaceName,
        arguments,
        config.toString());
  }

  /** The interface that the pod's networks annotation asks for. */
  private String flatInterface(KubeObject pod) throws IOException {
    String networks = pod.annotation(NETWORKS).orElse("[]");
    for (JsonNode network : mapper.readTree(networks)) {
      if (network.path("name").asText().equals(FlatNetworkConfig.NAME)) {
        return network.path("interface").asText("net1"); // Multus' default for the first network
      }
    }
    throw new IOException(
        "cannot attach %s: its annotation %s names no network %s, got %s"
            .formatted(pod, NETWORKS, FlatNetworkConfig.NAME, networks));
  }
}
