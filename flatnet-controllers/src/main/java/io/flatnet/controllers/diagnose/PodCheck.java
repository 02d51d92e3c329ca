package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.pod.PodPresence;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The FlatNetworkIPs against the pods and subnets. Pure. */
final class PodCheck {
  /** How long a pod may wait for its address, and an object for its end, before it is told. */
  static final Duration GRACE = Duration.ofMinutes(1);

  private final Instant now;
  private final Map<ObjectKey, V1Pod> pods = new HashMap<>();
  private final Map<ObjectKey, FlatNetworkIP> addresses = new HashMap<>();
  private final Set<String> subnets = new HashSet<>();
  private final Set<String> usedSubnets = new HashSet<>();

  private PodCheck(ClusterPicture picture) {
    now = picture.now();
    picture.pods().stream()
        .filter(pod -> !PodPresence.isEnded(pod))
        .forEach(pod -> pods.put(ObjectKey.of(pod), pod));
    for (FlatNetworkIP ip : picture.addresses()) {
      addresses.put(ObjectKey.of(ip), ip);
      usedSubnets.add(subnet(ip));
    }
    picture.subnets().forEach(subnet -> subnets.add(ObjectKey.of(subnet).name()));
  }

  static Stream<Fault> of(ClusterPicture picture) {
    PodCheck check = new PodCheck(picture);
    return Stream.of(
            picture.addresses().stream().map(check::address),
            picture.subnets().stream().map(check::subnet),
            check.pods.values().stream().map(check::pod))
        .flatMap(faults -> faults)
        .flatMap(Optional::stream);
  }

  private Optional<Fault> address(FlatNetworkIP ip) {
    V1Pod pod = pods.get(ObjectKey.of(ip));
    boolean isThere = pod != null && Metadata.uid(pod).equals(AddressObjects.podId(ip));
    if (Metadata.isDeleting(ip)) {
      return isThere ? Optional.empty() : stuck(FlatNetwork.IP_KIND + " " + ip.key(), ip);
    }
    String name = FlatNetwork.IP_KIND + " " + ip.key();
    if (!isThere) {
      return Optional.of(
          new Fault(
              FaultKind.ORPHAN,
              name,
              Metadata.uid(ip),
              "its pod is gone" + holding(ip),
              "the operator deletes it; " + Advice.LEADER));
    }
    return AddressObjects.isActive(ip) && !subnets.contains(subnet(ip))
        ? Optional.of(
            new Fault(
                FaultKind.ORPHAN,
                name,
                Metadata.uid(ip),
                "its subnet \"" + subnet(ip) + "\" is gone" + holding(ip),
                "make the subnet again, or " + Advice.deletePod(ip.getMetadata())))
        : Optional.empty();
  }

  private static String holding(FlatNetworkIP ip) {
    return AddressObjects.published(ip).map(address -> ", and it holds " + address).orElse("");
  }

  private Optional<Fault> subnet(FlatNetworkSubnet subnet) {
    String name = ObjectKey.of(subnet).name();
    return Metadata.isDeleting(subnet) && !usedSubnets.contains(name)
        ? stuck(FlatNetwork.SUBNET_KIND + " " + name, subnet)
        : Optional.empty();
  }

  private Optional<Fault> stuck(String object, KubernetesObject stuck) {
    OffsetDateTime since = Metadata.of(stuck).getDeletionTimestamp();
    List<String> finalizers =
        Objects.requireNonNullElse(Metadata.of(stuck).getFinalizers(), List.of());
    if (since == null || !isOver(since) || finalizers.isEmpty()) {
      return Optional.empty();
    }
    boolean isOurs = finalizers.stream().anyMatch(f -> f.startsWith(FlatNetwork.GROUP + "/"));
    return Optional.of(
        new Fault(
            FaultKind.STUCK_FINALIZER,
            object,
            Metadata.uid(stuck),
            "it is being deleted since "
                + since.toInstant()
                + ", nothing needs it, and its finalizer "
                + String.join(", ", finalizers)
                + " keeps it",
            isOurs
                ? "the operator takes it off; " + Advice.LEADER
                : "whoever put the finalizer there has to take it off"));
  }

  private Optional<Fault> pod(V1Pod pod) {
    OffsetDateTime created = Metadata.of(pod).getCreationTimestamp();
    if (!FlatNetworkWish.takesPart(Metadata.annotations(pod))
        || Metadata.isDeleting(pod)
        || created == null
        || !isOver(created)) {
      return Optional.empty();
    }
    FlatNetworkIP ip = addresses.get(ObjectKey.of(pod));
    if (ip != null && AddressObjects.published(ip).isPresent()) {
      return Optional.empty();
    }
    ObjectKey key = ObjectKey.of(pod);
    return Optional.of(
        new Fault(
            FaultKind.POD_WITHOUT_ADDRESS,
            "Pod " + key,
            Metadata.uid(pod),
            "it has no address since " + created.toInstant() + why(pod, ip),
            "kubectl flatnet -n " + key.namespace() + " why pod/" + key.name()));
  }

  private static String why(V1Pod pod, @Nullable FlatNetworkIP ip) {
    if (FlatNetworkWish.of(Metadata.annotations(pod))
        instanceof FlatNetworkWish.Malformed malformed) {
      return ": " + malformed.message().lines().findFirst().orElse("");
    }
    if (ip == null) {
      return ": it has no FlatNetworkIP";
    }
    String said = Objects.requireNonNullElse(ip.status().getFailureMessage(), "");
    return said.isEmpty() ? "" : ": " + said;
  }

  private boolean isOver(OffsetDateTime since) {
    return since.toInstant().plus(GRACE).isBefore(now);
  }

  private static String subnet(FlatNetworkIP ip) {
    return Objects.requireNonNullElse(ip.spec().getSubnet(), "");
  }
}
