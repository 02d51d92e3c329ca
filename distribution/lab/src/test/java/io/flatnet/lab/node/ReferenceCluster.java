package io.flatnet.lab.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real node as the reference leaves one: its release, objects of its shape, and pods whose
 * interfaces were made by another plugin than ours. The test plays its operator.
 */
final class ReferenceCluster {
  private static final Path TEST =
      TestNode.file("distribution/lab/src/test/resources/node/reference");
  private static final String CHARTS = "distribution/charts/src/test/resources/";
  private static final String LABEL = "flatnetwork.pandaria.io/";

  private final TestNode node;

  ReferenceCluster(TestNode node) {
    this.node = node;
  }

  /** Installs it and waits until its three pods run with addresses from 10.10.0.20 on. */
  void start() throws IOException {
    InstalledChart.addGateways(node);
    node.helm(
        "install", "rancher-flat-network-crd", TestNode.file(CHARTS + "reference-crd").toString());
    node.kubectl("apply", "-f", InstalledChart.resource("network-attachment-definitions.yaml"));
    node.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    node.kubectl("apply", "-f", InstalledChart.resource("flat-network.yaml"));
    node.helm("install", "rancher-flat-network", chart());
    installPlugin();
    node.kubectl("apply", "-f", TEST.resolve("10-cluster.yaml").toString());
    node.kubectl("wait", "--for=create", "pod/db-0", "--timeout=30s");
    List<String> pods =
        List.of(node.kubectl("get", "pods", "-o", "jsonpath={.items[*].metadata.name}").split(" "));
    for (int i = 0; i < pods.size(); i++) {
      giveAddress(pods.get(i), "10.10.0." + (20 + i));
    }
    status(
        "flatnetworksubnet/blue",
        "cattle-flat-network",
        "{\"phase\":\"Active\",\"gateway\":\"10.10.0.1\",\"usedIPCount\":3,\"usedIP\":[{\"from\":\"10.10.0.1\",\"to\":\"10.10.0.1\"},{\"from\":\"10.10.0.20\",\"to\":\"10.10.0.22\"}]}");
    node.kubectl("wait", "--for=condition=Ready", "pod", "--all", "--timeout=90s");
  }

  /** The directory of a chart with the reference's names. */
  String chart() {
    return TestNode.file(CHARTS + "reference").toString();
  }

  /** Puts the stand-in for its plugin where the container runtime looks. */
  void installPlugin() throws IOException {
    Path kubectl = node.program("kubectl");
    node.exec(
        "sh",
        "-c",
        "sed 's|KUBECTL|%s --kubeconfig=%s|' %s >/run/plugin && install /run/plugin /opt/cni/bin/rancher-flat-network-cni"
            .formatted(kubectl, node.admin(), TEST.resolve("plugin")));
  }

  private void giveAddress(String pod, String address) throws IOException {
    String uid = node.kubectl("get", "pod", pod, "-o", "jsonpath={.metadata.uid}");
    String owner = "{apiVersion: v1, kind: Pod, name: %s, uid: %s}".formatted(pod, uid);
    if (pod.startsWith("db-")) { // the fault of the reference: no such kind is in v1
      String set = node.kubectl("get", "statefulset", "db", "-o", "jsonpath={.metadata.uid}");
      owner = "{apiVersion: v1, kind: StatefulSet, name: db, uid: %s}".formatted(set);
    }
    Path file = Files.createTempFile("flatnet-address", ".yaml");
    try {
      Files.writeString(
          file,
          Files.readString(TEST.resolve("20-address.yaml"))
              .replace("OWNER", owner)
              .replace("NAME", pod)
              .replace("POD", uid));
      node.kubectl("apply", "-f", file.toString());
    } finally {
      Files.delete(file);
    }
    status(
        "flatnetworkip/" + pod,
        "default",
        "{\"phase\":\"Pending\",\"addr\":\"%s\"}".formatted(address));
    node.kubectl(
        "label",
        "pod",
        pod,
        LABEL + "subnet=blue",
        LABEL + "selectedIP=" + address,
        LABEL + "selectedMac=",
        LABEL + "flatNetworkIPType=auto",
        LABEL + "flatMode=macvlan");
  }

  private void status(String object, String namespace, String status) throws IOException {
    node.kubectl(
        "patch",
        object,
        "-n",
        namespace,
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":" + status + "}");
  }
}
