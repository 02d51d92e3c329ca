package io.flatnet.lab;

import io.flatnet.ipam.IpAddress;
import io.flatnet.lab.cluster.KubeObject;
import io.flatnet.lab.cluster.KubeObjects;
import io.flatnet.lab.cluster.LabCluster;
import io.flatnet.lab.cluster.LabClusters;
import io.flatnet.lab.cluster.Manifests;
import io.flatnet.lab.cluster.Playground;
import io.flatnet.lab.cluster.ResourceKind;
import io.flatnet.lab.stage.CniLauncher;
import io.flatnet.lab.stage.Stage;
import io.flatnet.lab.stage.StageNode;
import io.flatnet.lab.stage.StagePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the demo: builds all, shows it, takes it down.
 *
 * <p>Runs in a mount namespace of its own, where {@code /run} is its own too. Not thread-safe.
 */
final class DemoRun {
  private static final List<String> NODES = List.of("node1", "node2");
  private static final Path NETWORK_NAMESPACES = Path.of("/run/netns");
  private static final Path SOCKETS = Path.of("/run/flatnet");

  private final DemoOptions options;
  private final Layout layout;
  private final Steps steps;
  private @Nullable Denial denial;
  private final Teardown teardown = new Teardown();

  DemoRun(DemoOptions options, Layout layout, Steps steps) {
    this.options = options;
    this.layout = layout;
    this.steps = steps;
  }

  /**
   * Runs all steps. Whatever happens, everything is stopped and taken away before this ends.
   *
   * @param show gets the pods as soon as they have pinged; with {@code --keep} the run waits after
   *     it
   * @throws StepFailedException when a step fails
   * @throws InterruptedException when the user stops the run
   */
  void run(Consumer<List<PodRow>> show) throws StepFailedException, InterruptedException {
    @Nullable Throwable failure = null;
    try {
      play(show);
    } catch (StepFailedException | InterruptedException | RuntimeException stopped) {
      failure = stopped;
      throw stopped;
    } finally {
      stop(failure);
    }
  }

  private void stop(@Nullable Throwable failure) throws StepFailedException, InterruptedException {
    try {
      steps.run("everything stopped", teardown::close);
    } catch (StepFailedException | InterruptedException second) {
      if (failure == null) {
        throw second;
      }
      failure.addSuppressed(second);
    }
  }

  private void play(Consumer<List<PodRow>> show) throws StepFailedException, InterruptedException {
    List<KubeObject> examples =
        steps.take("docs/macvlan/*.yaml read", () -> Manifests.readDirectory(layout.examples()));
    List<KubeObject> subnets =
        examples.stream().filter(object -> object.kind() == ResourceKind.SUBNET).toList();
    Stage stage =
        steps.take(
            "stage: a switch and the nodes %s, each a network namespace"
                .formatted(String.join(" and ", NODES)),
            () -> teardown.add(Stage.build(NETWORK_NAMESPACES, StagePlan.of(subnets), NODES)));
    LabCluster cluster = startCluster();
    KubeObjects objects =
        steps.take("client", () -> new KubeObjects(LabClusters.client(cluster.admin())));
    Playground playground = new Playground(objects);
    Foundation foundation = new Foundation(objects, playground, NODES);
    removeAtEnd(cluster, () -> remove(objects, playground));
    steps.run("custom resource definitions, namespace, nodes", () -> foundation.lay(cluster));
    WrongPod wrong = new WrongPod(objects, subnets.getFirst().name());
    startOperator(cluster, wrong);
    Map<String, Kubelet> kubelets = startAgents(stage, cluster);
    DemoPods pods = new DemoPods(objects, playground, kubelets);
    removeAtEnd(
        cluster,
        () -> pods.deleteManifests(subnets)); // while the operator is there for its finalizers
    List<KubeObject> scheduled =
        steps.take(
            "%d objects of docs/macvlan applied, pods scheduled".formatted(examples.size()),
            () -> pods.apply(examples));
    if (cluster.isolated()) {
      denial =
          steps.take(
              "the webhook denies a pod that asks for an address outside its subnet",
              wrong::denied);
      steps.note(denial.message());
    }
    show(cluster, pods, scheduled, subnets, show);
  }

  private void show(
      LabCluster cluster,
      DemoPods pods,
      List<KubeObject> scheduled,
      List<KubeObject> subnets,
      Consumer<List<PodRow>> show)
      throws StepFailedException, InterruptedException {
    List<AttachedPod> attached =
        steps.take(
            "CNI ADD and CHECK by flatnet-cni for %d pods".formatted(scheduled.size()),
            () -> pods.attach(scheduled));
    steps.run("kernel, results, wishes and FlatNetworkIPs agree", () -> pods.verify(attached));
    List<PodRow> rows =
        steps.take(
            "every pod pinged another and its gateway over the flat network",
            () -> pods.ping(attached, gateways(subnets)));
    show.accept(rows);
    if (options.keep()) {
      keep(cluster);
    }
    steps.run("CNI DEL for every pod, pods deleted", () -> pods.detach(attached));
    steps.run("addresses returned", () -> pods.awaitReturned(scheduled, subnets));
    steps.run("subnets and workloads deleted", () -> pods.deleteManifests(subnets));
  }

  private void removeAtEnd(LabCluster cluster, AutoCloseable removal) {
    if (!cluster.isolated()) {
      teardown.add(removal);
    }
  }

  private void remove(KubeObjects objects, Playground playground) throws IOException {
    for (KubeObject deleted : playground.delete(object -> true)) {
      if (objects.find(deleted).isPresent()) {
        steps.note(deleted + " is deleted, and goes when the cluster's own controllers let it");
      }
    }
  }

  /** What the webhook did not let in; null before, and where there is none. */
  @Nullable Denial denial() {
    return denial;
  }

  private void startOperator(LabCluster cluster, WrongPod wrong)
      throws StepFailedException, InterruptedException {
    boolean withWebhook = cluster.isolated();
    steps.run(
        withWebhook ? "operator and its webhook" : "operator",
        () -> {
          Path log = Path.of(System.getProperty("java.io.tmpdir")).resolve("operator.log");
          LabOperator started =
              teardown.add(
                  LabOperator.start(layout.withOperator(), cluster.operator(), log, withWebhook));
          started.awaitReady();
        });
    if (withWebhook) {
      steps.run("the API server asks the webhook", wrong::awaitWebhook);
    } else {
      steps.note("without its webhook: that API server may not reach it here");
    }
  }

  private LabCluster startCluster() throws StepFailedException, InterruptedException {
    LabCluster cluster =
        steps.take("API server: " + options.controlPlane(), () -> teardown.add(cluster()));
    steps.note(cluster.description());
    return cluster;
  }

  private LabCluster cluster() throws IOException {
    return switch (options.controlPlane()) {
      case EMBEDDED -> LabClusters.embedded(Path.of(System.getProperty("java.io.tmpdir")));
      case ASSETS -> LabClusters.assets(layout.manifests());
      case KUBECONFIG -> LabClusters.existing(Objects.requireNonNull(options.kubeconfig()));
    };
  }

  private Map<String, Kubelet> startAgents(Stage stage, LabCluster cluster)
      throws StepFailedException, InterruptedException {
    Map<String, Kubelet> kubelets = new HashMap<>();
    steps.run(
        "an agent on every node",
        () -> {
          for (StageNode node : stage.nodes()) {
            Path socket = SOCKETS.resolve(node.name()).resolve("agent.sock");
            teardown.add(LabAgent.start(cluster.agent(), node, socket));
            CniLauncher launcher = new CniLauncher(layout.launcher(), node.named(), socket);
            kubelets.put(node.name(), new Kubelet(node, launcher));
          }
        });
    return kubelets;
  }

  private void keep(LabCluster cluster) throws InterruptedException {
    steps.note("all of this stays until Ctrl-C; look at it with");
    steps.note("kubectl --kubeconfig %s get flips,flsubnets,pods -A".formatted(cluster.admin()));
    new CountDownLatch(1).await();
  }

  private static Map<String, IpAddress> gateways(List<KubeObject> subnets) throws IOException {
    Map<String, IpAddress> gateways = new HashMap<>();
    for (KubeObject subnet : subnets) {
      String gateway = subnet.json().at("/spec/gateway").asText("");
      if (!gateway.isEmpty()) {
        gateways.put(subnet.name(), IpAddress.parse(gateway));
      }
    }
    return gateways;
  }
}
