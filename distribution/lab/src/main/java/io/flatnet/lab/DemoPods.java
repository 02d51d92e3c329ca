package io.flatnet.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.ipam.IpAddress;
import io.flatnet.lab.cluster.KubeObject;
import io.flatnet.lab.cluster.KubeObjects;
import io.flatnet.lab.cluster.Playground;
import io.flatnet.lab.cluster.ResourceKind;
import io.flatnet.lab.cluster.Workloads;
import io.flatnet.lab.stage.Echo;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Netlink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pods of a run, from their objects to their pings and back to nothing. */
final class DemoPods {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** What the operator stands on, so it goes last or with the API server. */
  private static final Set<ResourceKind> FOUNDATION =
      Set.of(ResourceKind.CUSTOM_RESOURCE_DEFINITION, ResourceKind.NAMESPACE, ResourceKind.NODE);

  private final KubeObjects objects;
  private final Playground playground;
  private final Map<String, Kubelet> kubelets;

  /**
   * No pods yet.
   *
   * @param kubelets by the name of their node
   */
  DemoPods(KubeObjects objects, Playground playground, Map<String, Kubelet> kubelets) {
    this.objects = objects;
    this.playground = playground;
    this.kubelets = Map.copyOf(kubelets);
  }

  /**
   * Applies manifests as they stand, and makes of every workload what Kubernetes' controllers and
   * scheduler would.
   *
   * @return the pods
   */
  List<KubeObject> apply(List<KubeObject> manifests) throws IOException {
    Workloads workloads = new Workloads(kubelets.keySet().stream().sorted().toList());
    List<KubeObject> pods = new ArrayList<>();
    for (KubeObject manifest : manifests) {
      if (manifest.kind() == ResourceKind.POD) {
        pods.add(playground.create(workloads.bound(manifest)));
        continue;
      }
      KubeObject made = playground.create(manifest);
      switch (made.kind()) {
        case DEPLOYMENT ->
            createAll(workloads.pods(playground.create(workloads.replicaSet(made))), pods);
        case DAEMON_SET -> createAll(workloads.pods(made), pods);
        default -> {} // no pods come of it
      }
    }
    return pods;
  }

  private void createAll(List<KubeObject> wanted, List<KubeObject> pods) throws IOException {
    for (KubeObject pod : wanted) {
      pods.add(playground.create(pod));
    }
  }

  /** ADD and CHECK for every pod, each on its node, several at a time. */
  List<AttachedPod> attach(List<KubeObject> pods) throws Exception {
    return Parallel.map(
        pods,
        pod -> {
          Kubelet kubelet = kubelet(pod);
          AttachedPod attached = kubelet.attach(pod);
          kubelet.check(attached);
          reportRunning(attached);
          return attached;
        });
  }

  private Kubelet kubelet(KubeObject pod) {
    String node = pod.json().at("/spec/nodeName").asText();
    return Optional.ofNullable(kubelets.get(node))
        .orElseThrow(() -> new IllegalStateException(pod + " is on no node of the stage: " + node));
  }

  /** What kubelet writes once a pod's containers run. */
  private void reportRunning(AttachedPod pod) throws IOException {
    ObjectNode patch = new ObjectMapper().createObjectNode();
    String address = pod.sandbox().clusterAddress().toString();
    ObjectNode status = patch.putObject("status").put("phase", "Running").put("podIP", address);
    status.putArray("podIPs").addObject().put("ip", address);
    objects.patchStatus(pod.object(), patch);
  }

  /** Compares kernel, plugin's result, annotations and the FlatNetworkIP of every pod. */
  void verify(List<AttachedPod> pods) throws IOException, InterruptedException {
    for (AttachedPod pod : pods) {
      Wishes.check(pod);
      verifyLink(pod);
      Await.until(
          "Active FlatNetworkIP with %s for %s".formatted(pod.address(), pod.object()),
          LIMIT,
          () -> isPublished(pod));
    }
  }

  private static void verifyLink(AttachedPod pod) throws IOException {
    try (Netlink netlink = Netlink.open(pod.sandbox().network().namespace())) {
      Link link = netlink.links().get(pod.interfaceName());
      boolean addressed =
          netlink.addresses().list(link.index()).stream()
              .anyMatch(held -> held.address().equals(pod.address()));
      if (!pod.mac().equals(link.mac()) || !addressed || !link.isUp()) {
        throw new IOException(
            "the kernel and the plugin's result for %s differ: %s, %s"
                .formatted(pod.object(), link, pod.result()));
      }
    }
  }

  private boolean isPublished(AttachedPod pod) throws IOException {
    return objects
        .find(ResourceKind.ADDRESS, pod.object().namespace(), pod.object().name())
        .map(found -> found.json().path("status"))
        .filter(status -> status.path("phase").asText().equals("Active"))
        .filter(status -> status.path("addr").asText().equals(pod.address().toString()))
        .filter(status -> status.path("mac").asText().equals(pod.mac().toString()))
        .isPresent();
  }

  /**
   * Lets every pod ping the next one of its family on the flat network, and its gateway.
   *
   * @param gateways by the name of the subnet
   */
  List<PodRow> ping(List<AttachedPod> pods, Map<String, IpAddress> gateways) throws Exception {
    return Parallel.map(
        pods,
        pod -> {
          ping(pod, neighbour(pod, pods));
          IpAddress gateway = gateways.get(pod.subnet());
          if (gateway == null) {
            throw new IOException("cannot ping the gateway of %s: none".formatted(pod.subnet()));
          }
          ping(pod, gateway);
          return row(pod);
        });
  }

  private static void ping(AttachedPod pod, IpAddress target) throws IOException {
    Echo.ping(pod.sandbox().network(), pod.interfaceName(), pod.address(), target);
  }

  /** The next pod of the same subnet, in a circle. */
  private static IpAddress neighbour(AttachedPod pod, List<AttachedPod> pods) throws IOException {
    List<AttachedPod> same =
        pods.stream().filter(other -> other.subnet().equals(pod.subnet())).toList();
    if (same.size() < 2) {
      throw new IOException("cannot let %s ping another pod: it is alone".formatted(pod.object()));
    }
    return same.get((same.indexOf(pod) + 1) % same.size()).address();
  }

  private static PodRow row(AttachedPod pod) {
    return new PodRow(
        pod.object().namespace(),
        pod.object().name(),
        pod.subnet(),
        pod.address().toString(),
        pod.mac().toString(),
        pod.interfaceName(),
        "ok");
  }

  /** DEL for every pod, then its object. */
  void detach(List<AttachedPod> pods) throws Exception {
    Parallel.map(
        pods,
        pod -> {
          kubelet(pod.object()).detach(pod);
          objects.delete(pod.object());
          return pod;
        });
  }

  /** Waits until no FlatNetworkIP of the pods is left and every subnet counts no address. */
  void awaitReturned(List<KubeObject> pods, List<KubeObject> subnets)
      throws IOException, InterruptedException {
    for (KubeObject pod : pods) {
      Await.until(
          "end of the FlatNetworkIP of " + pod,
          LIMIT,
          () -> objects.find(ResourceKind.ADDRESS, pod.namespace(), pod.name()).isEmpty());
    }
    for (KubeObject subnet : subnets) {
      Await.until("empty ledger of " + subnet, LIMIT, () -> usedAddresses(subnet) == 0);
    }
  }

  private int usedAddresses(KubeObject subnet) throws IOException {
    return objects
        .find(subnet)
        .orElseThrow(() -> new IOException(subnet + " is gone"))
        .json()
        .at("/status/usedIPCount")
        .asInt(0);
  }

  /**
   * Deletes the manifests' other objects and waits until the subnets, which hold nothing now, are
   * gone.
   */
  void deleteManifests(List<KubeObject> subnets) throws IOException, InterruptedException {
    playground.delete(object -> !FOUNDATION.contains(object.kind()));
    for (KubeObject subnet : subnets) {
      Await.until("end of " + subnet, LIMIT, () -> objects.find(subnet).isEmpty());
    }
  }
}
