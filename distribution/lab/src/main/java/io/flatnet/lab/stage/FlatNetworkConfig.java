package io.flatnet.lab.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The configuration that the NetworkAttachmentDefinition {@code rancher-flat-network} carries, with
 * the name that Multus adds to it.
 */
public final class FlatNetworkConfig {
  /** The name of the NetworkAttachmentDefinition. */
  public static final String NAME = "rancher-flat-network";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private FlatNetworkConfig() {}

  /**
   * The configuration for ADD and DEL.
   *
   * @param mtuBytes 0 = the parent's
   */
  public static ObjectNode json(int mtuBytes) {
    ObjectNode config = MAPPER.createObjectNode();
    config.put("cniVersion", "1.0.0").put("name", NAME).put("type", "rancher-flat-network-cni");
    config.putObject("dns");
    config.putObject("ipam").put("type", "static-ipam");
    config
        .putObject("flatNetwork")
        .put("mtu", mtuBytes)
        .put("clusterCIDR", "10.42.0.0/16")
        .put("serviceCIDR", "10.43.0.0/16")
        .put("arpPolicy", "arp_notify")
        .put("proxyARP", false);
    return config;
  }

  /** The configuration for CHECK: with the result of the ADD before. */
  public static ObjectNode withResult(ObjectNode config, JsonNode result) {
    ObjectNode copy = config.deepCopy();
    copy.set("prevResult", result);
    return copy;
  }
}
