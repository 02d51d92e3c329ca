package io.flatnet.charts;

import static io.flatnet.charts.AuditedCluster.AGENT;
import static io.flatnet.charts.AuditedCluster.MIGRATOR;
import static io.flatnet.charts.AuditedCluster.OPERATOR;
import static io.flatnet.charts.AuditedCluster.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that operator, agent and migrator do, with their own roles on a real API server: by
 * its audit log nothing is refused, and nothing is granted that is not used.
 */
@Requires({Part.CONTROL_PLANE, Part.HELM, Part.KERNEL, Part.C_COMPILER, Part.IPROUTE})
class AccessAuditIT {
  /** How often the operator writes the same event, and the agent (10 s), with a margin. */
  private static final Duration SAME_EVENT = Duration.ofSeconds(32);

  private static final String CERTIFICATES = "rancher-flat-network-webhook-certs";
  private static final String CONFIGURATION = "rancher-flat-network-subnets-validating-config";

  @TempDir Path directory;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    calls.shutdownNow();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void roles_overAllThatIsDone_areUsedWholeAndEnough() throws Exception {
    try (AuditedCluster cluster = new AuditedCluster(directory)) {
      workAll(cluster);
      useTools(cluster);

      assertThat(cluster.refusals()).as("refused").isEmpty();
      assertThat(cluster.unused()).as("granted and never used").isEmpty();
    }
  }

  // ---- operator and agent

  private void workAll(AuditedCluster cluster) throws Exception {
    cluster.apply("access/10-cluster.yaml");
    cluster.apply("access/20-workloads.yaml");
    long start = System.nanoTime();
    pod(cluster, "typo", "n1", "blue", "10.9.0.300", "none"); // before a webhook can refuse it
    String url = "--webhook-url=https://127.0.0.1:" + freePort() + "/validate";
    String port = url.substring(url.lastIndexOf(':') + 1, url.lastIndexOf('/'));
    try (Operator first = operator(cluster, url, "--port=" + port);
        Node node = new Node(directory, cluster.kubeconfig(AGENT))) {
      soon()
          .until(() -> phase(cluster, "flsubnet", "cattle-flat-network", "blue"), "Active"::equals);
      assertThat(node.probe().code()).as(node.probe().text()).isZero();
      attach(cluster, node);
      changeAddresses(cluster);
      changeServices(cluster);
      changeCertificates(cluster);
      endWorkloads(cluster);
      detach(cluster, node);
      try (Operator second = operator(cluster, url, "--port=0")) {
        await().atMost(SAME_EVENT.multipliedBy(2)).until(() -> isOver(start, SAME_EVENT));
        cluster.kubectl("label", "pod", "typo", "seen=again");
        cluster.awaitUse(OPERATOR, "patch", "/events");
        assertThat(first.end()).as(first.log()).isZero();
        soon().until(() -> second.log().contains("controllers of \"address\" work"));
        assertThat(second.end()).as(second.log()).isZero();
      }
    }
  }

  private static boolean isOver(long startNanos, Duration time) {
    return System.nanoTime() - startNanos > time.toNanos();
  }

  private Operator operator(AuditedCluster cluster, String... flags) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--webhook-server=true",
                "--bind-address=127.0.0.1",
                "--metrics-bind-address=0",
                "--log-socket="));
    all.addAll(List.of(flags));
    return new Operator(
        directory, cluster.kubeconfig(OPERATOR), "operator", all.toArray(String[]::new));
  }

  private static String pod(
      AuditedCluster cluster, String name, String node, String subnet, String ip, String app)
      throws IOException {
    cluster.applyText(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: default
          labels: {app: %s}
          annotations:
            flatnetwork.pandaria.io/subnet: %s
            flatnetwork.pandaria.io/ip: %s
            k8s.v1.cni.cncf.io/networks: '[{"name":"rancher-flat-network","interface":"eth1"}]'
        spec:
          nodeName: %s
          terminationGracePeriodSeconds: 60
          containers: [{name: c, image: none.invalid/c}]
        """
            .formatted(name, app, subnet, ip, node));
    return cluster.kubectl("get", "pod", name, "-o", "jsonpath={.metadata.uid}");
  }

  private static String phase(AuditedCluster cluster, String kind, String namespace, String name)
      throws IOException {
    return cluster.kubectl("-n", namespace, "get", kind, name, "-o", "jsonpath={.status.phase}");
  }

  private static void awaitPhase(AuditedCluster cluster, String pod, String phase) {
    soon().until(() -> phase(cluster, "flip", "default", pod), phase::equals);
  }

  private static String address(AuditedCluster cluster, String pod) throws IOException {
    return cluster.kubectl("get", "flip", pod, "-o", "jsonpath={.status.addr}");
  }

  private void attach(AuditedCluster cluster, Node node) throws Exception {
    String web = pod(cluster, "web", "n1", "blue", "auto", "web");
    awaitPhase(cluster, "web", "Pending");
    Node.Answer added = node.call("ADD", "web", web, "eth1");
    assertThat(added.code()).as(added.text() + node.log()).isZero();
    cluster.awaitUse(OPERATOR, "patch", "/pods");
    // A call that comes before the address does waits for it.
    Future<Node.Answer> early = calls.submit(() -> node.call("ADD", "late", "", "eth3"));
    cluster.awaitUse(AGENT, "watch", "flatnetwork.pandaria.io/flatnetworkips");
    pod(cluster, "late", "n1", "blue", "auto", "none");
    Node.Answer waited = early.get(60, TimeUnit.SECONDS);
    assertThat(waited.code()).as(waited.text()).isZero();
    // A master that the node lacks: an event on pod and node, and the same again.
    String lost = pod(cluster, "lost", "n1", "elsewhere", "auto", "none");
    awaitPhase(cluster, "lost", "Pending");
    assertThat(node.call("ADD", "lost", lost, "eth2").code()).isNotZero();
    cluster.awaitUse(AGENT, "create", "/events");
  }

  private static void detach(AuditedCluster cluster, Node node) throws Exception {
    String lost = cluster.kubectl("get", "pod", "lost", "-o", "jsonpath={.metadata.uid}");
    assertThat(node.call("ADD", "lost", lost, "eth2").code()).isNotZero();
    cluster.awaitUse(AGENT, "patch", "/events");
    String web = cluster.kubectl("get", "pod", "web", "-o", "jsonpath={.metadata.uid}");
    Node.Answer deleted = node.call("DEL", "web", web, "eth1");
    assertThat(deleted.code()).as(deleted.text()).isZero();
  }

  private static void changeAddresses(AuditedCluster cluster) throws Exception {
    pod(cluster, "second", "n1", "blue", "10.9.0.60", "web");
    awaitPhase(cluster, "second", "Pending");
    cluster.kubectl(
        "annotate", "pod", "second", "flatnetwork.pandaria.io/ip=10.9.0.61", "--overwrite");
    soon().until(() -> address(cluster, "second"), "10.9.0.61"::equals);
    // One address twice: the younger pod goes.
    cluster.kubectl(
        "patch",
        "flip",
        "second",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"addr\":\"" + address(cluster, "web") + "\"}}");
    cluster.awaitUse(OPERATOR, "delete", "/pods");
    end(cluster, "second");
    cluster.awaitUse(OPERATOR, "delete", "flatnetwork.pandaria.io/flatnetworkips");
    // Somebody takes the object of a pod away.
    pod(cluster, "robbed", "n1", "blue", "auto", "none");
    awaitPhase(cluster, "robbed", "Pending");
    cluster.kubectl("delete", "flip", "robbed", "--wait=false");
    cluster.kubectl(
        "patch", "flip", "robbed", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":[]}}");
    cluster.awaitUse(OPERATOR, "get", "flatnetwork.pandaria.io/flatnetworkips");
    // A pod that its node took along.
    pod(cluster, "stranded", "n2", "blue", "auto", "none");
    awaitPhase(cluster, "stranded", "Pending");
    cluster.kubectl("delete", "node", "n2");
    cluster.kubectl("delete", "pod", "stranded", "--wait=false");
    cluster.awaitUse(OPERATOR, "get", "/nodes");
  }

  private static void end(AuditedCluster cluster, String pod) throws IOException {
    cluster.kubectl("delete", "pod", pod, "--force", "--grace-period=0", "--ignore-not-found");
  }

  private static void changeServices(AuditedCluster cluster) throws Exception {
    cluster.awaitUse(OPERATOR, "create", "/services");
    cluster.awaitUse(OPERATOR, "create", "discovery.k8s.io/endpointslices");
    cluster.awaitUse(OPERATOR, "create", "/endpoints");
    cluster.kubectl(
        "patch",
        "pod",
        "web",
        "--subresource=status",
        "-p",
        "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
    cluster.awaitUse(OPERATOR, "update", "discovery.k8s.io/endpointslices");
    cluster.awaitUse(OPERATOR, "update", "/endpoints");
    cluster.kubectl(
        "annotate",
        "service",
        "by-hand",
        "k8s.v1.cni.cncf.io/networks-",
        "flatnetwork.pandaria.io/selector-");
    cluster.awaitUse(OPERATOR, "delete", "discovery.k8s.io/endpointslices");
    cluster.awaitUse(OPERATOR, "delete", "/endpoints");
    cluster.kubectl("delete", "service", "behind-ingress");
    cluster.awaitUse(OPERATOR, "get", "/services");
    cluster.kubectl(
        "annotate", "pod", "web", "flatnetwork.pandaria.io/flatNetworkService=disabled");
    cluster.awaitUse(OPERATOR, "delete", "/services");
    cluster.kubectl("annotate", "pod", "web", "flatnetwork.pandaria.io/flatNetworkService-");
    cluster.kubectl(
        "patch",
        "net-attach-def",
        "rancher-flat-network",
        "--type=merge",
        "-p",
        "{\"spec\":{\"config\":\"{}\"}}");
    cluster.awaitUse(OPERATOR, "patch", "k8s.cni.cncf.io/network-attachment-definitions");
  }

  private static void changeCertificates(AuditedCluster cluster) throws Exception {
    cluster.awaitUse(
        OPERATOR, "create", "admissionregistration.k8s.io/validatingwebhookconfigurations");
    cluster.kubectl(
        "-n",
        "cattle-flat-network",
        "patch",
        "secret",
        CERTIFICATES,
        "-p",
        "{\"data\":{\"tls.crt\":\"bm9uZQ==\"}}");
    cluster.kubectl(
        "patch",
        "validatingwebhookconfiguration",
        CONFIGURATION,
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/webhooks/0/timeoutSeconds\",\"value\":9}]");
    cluster.awaitUse(OPERATOR, "update", "/secrets");
    cluster.awaitUse(
        OPERATOR, "update", "admissionregistration.k8s.io/validatingwebhookconfigurations");
  }

  /** A reservation ends only when the API server itself says that the workload is gone. */
  private static void endWorkloads(AuditedCluster cluster) throws Exception {
    for (String kind : List.of("Deployment", "DaemonSet", "StatefulSet", "CronJob", "Job")) {
      String key = kind + "/default/" + kind.toLowerCase(java.util.Locale.ROOT);
      soon().until(() -> reservations(cluster), text -> text.contains(key));
      cluster.kubectl("delete", kind, kind.toLowerCase(java.util.Locale.ROOT));
      soon().until(() -> reservations(cluster), text -> !text.contains(key));
    }
  }

  private static String reservations(AuditedCluster cluster) throws IOException {
    return cluster.kubectl(
        "-n", "cattle-flat-network", "get", "flsubnet", "blue", "-o", "jsonpath={.status}");
  }

  // ---- the verbs beside the operator

  private void useTools(AuditedCluster cluster) throws Exception {
    cluster.apply("access/30-old-system.yaml");
    cluster.kubectl("-n", "old", "delete", "macvlanip", "left-over", "--wait=false");
    tool(cluster, "hand-back", "--yes", "--interval=0");
    Path backup = directory.resolve("backup.yaml");
    tool(cluster, "backup", "-o", backup.toString());
    migrateWhileOthersWrite(cluster);
    tool(cluster, "clean", "--yes", "--interval=0");
    Files.writeString(backup, withNamespace(Files.readString(backup)));
    tool(cluster, "restore", "-f", backup.toString(), "--yes", "--interval=0");
    cluster.kubectl(
        "patch",
        "crd",
        "macvlanips.macvlan.cluster.cattle.io",
        "--type=json",
        "-p",
        "[{\"op\":\"add\",\"path\":\"/spec/versions/0/schema/openAPIV3Schema/description\",\"value\":\"edited\"}]");
    tool(cluster, "restore", "-f", backup.toString(), "--yes", "--interval=0");
  }

  /** A backup that has one more object. */
  private static String withNamespace(String backup) {
    String first = backup.substring(0, backup.indexOf('\n') + 1);
    String more = first + "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: restored\n---\n";
    return Pattern.compile("end of flatnet backup: (\\d+)")
        .matcher(backup.replace(first, more))
        .replaceFirst(found -> "end of flatnet backup: " + (Integer.parseInt(found.group(1)) + 1));
  }

  /** Everything is written by somebody else between the question and its answer. */
  private void migrateWhileOthersWrite(AuditedCluster cluster) throws Exception {
    try (Operator tool =
        new Operator(directory, cluster.kubeconfig(MIGRATOR), "migrate", "--interval=0")) {
      for (int asked = 1; awaitQuestion(tool, asked); asked++) {
        String log = tool.log();
        if (!log.substring(log.lastIndexOf("Write it?", log.length() - 60) + 1)
            .contains("as it is now:")) {
          cluster.kubectl(
              "-n",
              "old",
              "label",
              "deployment,daemonset,statefulset,cronjob,job,ingress",
              "--all",
              "--overwrite",
              "asked=" + asked);
        }
        tool.type("y");
      }
      assertThat(tool.await()).as(tool.log()).isZero();
    }
  }

  /** Waits for the n-th question; false when the tool has ended. */
  private static boolean awaitQuestion(Operator tool, int number) throws IOException {
    soon().until(() -> !tool.isAlive() || questions(tool) >= number);
    return questions(tool) >= number;
  }

  private static long questions(Operator tool) throws IOException {
    return Pattern.compile("Write it\\?").matcher(tool.log()).results().count();
  }

  private void tool(AuditedCluster cluster, String verb, String... flags) throws Exception {
    try (Operator tool = new Operator(directory, cluster.kubeconfig(MIGRATOR), verb, flags)) {
      assertThat(tool.await()).as(tool.log()).isZero();
    }
  }
}
