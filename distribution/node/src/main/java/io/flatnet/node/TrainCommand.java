package io.flatnet.node;

import io.flatnet.cni.Cancellation;
import io.flatnet.cni.CniAnswer;
import io.flatnet.cni.CniPlugin;
import io.flatnet.cni.CniRequest;
import io.flatnet.cni.NodeNetwork;
import io.flatnet.cni.cluster.ClusterAccess;
import io.flatnet.cni.cluster.DeferredAddressSource;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.NetworkNamespace;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/**
 * {@code train}: what the assembly runs so that the JVM remembers which classes a call without an
 * agent needs. It changes nothing, needs no privilege and reaches nobody.
 */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
  private static final String CONFIG =
      """
      {"cniVersion":"1.0.0","name":"flat","type":"flatnet-cni",
       "flatNetwork":{"clusterCIDR":"10.42.0.0/16","timeoutSeconds":1}}
      """;

  @Override
  public Integer call() {
    Logging.configure(false);
    URI nobody = URI.create("https://127.0.0.1:1");
    try (NetworkNamespace own = NetworkNamespace.current();
        NodeNetwork node = NodeNetwork.open(own, null);
        DeferredAddressSource source =
            new DeferredAddressSource(
                () -> new ClusterAccess(nobody, null, true, null, null, "token", null))) {
      CniPlugin plugin = new CniPlugin(source, node, Runnable::run);
      run(plugin, "VERSION");
      run(plugin, "DEL");
      run(plugin, "ADD");
    } catch (NetlinkException e) {
      LoggerFactory.getLogger(TrainCommand.class).warn("trained without netlink", e);
    }
    return 0;
  }

  private static void run(CniPlugin plugin, String command) {
    Map<String, String> environment =
        Map.of(
            "CNI_COMMAND",
            command,
            "CNI_CONTAINERID",
            "training",
            "CNI_NETNS",
            "/nonexistent",
            "CNI_IFNAME",
            "eth1",
            "CNI_ARGS",
            "K8S_POD_NAMESPACE=default;K8S_POD_NAME=training");
    CniRequest request =
        new CniRequest(environment, CONFIG.getBytes(StandardCharsets.UTF_8), null, "ENOENT");
    try (CniAnswer answer = plugin.run(request, Cancellation.unwatched())) {
      System.out.print(answer.json());
    }
  }
}
