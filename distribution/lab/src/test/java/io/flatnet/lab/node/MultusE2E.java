package io.flatnet.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The chart with its own Multus on a node that has none: the DaemonSet as it stands, with a program
 * built from Multus' Go module in an image of that layout, and the role that the chart gives it.
 */
@Requires({Part.NODE, Part.C_COMPILER, Part.KERNEL, Part.HELM, Part.IMAGE_BASE})
class MultusE2E {
  private static final String PODS =
      "distribution/lab/src/test/resources/node/full-deployment.yaml";
  private static final String NETWORKS = "/etc/cni/net.d/";
  private static final Pattern TOKEN = Pattern.compile("token: \"[^.]+\\.([^.]+)\\.");

  private static InstalledChart chart;
  private static TestNode node;
  private static FlatPods pods;

  @BeforeAll
  static void install() throws IOException {
    chart = InstalledChart.startWithMultus();
    node = chart.node();
    pods = chart.pods();
  }

  @AfterAll
  static void stop() throws IOException {
    if (chart != null) {
      chart.close();
    }
  }

  @Test
  void multusOfTheChart_givesPodsTheirSecondInterface() throws IOException {
    assertThat(node.exec("ls", NETWORKS)).contains("00-multus.conflist");
    chart.apply(InstalledChart.SUBNET);
    chart.apply(PODS);
    chart.rolledOut("deployment/full");
    assertThat(pods.addresses()).hasSize(3);
    pods.pingEachOther();

    // What its role is for: the networks' status in the pod, and an event.
    String pod = pods.addresses().keySet().iterator().next();
    assertThat(
            node.kubectl(
                "get",
                "pod",
                pod,
                "-o",
                "jsonpath={.metadata.annotations.k8s\\.v1\\.cni\\.cncf\\.io/network-status}"))
        .contains("default/rancher-flat-network", "eth1", pods.addresses().get(pod));
    await()
        .atMost(InstalledChart.LIMIT)
        .untilAsserted(
            () ->
                assertThat(
                        node.kubectl(
                            "get",
                            "events",
                            "--field-selector=reason=AddedInterface",
                            "-o",
                            "name"))
                    .isNotBlank());

    chart.delete(PODS);
    chart.delete(InstalledChart.SUBNET);
    chart.assertNothingLeft();
  }

  @Test
  void tokenOfMultus_whichIsWrittenOnce_isForAYear() throws IOException {
    String kubeconfig = node.exec("cat", NETWORKS + "multus.d/multus.kubeconfig");
    Matcher token = TOKEN.matcher(kubeconfig);
    assertThat(token.find()).isTrue();

    JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.group(1)));

    assertThat(claims.path("sub").asText())
        .isEqualTo("system:serviceaccount:cattle-flat-network:flatnet-multus");
    assertThat(Instant.ofEpochSecond(claims.path("exp").asLong()))
        .isAfter(Instant.now().plus(Duration.ofDays(360)));
    assertThat(node.exec("stat", "-c", "%a", NETWORKS + "multus.d/multus.kubeconfig").strip())
        .isEqualTo("600");
  }
}
