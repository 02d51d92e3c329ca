package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.cache.Slim;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.CoreV1EndpointPort;
import io.kubernetes.client.openapi.models.DiscoveryV1EndpointPort;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1ServicePort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A port as endpoints have it: the number is the pod's.
 *
 * @param name the Service port's name; empty when it has none
 * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
 * @param number the port number; 0 for all, which others write
 * @param appProtocol the protocol above; empty when it is not said
 */
record EndpointPort(String name, String protocol, int number, String appProtocol)
    implements Comparable<EndpointPort> {
  private static final String TCP = "TCP";
  private static final Comparator<EndpointPort> ORDER =
      Comparator.comparing(EndpointPort::name)
          .thenComparing(EndpointPort::protocol)
          .thenComparingInt(EndpointPort::number)
          .thenComparing(EndpointPort::appProtocol);

  /**
   * The ports of a Service on one pod, sorted. A named target port is the pod's port of that name
   * and protocol, of a container or else of a native sidecar, so that pods of one Service can have
   * different numbers; a port that the pod does not have is left out, as Kubernetes does.
   */
  static List<EndpointPort> of(List<V1ServicePort> ports, V1Pod pod) {
    List<EndpointPort> resolved = new ArrayList<>();
    for (V1ServicePort port : ports) {
      number(port, pod)
          .ifPresent(
              number ->
                  resolved.add(
                      new EndpointPort(
                          text(port.getName()),
                          protocol(port.getProtocol()),
                          number,
                          text(port.getAppProtocol()))));
    }
    return resolved.stream().sorted().distinct().toList();
  }

  private static Optional<Integer> number(V1ServicePort port, V1Pod pod) {
    @Nullable IntOrString target = port.getTargetPort();
    if (target == null) {
      return Optional.ofNullable(port.getPort());
    }
    if (target.isInteger()) {
      return Optional.of(target.getIntValue());
    }
    V1PodSpec spec = FlatPods.spec(pod);
    List<V1Container> containers = Objects.requireNonNullElse(spec.getContainers(), List.of());
    return Stream.concat(containers.stream(), Slim.sidecars(spec).stream())
        .flatMap(c -> Objects.requireNonNullElse(c.getPorts(), List.<V1ContainerPort>of()).stream())
        .filter(candidate -> target.getStrValue().equals(candidate.getName()))
        .filter(c -> protocol(c.getProtocol()).equals(protocol(port.getProtocol())))
        .map(V1ContainerPort::getContainerPort)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** The ports of a slice, sorted. */
  static List<EndpointPort> ofSlice(@Nullable List<DiscoveryV1EndpointPort> ports) {
    return Objects.requireNonNullElse(ports, List.<DiscoveryV1EndpointPort>of()).stream()
        .map(p -> of(p.getName(), p.getProtocol(), p.getPort(), p.getAppProtocol()))
        .sorted()
        .toList();
  }

  /** The ports of a subset of an Endpoints object, sorted. */
  static List<EndpointPort> ofSubset(@Nullable List<CoreV1EndpointPort> ports) {
    return Objects.requireNonNullElse(ports, List.<CoreV1EndpointPort>of()).stream()
        .map(p -> of(p.getName(), p.getProtocol(), p.getPort(), p.getAppProtocol()))
        .sorted()
        .toList();
  }

  private static EndpointPort of(
      @Nullable String name,
      @Nullable String protocol,
      @Nullable Integer number,
      @Nullable String appProtocol) {
    return new EndpointPort(
        text(name), protocol(protocol), Objects.requireNonNullElse(number, 0), text(appProtocol));
  }

  DiscoveryV1EndpointPort inSlice() {
    return new DiscoveryV1EndpointPort()
        .name(name)
        .protocol(protocol)
        .port(number)
        .appProtocol(appProtocol.isEmpty() ? null : appProtocol);
  }

  CoreV1EndpointPort inEndpoints() {
    return new CoreV1EndpointPort()
        .name(name.isEmpty() ? null : name)
        .protocol(protocol)
        .port(number)
        .appProtocol(appProtocol.isEmpty() ? null : appProtocol);
  }

  @Override
  public int compareTo(EndpointPort other) {
    return ORDER.compare(this, other);
  }

  private static String protocol(@Nullable String protocol) {
    return protocol == null || protocol.isEmpty() ? TCP : protocol;
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }
}
