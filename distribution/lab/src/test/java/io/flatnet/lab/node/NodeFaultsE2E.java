package io.flatnet.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node that lacks what it should have: the link of a subnet, or room for the plugin. */
@Requires({Part.NODE, Part.C_COMPILER, Part.KERNEL, Part.HELM, Part.IMAGE_BASE})
class NodeFaultsE2E {
  private static final String ON_TRUNK = "distribution/lab/src/test/resources/node/on-trunk.yaml";
  private static final String ON_BOTH = "distribution/lab/src/test/resources/node/on-both.yaml";
  private static final String NEW_POD = "docs/macvlan/15-pod-auto.yaml";
  private static final String SECOND = "flatnet-node-2";
  private static final String TRUNK =
      "ip link add trunk0 up type veth peer name trunk1 && ip link set trunk1 up";
  private static final String MISSING =
      "cannot attach to master \"trunk0\" of subnet \"trunk\": this node has no such link;"
          + " correct the subnet's master or make the link";
  private static final String BIN = "/opt/cni/bin";
  private static final String STATUS =
      "echo '{\"cniVersion\":\"1.1.0\",\"name\":\"flat\",\"type\":\"flatnet-cni\"}'"
          + " | CNI_COMMAND=STATUS CNI_PATH="
          + BIN
          + " %s "
          + BIN
          + "/flatnet-cni; true";

  private static InstalledChart chart;
  private static TestNode node;
  private static FlatPods pods;

  @BeforeAll
  static void install() throws IOException {
    chart = InstalledChart.start();
    node = chart.node();
    pods = chart.pods();
    chart.apply(InstalledChart.SUBNET);
  }

  @AfterAll
  static void stop() throws IOException {
    if (chart != null) {
      chart.close();
    }
  }

  @Test
  void nodeWithoutTheMaster_saysSo_whileTheOtherGoesOn() throws IOException {
    node.join();
    node.importImages(2);
    chart.agentsRolledOut();
    node.exec("sh", "-c", TRUNK);
    chart.apply(ON_TRUNK);
    chart.apply(ON_BOTH);
    chart.rolledOut("daemonset/on-both"); // another subnet, on both nodes
    String here = pods.onNode("flatnet-node", "app=on-trunk");
    String there = pods.onNode(SECOND, "app=on-trunk");
    node.kubectl("wait", "--for=condition=Ready", "pod/" + here, "--timeout=120s");

    await()
        .atMost(InstalledChart.LIMIT)
        .untilAsserted(
            () -> {
              assertThat(events("Pod", there)).contains(MISSING);
              assertThat(events("Node", SECOND)).contains(MISSING);
            });
    assertThat(events("Pod", here)).isBlank();
    assertThat(events("Node", "flatnet-node")).isBlank();
    assertThat(node.execOnSecond("sh", "-c", STATUS.formatted(""))).isBlank();
    assertThat(
            node.execOnSecond("sh", "-c", STATUS.formatted("FLATNET_AGENT_SOCKET=/run/none.sock")))
        .contains("\"code\":50")
        .contains("no agent answers on this node");

    node.execOnSecond("sh", "-c", TRUNK); // what the event says
    chart.rolledOut("daemonset/on-trunk");
    chart.delete(ON_TRUNK);
    chart.delete(ON_BOTH);
    node.leave();
    node.kubectl("delete", "node", SECOND);
  }

  private static String events(String kind, String name) throws IOException {
    return node.kubectl(
        "get",
        "events",
        "-n",
        "default",
        "--field-selector=reason=FlatNetworkMasterMissing,involvedObject.kind="
            + kind
            + ",involvedObject.name="
            + name,
        "-o",
        "jsonpath={.items[*].message}");
  }

  @Test
  void directoryOfPlugins_whenFullOrReadOnly_keepsTheOldPlugin() throws IOException {
    node.exec("sh", "-c", "cp -a %1$s /run/good && mkdir /run/small".formatted(BIN));
    node.exec("mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", "/run/small");
    node.exec("sh", "-c", "cp -a %1$s/. /run/small && mount --move /run/small %1$s".formatted(BIN));
    // An older plugin, which works: what follows an ELF file's sections is nothing to it.
    node.exec("sh", "-c", "for f in %1$s/*flat*; do echo old >>$f; done".formatted(BIN));
    node.exec(
        "sh",
        "-c",
        "cp -a %1$s /run/old; dd if=/dev/zero of=%1$s/.fill bs=4k; true".formatted(BIN));

    chart.restartAgents();
    awaitRefusal("No space left on device");
    node.exec("sh", "-c", "rm %1$s/.fill && mount -o remount,ro %1$s".formatted(BIN));
    chart.restartAgents();
    awaitRefusal("Read-only file system");

    node.exec("mount", "-o", "remount,rw", BIN);
    chart.restartAgents();
    chart.agentsRolledOut();
    assertSamePlugins("/run/good");
    aNewPodComesAndGoes();
    node.exec("umount", BIN);
  }

  /** The agent from before serves on meanwhile, and pods come up by the plugin from before. */
  private static void awaitRefusal(String reason) throws IOException {
    await()
        .atMost(InstalledChart.LIMIT)
        .untilAsserted(
            () ->
                assertThat(terminationMessages())
                    .contains("cannot install \"/host/opt/cni/bin/flatnet-cni\"")
                    .contains(reason)
                    .contains("what was there goes on working; make it writable, make room"));
    assertSamePlugins("/run/old");
    aNewPodComesAndGoes();
  }

  /** What the installers of the agents' pods said at their end. */
  private static String terminationMessages() throws IOException {
    return node.kubectl(
        "get",
        "pods",
        "-n",
        InstalledChart.SYSTEM,
        "-l",
        "name=rancher-flat-network-cni-ds",
        "-o",
        "jsonpath={.items[*].status.initContainerStatuses[0]['state','lastState'].terminated.message}");
  }

  private static void assertSamePlugins(String kept) throws IOException {
    assertThat(node.exec("diff", "-r", "-x", ".fill", BIN, kept)).isBlank();
  }

  private static void aNewPodComesAndGoes() throws IOException {
    chart.apply(NEW_POD);
    node.kubectl("wait", "--for=condition=Ready", "pod/client", "--timeout=120s");
    pods.ping("client", "eth1", "10.10.0.1");
    chart.delete(NEW_POD);
  }
}
