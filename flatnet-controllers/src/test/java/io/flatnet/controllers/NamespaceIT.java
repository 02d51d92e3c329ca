package io.flatnet.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flatnet.controllers.namespace.NetworkAttachmentDefinition;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.slf4j.LoggerFactory;

/**
 * The networks of namespaces on a control plane of its own, with the controllers of Kubernetes: its
 * garbage collector and the end of namespaces. Multus comes after the operator.
 */
@Requires({Part.CONTROL_PLANE, Part.CONTROLLER_MANAGER})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NamespaceIT {
  private static final Path MULTUS =
      Path.of("src/test/resources/multus/network-attachment-definitions.yaml");
  private static final String CONFIG_PATH = "\"mtu\":1500";

  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

  private static ControlPlane controlPlane;
  private static Cluster cluster;
  private static FlatNetworkControllers controllers;
  private static ResourceStore<NetworkAttachmentDefinition> store;

  @BeforeAll
  static void start() throws IOException {
    LOG.start();
    ((Logger) LoggerFactory.getLogger("io.flatnet")).addAppender(LOG);
    ((Logger) LoggerFactory.getLogger(WorkQueue.class)).setLevel(Level.DEBUG); // what it retries
    controlPlane = ControlPlane.start();
    controlPlane.startControllerManager();
    cluster = new Cluster(controlPlane);
    store = cluster.store.resource(NetworkAttachmentDefinition.RESOURCE);
    controllers = cluster.operator();
    controllers.start();
  }

  @AfterAll
  static void stop() {
    ((Logger) LoggerFactory.getLogger("io.flatnet")).detachAppender(LOG);
    ((Logger) LoggerFactory.getLogger(WorkQueue.class)).setLevel(null);
    if (controllers != null) {
      controllers.close();
    }
    if (controlPlane != null) {
      controlPlane.close();
    }
  }

  private static ObjectKey key(String namespace) {
    return new ObjectKey(namespace, "rancher-flat-network");
  }

  private static Optional<NetworkAttachmentDefinition> definition(String namespace) {
    return store.get(key(namespace)).answer();
  }

  private static void awaitDefinition(String namespace) {
    await()
        .until(
            () -> definition(namespace).filter(d -> d.config().contains(CONFIG_PATH)).isPresent());
  }

  private static List<String> logged(String part) {
    return List.copyOf(LOG.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.contains(part))
        .toList();
  }

  @Test
  @Order(1)
  void start_whenThereIsNoMultus_saysSoOnceAndTheOthersWork() throws IOException {
    await().until(controllers::isSynced);
    cluster.namespace("early", Map.of());
    await().until(() -> !logged("network-attachment-definitions").isEmpty());

    controlPlane.apply(MULTUS);

    awaitDefinition("early");
    awaitDefinition("kube-system");
    assertThat(logged("no such resource")).hasSize(1);
    assertThat(logged("network-attachment-definitions.k8s.cni.cncf.io: listed")).hasSize(1);
  }

  @Test
  @Order(2)
  void repair_whenEdited_restoresTheConfigAndKeepsForeignLabels() {
    cluster.namespace("edited", Map.of());
    awaitDefinition("edited");
    MergePatch edit =
        MergePatch.builder()
            .labels(Map.of("theirs", "kept"))
            .field("spec", Map.of("config", "{}"))
            .ownerReferences(List.of())
            .build();

    NetworkAttachmentDefinition edited = Cluster.done(store.patch(key("edited"), edit));

    assertThat(edited.config()).isEqualTo("{}");
    awaitDefinition("edited");
    NetworkAttachmentDefinition repaired = definition("edited").orElseThrow();
    assertThat(Metadata.labels(repaired)).containsEntry("theirs", "kept");
    V1OwnerReference owner =
        Objects.requireNonNull(repaired.getMetadata().getOwnerReferences()).getFirst();
    assertThat(owner.getUid()).isEqualTo(Metadata.uid(namespace("edited").orElseThrow()));

    Cluster.done(store.delete(key("edited"), Metadata.uid(repaired)));

    awaitDefinition("edited");
  }

  /**
   * The garbage collector lets a definition live whose owner is its namespace, and takes one whose
   * owner is an earlier namespace: so the first is seen by it and found legal.
   */
  @Test
  @Order(3)
  void own_whenOwnerIsTheNamespace_theGarbageCollectorLetsItLive() {
    cluster.namespace("owned", Map.of());
    awaitDefinition("owned");
    String uid = Metadata.uid(definition("owned").orElseThrow());
    V1OwnerReference gone =
        new V1OwnerReference().apiVersion("v1").kind("Namespace").name("owned").uid("earlier");
    NetworkAttachmentDefinition orphan =
        new NetworkAttachmentDefinition(
            new V1ObjectMeta().namespace("owned").name("orphan").ownerReferences(List.of(gone)),
            "{}");
    Cluster.done(store.create(orphan));

    await().until(() -> store.get(new ObjectKey("owned", "orphan")).answer().isEmpty());

    assertThat(Metadata.uid(definition("owned").orElseThrow())).isEqualTo(uid);
  }

  /** [!] A namespace that goes gets none, and nothing is tried for ever. */
  @Test
  @Order(4)
  void delete_whenNamespaceGoes_itGetsNoneAndIsForgotten() {
    cluster.namespace("leaving", Map.of());
    awaitDefinition("leaving");
    V1Namespace leaving = namespace("leaving").orElseThrow();

    Cluster.done(cluster.store.namespaces().delete(ObjectKey.of(leaving), Metadata.uid(leaving)));

    await().until(() -> namespace("leaving").isEmpty());
    assertThat(definition("leaving")).isEmpty();
    assertThat(logged("namespace \"leaving\": tried again")).isEmpty();
    assertThat(logged("not allowed to create")).isEmpty();
  }

  private static Optional<V1Namespace> namespace(String name) {
    return cluster.store.namespaces().get(new ObjectKey("", name)).answer();
  }
}
