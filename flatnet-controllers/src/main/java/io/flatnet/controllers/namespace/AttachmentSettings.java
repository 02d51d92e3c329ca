package io.flatnet.controllers.namespace;

import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.cni.ArpPolicy;
import io.flatnet.api.cni.PluginConfig;
import io.flatnet.ipam.IpPrefix;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the CNI plugin is told on every node.
 *
 * @param clusterCidrs the pods' networks
 * @param serviceCidrs the services' networks
 * @param arpPolicy how neighbours are told of a new interface
 * @param proxyArp whether the interface answers ARP for others
 * @param mtuBytes the interface's MTU, 0 to 65535; 0 is the parent's
 */
public record AttachmentSettings(
    List<IpPrefix> clusterCidrs,
    List<IpPrefix> serviceCidrs,
    ArpPolicy arpPolicy,
    boolean proxyArp,
    int mtuBytes) {
  /** What holds when nobody says otherwise. */
  public static final AttachmentSettings DEFAULTS =
      new AttachmentSettings(
          List.of(IpPrefix.parse("10.42.0.0/16")),
          List.of(IpPrefix.parse("10.43.0.0/16")),
          ArpPolicy.ARP_NOTIFY,
          false,
          1500);

  /** The largest MTU. */
  public static final int MAX_MTU_BYTES = 65_535;

  private static final String CNI_VERSION = "1.0.0"; // nodes upgrade at different times

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException when the MTU is out of bounds
   */
  public AttachmentSettings {
    clusterCidrs = List.copyOf(clusterCidrs);
    serviceCidrs = List.copyOf(serviceCidrs);
    if (mtuBytes < 0 || mtuBytes > MAX_MTU_BYTES) {
      throw new IllegalArgumentException(
          "cannot configure the network: mtuBytes must be 0 to "
              + MAX_MTU_BYTES
              + ", got "
              + mtuBytes);
    }
  }

  /** The plugin's configuration as JSON. */
  JsonObject config() {
    JsonObject ipam = new JsonObject();
    ipam.addProperty("type", PluginConfig.IPAM_TYPE);
    JsonObject options = new JsonObject();
    options.addProperty("mtu", mtuBytes);
    options.addProperty("clusterCIDR", joined(clusterCidrs));
    options.addProperty("serviceCIDR", joined(serviceCidrs));
    options.addProperty("arpPolicy", arpPolicy.wire());
    options.addProperty("proxyARP", proxyArp);
    JsonObject config = new JsonObject();
    config.addProperty("cniVersion", CNI_VERSION);
    config.addProperty("type", FlatNetwork.CNI_NAME);
    config.add("dns", new JsonObject());
    config.add("ipam", ipam);
    config.add("flatNetwork", options);
    return config;
  }

  private static String joined(List<IpPrefix> prefixes) {
    return prefixes.stream().map(IpPrefix::toString).collect(Collectors.joining(","));
  }
}
