package io.flatnet.operator.inspect;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.diagnose.ClusterReader;
import io.flatnet.controllers.diagnose.PodView;
import io.flatnet.controllers.diagnose.ReadFailure;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what is to be known of pods of one namespace; what they share is read once. */
final class PodReading {
  private static final Set<String> KINDS = Set.of("Pod", FlatNetwork.IP_KIND);

  private final ClusterReader reader;
  private final InstantSource clock;
  private final List<V1Service> services;
  private final List<V1EndpointSlice> slices;
  private final @Nullable V1Lease lease;

  PodReading(ClusterReader reader, String namespace, InstantSource clock) throws ReadFailure {
    this.reader = reader;
    this.clock = clock;
    services = reader.services(namespace);
    slices = reader.slices(namespace);
    lease =
        reader
            .get(
                ResourceType.LEASES,
                new ObjectKey(FlatNetwork.NAMESPACE, FlatNetwork.OPERATOR_NAME))
            .orElse(null);
  }

  /** Of one pod; empty when it is gone. */
  Optional<PodView> view(ObjectKey key) throws ReadFailure {
    Optional<V1Pod> pod = reader.get(ResourceType.PODS, key);
    return pod.isEmpty() ? Optional.empty() : Optional.of(view(key, pod.get()));
  }

  private PodView view(ObjectKey key, V1Pod pod) throws ReadFailure {
    String subnetName = Metadata.annotations(pod).getOrDefault(Annotations.SUBNET, "").strip();
    FlatNetworkSubnet subnet =
        reader.get(ResourceType.FLAT_NETWORK_SUBNETS, ObjectKey.ofSubnet(subnetName)).orElse(null);
    FlatNetworkIP address = reader.get(ResourceType.FLAT_NETWORK_IPS, key).orElse(null);
    return new PodView(
        clock.instant(),
        pod,
        reader.times(ResourceType.PODS, key),
        subnet,
        address,
        reader.times(ResourceType.FLAT_NETWORK_IPS, key),
        isNodeGone(pod),
        lease,
        services,
        slices,
        events(key));
  }

  private boolean isNodeGone(V1Pod pod) throws ReadFailure {
    @Nullable String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return node != null
        && !node.isEmpty()
        && reader.get(ResourceType.NODES, new ObjectKey("", node)).isEmpty();
  }

  /** The events of the pod and of its FlatNetworkIP, the last first. */
  private List<CoreV1Event> events(ObjectKey key) throws ReadFailure {
    return reader
        .select(
            ResourceType.EVENTS,
            key.namespace(),
            Map.of("fieldSelector", "involvedObject.name=" + key.name()))
        .stream()
        .filter(event -> KINDS.contains(event.getInvolvedObject().getKind()))
        .sorted(Comparator.comparing(EventLine::time).reversed())
        .toList();
  }
}
