package io.flatnet.controllers.ingress;

import io.flatnet.api.Annotations;
import io.flatnet.controllers.endpoint.FlatServices;
import io.flatnet.controllers.endpoint.NetworkList;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1HTTPIngressPath;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1IngressBackend;
import io.kubernetes.client.openapi.models.V1IngressRule;
import io.kubernetes.client.openapi.models.V1IngressSpec;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which Services Ingresses send to the flat network, and what is to be written on one of them.
 * Pure.
 *
 * <p>A Service that we put on the flat network carries the names of the Ingresses that asked for it
 * in an annotation. A networks annotation without that one is its owner's, and stays as it is.
 */
final class BackendPlanner {
  private static final String ON = "true";

  private BackendPlanner() {}

  /** What is to be done about one Service. */
  sealed interface Action {
    /** Write annotations. */
    record Annotate(MergePatch patch, boolean joins) implements Action {}

    /** Tell the Service's owner that its annotation cannot be read. */
    record Warn(String message) implements Action {}
  }

  /** The names of the Services that an Ingress sends requests to; other resources do not count. */
  static NavigableSet<String> backends(V1Ingress ingress) {
    V1IngressSpec spec = Objects.requireNonNullElseGet(ingress.getSpec(), V1IngressSpec::new);
    Stream<@Nullable V1IngressBackend> paths =
        Objects.requireNonNullElse(spec.getRules(), List.<V1IngressRule>of()).stream()
            .map(V1IngressRule::getHttp)
            .filter(Objects::nonNull)
            .flatMap(
                http ->
                    Objects.requireNonNullElse(http.getPaths(), List.<V1HTTPIngressPath>of())
                        .stream())
            .map(V1HTTPIngressPath::getBackend);
    NavigableSet<String> names = new TreeSet<>();
    Stream.concat(Stream.ofNullable(spec.getDefaultBackend()), paths)
        .filter(Objects::nonNull)
        .map(V1IngressBackend::getService)
        .filter(Objects::nonNull)
        .map(service -> Objects.requireNonNullElse(service.getName(), ""))
        .filter(name -> !name.isEmpty())
        .forEach(names::add);
    return names;
  }

  /** Whether an Ingress sends its backends over the flat network. */
  static boolean asks(V1Ingress ingress) {
    return !Metadata.isDeleting(ingress)
        && ON.equals(Metadata.annotations(ingress).get(Annotations.INGRESS));
  }

  /**
   * Plans for one Service.
   *
   * @param ingresses the Ingresses of its namespace
   */
  static Optional<Action> plan(V1Service service, Collection<V1Ingress> ingresses) {
    String name = ObjectKey.of(service).name();
    NavigableSet<String> asking = new TreeSet<>();
    ingresses.stream()
        .filter(BackendPlanner::asks)
        .filter(ingress -> backends(ingress).contains(name))
        .forEach(ingress -> asking.add(ObjectKey.of(ingress).name()));
    @Nullable String put = Metadata.annotations(service).get(Annotations.INGRESS_BACKEND);
    if (asking.isEmpty() || FlatServices.isExternalName(service)) {
      return put == null ? Optional.empty() : Optional.of(leave(service));
    }
    boolean isOwners = put == null && NetworkList.namesOurs(FlatServices.networks(service));
    return isOwners ? Optional.empty() : join(service, String.join(",", asking));
  }

  private static Optional<Action> join(V1Service service, String asking) {
    String networks = FlatServices.networks(service);
    Optional<String> wanted = NetworkList.withOurs(networks);
    if (wanted.isEmpty()) {
      return Optional.of(
          new Action.Warn(
              "cannot send Ingresses "
                  + asking
                  + " over the flat network: annotation "
                  + Annotations.NETWORKS
                  + " cannot be read, got \""
                  + networks
                  + "\"; write a JSON list or names joined by commas"));
    }
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(Annotations.NETWORKS, wanted.get());
    annotations.put(Annotations.INGRESS_BACKEND, asking);
    annotations
        .entrySet()
        .removeIf(e -> e.getValue().equals(Metadata.annotations(service).get(e.getKey())));
    return annotations.isEmpty()
        ? Optional.empty()
        : Optional.of(
            annotate(service, annotations, annotations.containsKey(Annotations.NETWORKS)));
  }

  private static Action leave(V1Service service) {
    Map<String, @Nullable String> annotations = new TreeMap<>();
    annotations.put(Annotations.INGRESS_BACKEND, null);
    String networks = FlatServices.networks(service);
    String others = NetworkList.withoutOurs(networks);
    if (!others.equals(networks)) {
      annotations.put(Annotations.NETWORKS, others.isEmpty() ? null : others);
    }
    return annotate(service, annotations, false);
  }

  private static Action annotate(
      V1Service service, Map<String, ? extends @Nullable String> annotations, boolean joins) {
    return new Action.Annotate(
        MergePatch.builder()
            .annotations(annotations)
            .resourceVersion(Metadata.version(service))
            .uid(Metadata.uid(service))
            .build(),
        joins);
  }
}
