package io.flatnet.controllers.endpoint;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An address that a Service publishes, or is to publish, of a pod; whether it is ready does not
 * matter. Its functions are pure.
 *
 * @param address the address
 * @param pod the pod's namespace and name
 * @param podUid the pod's UID
 */
public record PublishedAddress(String address, ObjectKey pod, String podUid) {

  /** Whether the operator publishes addresses for the Service. */
  public static boolean isPublishing(V1Service service) {
    return FlatServices.isFlat(service) && !FlatServices.selector(service).isEmpty();
  }

  /**
   * What a Service is to publish, as {@link EndpointReconciler} decides it.
   *
   * @param pods pods of the Service's namespace
   * @param address the FlatNetworkIP of a pod's name, or null
   */
  public static Set<PublishedAddress> wanted(
      V1Service service, List<V1Pod> pods, Function<ObjectKey, @Nullable FlatNetworkIP> address) {
    Set<PublishedAddress> wanted = new HashSet<>();
    for (Members.Member member : Members.of(service, pods, address)) {
      FlatEndpoint endpoint = member.endpoint();
      wanted.add(of(endpoint));
    }
    return wanted;
  }

  /** What a slice of the operator publishes. */
  public static List<PublishedAddress> in(V1EndpointSlice slice) {
    List<V1Endpoint> endpoints = Objects.requireNonNullElse(slice.getEndpoints(), List.of());
    return endpoints.stream()
        .map(FlatEndpoint::of)
        .flatMap(Optional::stream)
        .map(PublishedAddress::of)
        .toList();
  }

  /** The Services whose slices these pods' addresses belong in. */
  public static List<V1Service> servicesOf(V1Pod pod, List<V1Service> services) {
    return services.stream()
        .filter(PublishedAddress::isPublishing)
        .filter(service -> Selectors.matches(FlatServices.selector(service), Metadata.labels(pod)))
        .toList();
  }

  /** Whether a slice is of the Service of this name. */
  public static boolean isOf(V1EndpointSlice slice, ObjectKey service) {
    return SliceObjects.service(slice).filter(service::equals).isPresent();
  }

  /** What tells the operator's slices from others: a selector of labels. */
  public static String ours() {
    return SliceObjects.MANAGED_BY + "=" + SliceObjects.OURS;
  }

  private static PublishedAddress of(FlatEndpoint endpoint) {
    return new PublishedAddress(
        endpoint.address(), new ObjectKey(endpoint.namespace(), endpoint.pod()), endpoint.podUid());
  }
}
