package io.flatnet.lab.bench;

import io.flatnet.lab.stage.FlatNetworkConfig;

/** The same network for both plugins: macvlan in bridge mode on one parent, one IPv4 address. */
final class PluginConfigs {
  private PluginConfigs() {}

  /** Ours: the address comes from the pod's FlatNetworkIP. */
  static String ours() {
    return FlatNetworkConfig.json(0).toString();
  }

  /** The peer's: the address stands in the configuration. */
  static String peer(BenchPod pod) {
    return """
        {"cniVersion":"1.0.0","name":"bench","type":"macvlan","master":"%s","mode":"bridge",
         "ipam":{"type":"static","addresses":[{"address":"%s/%d","gateway":"%s"}]}}
        """
        .formatted(
            BenchNode.MASTER, pod.address(), BenchCluster.PREFIX_LENGTH, BenchCluster.GATEWAY);
  }
}
