package io.flatnet.controllers.simulation;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.macvlan.MacvlanIP;
import io.flatnet.controllers.migrate.OldResources;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells a trace in one line each what changed in the cluster. */
final class Changes {
  private Changes() {}

  /** Has every change told from now on. */
  static void tell(InMemoryCluster cluster, Consumer<String> trace) {
    tell(cluster, ResourceType.PODS, Changes::pod, trace);
    tell(cluster, ResourceType.FLAT_NETWORK_IPS, Changes::ip, trace);
    tell(cluster, ResourceType.FLAT_NETWORK_SUBNETS, Changes::subnet, trace);
    tell(cluster, ResourceType.DEPLOYMENTS, Changes::workload, trace);
    tell(cluster, ResourceType.STATEFUL_SETS, Changes::workload, trace);
    tell(cluster, ResourceType.CRON_JOBS, Changes::workload, trace);
    tell(cluster, ResourceType.JOBS, Changes::workload, trace);
    tell(cluster, OldResources.ADDRESSES, Changes::old, trace);
  }

  private static <T extends KubernetesObject> void tell(
      InMemoryCluster cluster,
      ResourceType<T> type,
      Function<T, String> words,
      Consumer<String> trace) {
    cluster.onChange(
        type,
        (before, after) -> {
          T object = Objects.requireNonNull(after != null ? after : before);
          trace.accept(
              "  = "
                  + type.kind()
                  + " "
                  + ObjectKey.of(object).name()
                  + " "
                  + Metadata.uid(object)
                  + (after == null ? " is gone" : " " + words.apply(after) + leaving(after)));
        });
  }

  private static String leaving(KubernetesObject object) {
    return World.isDeleting(object) ? ", leaving" : "";
  }

  private static String pod(V1Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return Metadata.annotations(pod).values() + " " + orDash(phase);
  }

  private static String ip(FlatNetworkIP ip) {
    return "of pod "
        + ip.spec().getPodId()
        + " wishes "
        + ip.spec().getSubnet()
        + " "
        + ip.spec().getAddrs()
        + " "
        + ip.spec().getMacs()
        + ", is "
        + orDash(ip.status().getPhase())
        + " "
        + orDash(ip.status().getAddr())
        + " "
        + orDash(ip.status().getMac());
  }

  private static String subnet(FlatNetworkSubnet subnet) {
    return orDash(subnet.status().getPhase())
        + " ledger "
        + orDash(subnet.status().getLedger())
        + " "
        + subnet.status().getUsedMac()
        + " reserved "
        + subnet.status().getReservedIP();
  }

  private static String workload(KubernetesObject workload) {
    return "labels " + Metadata.labels(workload);
  }

  private static String old(MacvlanIP ip) {
    return ip.spec().getSubnet() + " " + ip.spec().getCidr();
  }

  private static String orDash(@Nullable String text) {
    return text == null || text.isEmpty() ? "-" : text;
  }
}
