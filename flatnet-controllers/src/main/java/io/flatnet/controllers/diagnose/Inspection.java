package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.pod.PodPresence;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a whole cluster for faults. No two kinds of objects can be read at one time, and a
 * cluster at work always has something that is half done. So what a working cluster can show for a
 * moment is told only when it is the same fault at every one of several looks, some time apart.
 *
 * <p>For one thread; blocks while it reads and waits.
 */
public final class Inspection {
  /** How often a fault must be seen. */
  static final int LOOKS = 4;

  /** Between two looks: more than the operator takes for what waits for nothing. */
  public static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  /** The long lists are two; more at once only compete for the API server. */
  private static final int LISTS_AT_ONCE = 2;

  private static final Map<String, ResourceType<?>> WORKLOADS =
      Map.of(
          "Deployment", ResourceType.DEPLOYMENTS,
          "DaemonSet", ResourceType.DAEMON_SETS,
          "StatefulSet", ResourceType.STATEFUL_SETS,
          "CronJob", ResourceType.CRON_JOBS,
          "Job", ResourceType.JOBS);

  private final ClusterReader reader;
  private final InstantSource clock;
  private final Wait wait;

  /** Waits for the next look. */
  @FunctionalInterface
  public interface Wait {
    /** Returns when it is time for the next look. */
    void await() throws InterruptedException;
  }

  /**
   * What was found.
   *
   * @param faults the gravest kinds first
   * @param looked how many objects were looked at, by the plural of their kind
   */
  public record Result(List<Fault> faults, Map<String, Integer> looked) {}

  /** Reads by this reader. */
  public Inspection(ClusterReader reader, InstantSource clock, Wait wait) {
    this.reader = reader;
    this.clock = clock;
    this.wait = wait;
  }

  /**
   * One look: what it found, and what may have to be asked again. The picture is not kept: two of a
   * large cluster are more than a small heap has room for.
   */
  private record Look(
      List<Fault> faults, Map<String, V1Pod> waiting, Map<String, Integer> looked) {}

  /** Looks; once when all is well. */
  public Result run() throws ReadFailure, InterruptedException {
    Look look = look();
    List<Fault> faults = look.faults();
    for (int count = 1; count < LOOKS && isAnyMomentary(faults); count++) {
      wait.await();
      Set<Fault.Id> seen = faults.stream().map(Fault::id).collect(Collectors.toSet());
      look = look();
      faults =
          look.faults().stream()
              .filter(fault -> !fault.kind().isMomentary() || seen.contains(fault.id()))
              .toList();
    }
    return new Result(confirmed(faults, look.waiting()), look.looked());
  }

  private Look look() throws ReadFailure, InterruptedException {
    ClusterPicture picture = read();
    List<Fault> faults = ClusterCheck.of(picture);
    Set<String> uids =
        faults.stream()
            .filter(fault -> fault.kind() == FaultKind.POD_WITHOUT_ADDRESS)
            .map(Fault::mark)
            .collect(Collectors.toSet());
    Map<String, V1Pod> waiting =
        picture.pods().stream()
            .filter(pod -> uids.contains(Metadata.uid(pod)))
            .collect(Collectors.toMap(Metadata::uid, pod -> pod, (one, other) -> one));
    return new Look(faults, waiting, looked(picture));
  }

  private static boolean isAnyMomentary(List<Fault> faults) {
    return faults.stream().anyMatch(fault -> fault.kind().isMomentary());
  }

  /**
   * The subnets before and after the FlatNetworkIPs, whose ledgers say more than the objects of the
   * same moment; all else beside them, so that the lists are of moments that lie close together.
   */
  private ClusterPicture read() throws ReadFailure, InterruptedException {
    List<FlatNetworkSubnet> before = reader.subnets();
    try (Reads beside = new Reads(LISTS_AT_ONCE - 1)) {
      Future<List<V1Pod>> pods = beside.begin(() -> reader.pods(""));
      Future<List<V1Service>> services = beside.begin(() -> reader.services(""));
      Future<List<V1EndpointSlice>> slices = beside.begin(() -> reader.slices(""));
      List<FlatNetworkIP> addresses = reader.addresses();
      List<FlatNetworkSubnet> subnets = reader.subnets();
      Set<String> workloads = workloads(subnets);
      return new ClusterPicture(
          clock.instant(),
          before,
          subnets,
          addresses,
          Reads.await(pods),
          workloads,
          Reads.await(services),
          Reads.await(slices));
    }
  }

  private Set<String> workloads(List<FlatNetworkSubnet> subnets) throws ReadFailure {
    Set<String> kinds =
        subnets.stream()
            .flatMap(LedgerCheck::reserving)
            .map(workload -> workload.substring(0, workload.indexOf('/')))
            .collect(Collectors.toSet());
    Set<String> workloads = new HashSet<>();
    for (String kind : kinds) {
      @Nullable ResourceType<?> type = WORKLOADS.get(kind);
      for (ObjectKey key : type == null ? List.<ObjectKey>of() : reader.names(type, "")) {
        workloads.add(kind + "/" + key);
      }
    }
    return workloads;
  }

  /** Of a pod whose Node object is gone the address is given back though the pod is there. */
  private List<Fault> confirmed(List<Fault> faults, Map<String, V1Pod> waiting) throws ReadFailure {
    List<Fault> confirmed = new ArrayList<>();
    for (Fault fault : faults) {
      V1Pod pod = fault.kind() == FaultKind.POD_WITHOUT_ADDRESS ? waiting.get(fault.mark()) : null;
      if (pod == null || isOnNode(pod)) {
        confirmed.add(fault);
      }
    }
    return confirmed;
  }

  private boolean isOnNode(V1Pod listed) throws ReadFailure {
    V1Pod pod = reader.get(ResourceType.PODS, ObjectKey.of(listed)).orElse(null);
    if (pod == null
        || !Metadata.uid(pod).equals(Metadata.uid(listed))
        || PodPresence.isEnded(pod)) {
      return false;
    }
    @Nullable String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return node == null
        || node.isEmpty()
        || reader.get(ResourceType.NODES, new ObjectKey("", node)).isPresent();
  }

  private static Map<String, Integer> looked(ClusterPicture picture) {
    Map<String, Integer> looked = new TreeMap<>();
    looked.put("flatnetworksubnets", picture.subnets().size());
    looked.put("flatnetworkips", picture.addresses().size());
    looked.put("pods", picture.pods().size());
    looked.put("services", picture.services().size());
    looked.put("endpointslices", picture.slices().size());
    return looked;
  }
}
