package io.flatnet.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.testcluster.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.core.ConditionFactory;

/** A real API server with the roles of the chart and of the migrator, which notes who asks what. */
final class AuditedCluster implements AutoCloseable {
  static final String OPERATOR = "rancher-flat-network-operator";
  static final String AGENT = "rancher-flat-network-cni";
  static final String MIGRATOR = "rancher-flat-network-migrator";
  private static final Path TEST = Program.ROOT.resolve("distribution/charts/src/test/resources");

  private final ControlPlane controlPlane;
  private final AuditLog log;
  private final Program kubectl;
  private final List<JsonNode> roles = new ArrayList<>();

  AuditedCluster(Path directory) throws IOException {
    log = new AuditLog(directory);
    controlPlane = ControlPlane.start(log.flags());
    kubectl = Program.kubectl(directory, controlPlane.kubeconfig("admin"));
    Program helm = Program.helm(directory);
    controlPlane.apply(
        helm.run("template", "rancher-flat-network-crd", Program.CRD_CHART.toString()));
    controlPlane.apply(Program.ROOT.resolve("flatnet-controllers/src/test/resources/macvlan"));
    controlPlane.apply(Program.ROOT.resolve("distribution/manifests/00-namespace.yaml"));
    grant(
        helm.run(
            "template",
            "rancher-flat-network",
            Program.CHART.toString(),
            "--set=multus.enabled=false",
            "--show-only=templates/operator-rbac.yaml",
            "--show-only=templates/agent-rbac.yaml"));
    grant(
        Files.readString(
            Program.ROOT.resolve("distribution/manifests/migrator/30-migrator-rbac.yaml")));
  }

  private void grant(String yaml) throws IOException {
    controlPlane.apply(yaml);
    roles.addAll(Documents.of(yaml));
  }

  static ConditionFactory soon() {
    return await()
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(AssertionError.class);
  }

  /** Applies a file of the test's resources. */
  void apply(String name) throws IOException {
    controlPlane.apply(TEST.resolve(name));
  }

  void applyText(String yaml) throws IOException {
    controlPlane.apply(yaml);
  }

  /** kubectl as cluster admin. */
  String kubectl(String... arguments) throws IOException {
    return kubectl.run(arguments);
  }

  Path kubeconfig(String account) {
    return controlPlane.kubeconfig("cattle-flat-network/" + account);
  }

  /** Waits until an account has done this. */
  void awaitUse(String account, String verb, String resource) {
    soon()
        .alias(account + ": " + verb + " " + resource)
        .untilAsserted(
            () ->
                assertThat(log.requests())
                    .anyMatch(
                        r ->
                            r.account().equals(account)
                                && r.verb().equals(verb)
                                && r.resource().equals(resource)));
  }

  /** Requests that were refused for want of a role. */
  List<Grant.Request> refusals() throws IOException {
    return log.requests().stream().filter(request -> !request.allowed()).toList();
  }

  /** What is granted and was never used. */
  Set<Grant> unused() throws IOException {
    Set<Grant.Request> requests = log.requests();
    Set<Grant> unused = new TreeSet<>(Grant.of(roles));
    unused.removeIf(grant -> requests.stream().anyMatch(grant::covers));
    return unused;
  }

  @Override
  public void close() {
    controlPlane.close();
  }
}
