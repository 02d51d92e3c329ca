package io.flatnet.controllers.endpoint;

import io.flatnet.api.Annotations;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Tells Services apart. Pure; absent parts of a Service never matter. */
public final class FlatServices {
  /** What the name of a twin has more than the one of its original. */
  public static final String TWIN_SUFFIX = "-flat-network";

  private static final String NONE = "None";
  private static final String EXTERNAL_NAME = "ExternalName";

  private FlatServices() {}

  /** The spec; an empty one when there is none. */
  public static V1ServiceSpec spec(V1Service service) {
    return Objects.requireNonNullElseGet(service.getSpec(), V1ServiceSpec::new);
  }

  /** The ports; none when there are none. */
  public static List<V1ServicePort> ports(V1Service service) {
    return Objects.requireNonNullElse(spec(service).getPorts(), List.of());
  }

  /** Whether it has no address of its own by choice. */
  public static boolean isHeadless(V1Service service) {
    return NONE.equals(spec(service).getClusterIP());
  }

  /** Whether it is another DNS name and nothing else, so that selectors do not count. */
  public static boolean isExternalName(V1Service service) {
    return EXTERNAL_NAME.equals(spec(service).getType());
  }

  /** The networks annotation; empty text when there is none. */
  public static String networks(V1Service service) {
    return Metadata.annotations(service).getOrDefault(Annotations.NETWORKS, "");
  }

  /** Whether it asks to publish flat addresses. */
  public static boolean isFlat(V1Service service) {
    return !isExternalName(service) && NetworkList.namesOurs(networks(service));
  }

  /** Whether its selector is to stay in its spec, come what may. */
  public static boolean keepsSelector(V1Service service) {
    return "true".equals(Metadata.annotations(service).get(Annotations.KEEP_SELECTOR))
        && original(service).isEmpty();
  }

  /** The name of the Service whose twin this one is; empty when it is none. */
  public static Optional<V1OwnerReference> original(V1Service service) {
    String name = Objects.requireNonNullElse(Metadata.of(service).getName(), "");
    return Metadata.owners(service).stream()
        .filter(owner -> "Service".equals(owner.getKind()))
        .filter(owner -> name.equals(owner.getName() + TWIN_SUFFIX))
        .findFirst();
  }

  /** The selector in the spec; empty when there is none. */
  public static Map<String, String> specSelector(V1Service service) {
    return Objects.requireNonNullElse(spec(service).getSelector(), Map.of());
  }

  /** The selector in the annotation; empty when there is none or it cannot be read. */
  public static Optional<Map<String, String>> keptSelector(V1Service service) {
    return Optional.ofNullable(Metadata.annotations(service).get(Annotations.SELECTOR))
        .flatMap(Selectors::parse);
  }

  /** What it selects, wherever that is written; empty when it selects nothing. */
  public static Map<String, String> selector(V1Service service) {
    Map<String, String> selector = specSelector(service);
    return selector.isEmpty() ? keptSelector(service).orElse(Map.of()) : selector;
  }
}
