package io.flatnet.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.lab.cluster.KubeObject;
import io.flatnet.lab.stage.PodSandbox;
import java.io.IOException;

/**
 * A pod with its flat interface.
 *
 * @param result what the plugin printed for ADD (CNI SPEC 1.0.0, section 5)
 */
record AttachedPod(
    KubeObject object,
    PodSandbox sandbox,
    String interfaceName,
    IpAddress address,
    MacAddress mac,
    JsonNode result) {

  /**
   * Reads address and MAC from the plugin's result.
   *
   * @throws IOException when it has not exactly one interface with one address
   */
  static AttachedPod of(KubeObject pod, PodSandbox sandbox, String interfaceName, JsonNode result)
      throws IOException {
    JsonNode link = result.at("/interfaces/0");
    String address = result.at("/ips/0/address").asText();
    int slash = address.indexOf('/');
    if (slash < 0 || !link.path("name").asText().equals(interfaceName)) {
      throw new IOException(
          "cannot use the plugin's result for %s: no interface \"%s\" with an address, got %s"
              .formatted(pod, interfaceName, result));
    }
    return new AttachedPod(
        pod,
        sandbox,
        interfaceName,
        IpAddress.parse(address.substring(0, slash)),
        MacAddress.parse(link.path("mac").asText()),
        result);
  }

  /** The subnet that the pod asked for. */
  String subnet() {
    return object.annotation("flatnetwork.pandaria.io/subnet").orElse("");
  }
}
