package io.flatnet.controllers.endpoint;

import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointAddress;
import io.kubernetes.client.openapi.models.V1EndpointConditions;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pod's flat address, as a Service publishes it.
 *
 * @param address the address
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param podUid the pod's UID
 * @param node where the pod runs; empty when that is not known
 * @param hostname the pod's own name in the Service's domain; empty for none
 * @param ready whether clients should use it
 * @param serving whether the pod's Ready condition is true
 * @param terminating whether the pod is being deleted
 */
record FlatEndpoint(
    String address,
    String namespace,
    String pod,
    String podUid,
    String node,
    String hostname,
    boolean ready,
    boolean serving,
    boolean terminating)
    implements Comparable<FlatEndpoint> {
  private static final String POD = "Pod";
  private static final Comparator<FlatEndpoint> ORDER =
      Comparator.comparing(FlatEndpoint::pod)
          .thenComparing(FlatEndpoint::podUid)
          .thenComparing(FlatEndpoint::address);

  /** What makes two of them one and the same endpoint, whatever its conditions. */
  record Id(String address, String podUid) {}

  Id id() {
    return new Id(address, podUid);
  }

  /** In the order of the pods' names. */
  @Override
  public int compareTo(FlatEndpoint other) {
    return ORDER.compare(this, other);
  }

  /** What a slice has; empty when it has no address or target, and so was not written by us. */
  static Optional<FlatEndpoint> of(V1Endpoint endpoint) {
    List<String> addresses = endpoint.getAddresses();
    @Nullable V1ObjectReference target = endpoint.getTargetRef();
    if (addresses == null || addresses.size() != 1 || target == null || !isPod(target)) {
      return Optional.empty();
    }
    V1EndpointConditions conditions =
        Objects.requireNonNullElseGet(endpoint.getConditions(), V1EndpointConditions::new);
    return Optional.of(
        new FlatEndpoint(
            addresses.getFirst(),
            text(target.getNamespace()),
            text(target.getName()),
            text(target.getUid()),
            text(endpoint.getNodeName()),
            text(endpoint.getHostname()),
            // Unknown is read as the opposite of what is likely to be right: it is then written.
            Boolean.TRUE.equals(conditions.getReady()),
            Boolean.TRUE.equals(conditions.getServing()),
            Boolean.TRUE.equals(conditions.getTerminating())));
  }

  private static boolean isPod(V1ObjectReference target) {
    return POD.equals(target.getKind());
  }

  /** As a slice has it. */
  V1Endpoint inSlice() {
    return new V1Endpoint()
        .deprecatedTopology(null) // the type sets an empty one
        .addresses(List.of(address))
        .conditions(
            new V1EndpointConditions().ready(ready).serving(serving).terminating(terminating))
        .nodeName(orNull(node))
        .hostname(orNull(hostname))
        .targetRef(target());
  }

  /** As an Endpoints object has it; its conditions are the list that it is in. */
  V1EndpointAddress inEndpoints() {
    return new V1EndpointAddress()
        .ip(address)
        .nodeName(orNull(node))
        .hostname(orNull(hostname))
        .targetRef(target());
  }

  private V1ObjectReference target() {
    return new V1ObjectReference().kind(POD).namespace(namespace).name(pod).uid(podUid);
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }

  private static @Nullable String orNull(String value) {
    return value.isEmpty() ? null : value;
  }
}
