package io.flatnet.controllers.simulation;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.Phase;
import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.pod.PodPresence;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster, and what users, kubelets and the nodes' plugins do in it. Their requests go well.
 *
 * <p>A pod has a finalizer that stands for its kubelet: a deleted pod stays until that is taken
 * off, as a real one stays for its time to end.
 */
final class World {
  static final String NAMESPACE = "n";
  private static final String KUBELET = "kubelet/ends-the-pod";
  private static final String NODE_MACS = "06:00:00:00:";
  private static final int OCTET_VALUES = 256;

  final InMemoryCluster cluster = new InMemoryCluster(true);
  final ClusterStore admin = cluster.client();
  final SimulatedTime time = new SimulatedTime();
  final ChangeLog<V1Pod> pods;
  final ChangeLog<FlatNetworkIP> addresses;
  final ChangeLog<FlatNetworkSubnet> subnets;
  final SimulatedWorkloads workloads;
  final SimulatedNodes nodes;
  final OldPods old;
  final Invariants invariants;
  final ReservationInvariants reservations;

  /** What plugins read and have not yet answered, by pod name. */
  private final Map<String, FlatNetworkIP> attaching = new HashMap<>();

  private final Sabotage sabotage;
  private int madeMacs;

  /**
   * A cluster with nodes and nothing else.
   *
   * @param sabotage what is broken, for the test of the test
   * @param releasing whether deleted pods on nodes that do not answer are gone after a while
   */
  World(Sabotage sabotage, boolean releasing) {
    this.sabotage = sabotage;
    if (sabotage == Sabotage.NO_CONFLICTS) {
      cluster.ignoreVersions();
    }
    pods = new ChangeLog<>(cluster, ResourceType.PODS, this::cached);
    addresses = new ChangeLog<>(cluster, ResourceType.FLAT_NETWORK_IPS, ip -> ip);
    subnets = new ChangeLog<>(cluster, ResourceType.FLAT_NETWORK_SUBNETS, subnet -> subnet);
    workloads = new SimulatedWorkloads(this);
    old = new OldPods(this, sabotage);
    invariants = new Invariants(this);
    reservations = new ReservationInvariants(this);
    nodes = new SimulatedNodes(this, releasing, sabotage == Sabotage.IMPATIENCE);
  }

  /** What an operator sees of the cluster. */
  ClusterStore client(Faults faults) {
    return new BlindStore(cluster.client(faults), sabotage);
  }

  private @Nullable V1Pod cached(V1Pod pod) {
    if (sabotage == Sabotage.EARLY_RELEASE && isDeleting(pod)) {
      return null;
    }
    V1Pod slim = Slim.pod(pod);
    if (sabotage == Sabotage.WRONG_WORKLOAD && slim.getSpec() != null) {
      Metadata.of(slim)
          .labels(Map.of(Slim.POD_TEMPLATE_HASH, SimulatedWorkloads.TEMPLATE_HASH))
          .ownerReferences(List.of(workloads.owner(SimulatedWorkloads.DEPLOYMENT)));
    }
    return slim;
  }

  static ObjectKey key(String name) {
    return new ObjectKey(NAMESPACE, name);
  }

  static ObjectKey subnetKey(String name) {
    return new ObjectKey(FlatNetwork.NAMESPACE, name);
  }

  static boolean isDeleting(KubernetesObject object) {
    return Metadata.of(object).getDeletionTimestamp() != null;
  }

  // ---- pods

  /**
   * A pod, unless one of that name is there.
   *
   * @param workload whose pod it is, or empty
   */
  void podComes(String name, Map<String, String> annotations, String workload, String node) {
    V1ObjectMeta metadata =
        new V1ObjectMeta()
            .namespace(NAMESPACE)
            .name(name)
            .annotations(annotations)
            .finalizers(List.of(KUBELET));
    if (!workload.isEmpty()) {
      metadata
          .labels(Map.of(Slim.POD_TEMPLATE_HASH, SimulatedWorkloads.TEMPLATE_HASH))
          .ownerReferences(List.of(workloads.owner(workload)));
    }
    V1Pod pod = new V1Pod().metadata(metadata).spec(new V1PodSpec().nodeName(node));
    Optional<V1Pod> made = admin.pods().create(pod).answer();
    if (!workload.isEmpty()) {
      made.ifPresent(there -> workloads.madePod(workload, Metadata.uid(there)));
    }
  }

  /** The annotations that wish for an address. */
  static Map<String, String> wish(String subnet, String addresses, String macs) {
    return Map.of(Annotations.SUBNET, subnet, Annotations.IP, addresses, Annotations.MAC, macs);
  }

  void wishChanges(String name, Map<String, String> annotations) {
    admin.pods().patch(key(name), MergePatch.builder().annotations(annotations).build());
  }

  /** It is deleted and has time to end. */
  void podLeaves(String name) {
    pod(name).ifPresent(pod -> admin.pods().delete(key(name), Metadata.uid(pod)));
  }

  /** Its kubelet has ended it, if it was deleted. */
  void podIsEnded(String name) {
    pod(name).filter(pod -> isDeleting(pod)).ifPresent(pod -> takeOff(name));
  }

  /** It is deleted by force. */
  void podIsRemoved(String name) {
    if (pod(name).isPresent()) {
      takeOff(name);
      podLeaves(name);
    }
  }

  private void takeOff(String name) {
    admin.pods().patch(key(name), MergePatch.builder().finalizers(List.of()).build());
  }

  /** Its containers end for good: {@code Succeeded} or {@code Failed}. */
  void podFinishes(String name, String phase) {
    pod(name)
        .ifPresent(
            pod ->
                admin
                    .pods()
                    .updateStatus(
                        new V1Pod()
                            .metadata(pod.getMetadata())
                            .status(new V1PodStatus().phase(phase))));
  }

  Optional<V1Pod> pod(String name) {
    return admin.pods().get(key(name)).answer();
  }

  List<V1Pod> allPods() {
    return admin.pods().list().answer().orElseThrow();
  }

  /** Whether a pod is there, by its UID: neither removed, nor ended, nor lost with its node. */
  boolean isThere(ObjectKey key, String uid) {
    return isStanding(key, uid)
        && !nodes.isLost(uid)
        && pod(key.name()).filter(nodes::isDeadWithNode).isEmpty();
  }

  /** Whether a pod, by its UID, is neither removed nor ended. */
  boolean isStanding(ObjectKey key, String uid) {
    V1Pod pod = admin.pods().get(key).answer().orElse(null);
    return pod != null && Metadata.uid(pod).equals(uid) && !PodPresence.isEnded(pod);
  }

  /** Whether a pod is gone as the contract defines it; that may end when its node comes back. */
  boolean isGone(ObjectKey key, String uid) {
    V1Pod pod = admin.pods().get(key).answer().orElse(null);
    return pod == null
        || !isStanding(key, uid)
        || nodes.isDeadWithNode(pod)
        || pod.getSpec() == null
        || !nodes.isThere(String.valueOf(pod.getSpec().getNodeName()));
  }

  // ---- plugins

  /** The plugin of the pod's node reads what it is to set up. */
  void pluginReads(String name) {
    ip(name)
        .filter(ip -> Phase.of(ip.status().getPhase()) == Phase.PENDING)
        .filter(ip -> isThere(key(name), String.valueOf(ip.spec().getPodId())))
        .ifPresent(ip -> attaching.put(name, ip));
  }

  /**
   * The plugin has made the interface and says so, unless the object changed: then it undoes it.
   */
  void pluginWrites(String name) {
    FlatNetworkIP read = attaching.remove(name);
    if (read == null || !isThere(key(name), String.valueOf(read.spec().getPodId()))) {
      return;
    }
    String mac = read.status().getMac();
    admin
        .addresses()
        .updateStatus(
            read.withStatus(
                read.status()
                    .withPhase(Phase.ACTIVE.wire())
                    .withMac(mac == null || mac.isEmpty() ? macOfNode() : mac)));
  }

  private String macOfNode() {
    int number = madeMacs++;
    return String.format(
        Locale.ROOT, NODE_MACS + "%02x:%02x", number / OCTET_VALUES, number % OCTET_VALUES);
  }

  /** Whether a node's kernel chose the MAC. */
  static boolean isOfNode(String mac) {
    return mac.startsWith(NODE_MACS);
  }

  // ---- FlatNetworkIPs

  Optional<FlatNetworkIP> ip(String name) {
    return admin.addresses().get(key(name)).answer();
  }

  List<FlatNetworkIP> allIps() {
    return admin.addresses().list().answer().orElseThrow();
  }

  void ipLeaves(String name) {
    ip(name).ifPresent(ip -> admin.addresses().delete(key(name), Metadata.uid(ip)));
  }

  /** From now on nobody but the operators that run now can know that the pod has an address. */
  void finalizersGo(String name) {
    ip(name)
        .ifPresent(
            ip -> {
              invariants.exempt(String.valueOf(ip.spec().getPodId()));
              admin
                  .addresses()
                  .patch(key(name), MergePatch.builder().finalizers(List.of()).build());
            });
  }

  // ---- subnets

  void subnetComes(String name, FlatNetworkSubnetSpec spec) {
    admin
        .subnets()
        .create(
            FlatNetworkSubnet.builder()
                .metadata(new V1ObjectMeta().namespace(FlatNetwork.NAMESPACE).name(name))
                .spec(spec)
                .build());
  }

  void subnetChanges(String name, FlatNetworkSubnetSpec spec) {
    subnet(name).ifPresent(subnet -> admin.subnets().update(subnet.withSpec(spec)));
  }

  void subnetLeaves(String name) {
    subnet(name).ifPresent(subnet -> admin.subnets().delete(subnetKey(name), Metadata.uid(subnet)));
  }

  void ledgerGoes(String name) {
    subnet(name)
        .ifPresent(
            subnet ->
                admin
                    .subnets()
                    .updateStatus(
                        subnet.withStatus(
                            subnet
                                .status()
                                .withLedger(null)
                                .withUsedIP(List.of())
                                .withReservedIP(null))));
  }

  Optional<FlatNetworkSubnet> subnet(String name) {
    return admin.subnets().get(subnetKey(name)).answer();
  }

  List<FlatNetworkSubnet> allSubnets() {
    return admin.subnets().list().answer().orElseThrow();
  }
}
