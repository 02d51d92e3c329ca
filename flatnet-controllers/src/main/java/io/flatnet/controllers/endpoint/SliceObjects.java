package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.endpoint.Members.Group;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpFamily;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** The labels and owners of slices and Endpoints objects. Pure. */
final class SliceObjects {
  /** What {@link #MANAGED_BY} says of our slices. */
  static final String OURS = "flatnet-operator";

  /** Who writes a slice. */
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  /** Whose slice it is. */
  static final String SERVICE_NAME = "kubernetes.io/service-name";

  /** What kube-proxy leaves out. */
  static final String HEADLESS = "service.kubernetes.io/headless";

  /** What keeps Kubernetes from making slices of an Endpoints object. */
  static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";

  /** Who writes an Endpoints object. */
  static final String ENDPOINTS_MANAGED_BY = "endpoints.kubernetes.io/managed-by";

  /** The controller that writes the slices of Services with selectors. */
  static final String KUBERNETES = "endpointslice-controller.k8s.io";

  /** The API version of slices. */
  static final String API_VERSION = ResourceType.ENDPOINT_SLICES.apiVersion();

  /** The kind of slices. */
  static final String KIND = ResourceType.ENDPOINT_SLICES.kind();

  private static final int SUFFIX_CHARACTERS = 5;
  private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"; // spells no words
  private static final String MIRRORING = "endpointslicemirroring-controller.k8s.io";
  private static final Set<String> RESERVED =
      Set.of(SERVICE_NAME, MANAGED_BY, HEADLESS, SKIP_MIRROR, ENDPOINTS_MANAGED_BY);

  private SliceObjects() {}

  /** Whether a slice is ours. */
  static boolean isOurs(V1EndpointSlice slice) {
    return OURS.equals(manager(slice));
  }

  /**
   * Whether a slice is of Kubernetes' own controllers, for a Service that has a selector or had.
   */
  static boolean isKubernetes(V1EndpointSlice slice) {
    return KUBERNETES.equals(manager(slice)) || MIRRORING.equals(manager(slice));
  }

  /** Whether an Endpoints object is ours. */
  static boolean isOurs(V1Endpoints endpoints) {
    return OURS.equals(Metadata.labels(endpoints).get(ENDPOINTS_MANAGED_BY));
  }

  private static String manager(V1EndpointSlice slice) {
    return Metadata.labels(slice).getOrDefault(MANAGED_BY, "");
  }

  /** The Service of a slice; empty when it is of none. */
  static Optional<ObjectKey> service(V1EndpointSlice slice) {
    String name = Metadata.labels(slice).getOrDefault(SERVICE_NAME, "");
    String namespace = Objects.requireNonNullElse(Metadata.of(slice).getNamespace(), "");
    return name.isEmpty() ? Optional.empty() : Optional.of(new ObjectKey(namespace, name));
  }

  /** The labels of a Service's slices: its own, and those that say what they are. */
  static Map<String, String> sliceLabels(V1Service service) {
    Map<String, String> labels = labels(service);
    labels.put(SERVICE_NAME, ObjectKey.of(service).name());
    labels.put(MANAGED_BY, OURS);
    return labels;
  }

  /** The labels of a Service's Endpoints object: its own, and those that say what it is. */
  static Map<String, String> endpointsLabels(V1Service service) {
    Map<String, String> labels = labels(service);
    labels.put(SKIP_MIRROR, "true");
    labels.put(ENDPOINTS_MANAGED_BY, OURS);
    return labels;
  }

  private static Map<String, String> labels(V1Service service) {
    Map<String, String> labels = new TreeMap<>(Metadata.labels(service));
    labels.keySet().removeAll(RESERVED);
    if (FlatServices.isHeadless(service)) {
      labels.put(HEADLESS, "");
    }
    return labels;
  }

  /** The Service as the owner of what goes with it. */
  static V1OwnerReference owner(V1Service service) {
    return new V1OwnerReference()
        .apiVersion("v1")
        .kind("Service")
        .name(ObjectKey.of(service).name())
        .uid(Metadata.uid(service))
        .controller(true);
  }

  /** Whether the object goes with this very Service, not with an earlier one of its name. */
  static boolean isOwned(KubernetesObject object, V1Service service) {
    return Metadata.owners(object).stream()
        .anyMatch(owner -> Metadata.uid(service).equals(owner.getUid()));
  }

  /** A slice without endpoints. */
  static V1EndpointSlice slice(V1Service service, Group group) {
    ObjectKey key = ObjectKey.of(service);
    return new V1EndpointSlice()
        .apiVersion(API_VERSION)
        .kind(KIND)
        .addressType(Members.wire(group.family()))
        .ports(group.ports().stream().map(EndpointPort::inSlice).toList())
        .metadata(
            new V1ObjectMeta()
                .namespace(key.namespace())
                .generateName(key.name() + "-")
                .labels(sliceLabels(service))
                .ownerReferences(List.of(owner(service))));
  }

  /**
   * Gives a new slice a name of the kind that the API server generates. One that is taken already
   * is refused, and the slice made with another name the next time.
   */
  static V1EndpointSlice named(V1EndpointSlice slice) {
    V1ObjectMeta metadata = Metadata.of(slice);
    StringBuilder name =
        new StringBuilder(Objects.requireNonNullElse(metadata.getGenerateName(), ""));
    ThreadLocalRandom.current()
        .ints(SUFFIX_CHARACTERS, 0, SUFFIX_ALPHABET.length())
        .forEach(i -> name.append(SUFFIX_ALPHABET.charAt(i)));
    return slice.metadata(metadata.name(name.toString()));
  }

  /** The group of a slice; empty when it has addresses of no family. */
  static Optional<Group> group(V1EndpointSlice slice) {
    for (IpFamily family : IpFamily.values()) {
      if (Members.wire(family).equals(slice.getAddressType())) {
        return Optional.of(new Group(family, EndpointPort.ofSlice(slice.getPorts())));
      }
    }
    return Optional.empty();
  }
}
