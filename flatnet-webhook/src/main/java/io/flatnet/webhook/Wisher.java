package io.flatnet.webhook;

import com.google.gson.JsonObject;
import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.PodOwner;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.WishDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workload or pod as its author wrote it, as far as flat networks go. Addresses and MACs are not
 * parsed.
 *
 * @param kind what it is
 * @param namespace its namespace
 * @param name its name; empty while the API server has not made one up
 * @param isDeleting whether it is being deleted
 * @param controller what made it
 * @param subnetField the path of the annotation that names the subnet
 * @param subnet the subnet's name; empty for none
 * @param draft the addresses and MACs that it names
 * @param networks the texts of both annotations for Multus, one after the other
 * @param pods how many pods it asks for; null when the nodes decide
 * @param shape the fields that have the wrong JSON type
 */
record Wisher(
    WorkloadKind kind,
    String namespace,
    String name,
    boolean isDeleting,
    Optional<Controller> controller,
    String subnetField,
    String subnet,
    WishDraft draft,
    String networks,
    @Nullable Long pods,
    List<Finding> shape) {
  /** The controller in an owner reference. */
  record Controller(@Nullable String apiVersion, @Nullable String kind, @Nullable String name) {}

  /** Reads the object of a request, old or new. */
  static Wisher read(WorkloadKind kind, AdmissionRequest request, JsonObject json) {
    List<Finding> shape = new ArrayList<>();
    ObjectReader object = ObjectReader.of(json, shape);
    ObjectReader metadata = object.object("metadata");
    ObjectReader annotations = kind.podMetadata(object).object("annotations");
    WishDraft draft =
        new WishDraft(
            annotations.entryPath(Annotations.IP),
            annotations.entry(Annotations.IP),
            annotations.entryPath(Annotations.MAC),
            annotations.entry(Annotations.MAC));
    String networks =
        orEmpty(annotations.entry(Annotations.NETWORKS))
            + orEmpty(annotations.entry(Annotations.DEFAULT_NETWORK));
    return new Wisher(
        kind,
        request.namespace(),
        request.name().isEmpty() ? orEmpty(metadata.text("name")) : request.name(),
        metadata.has("deletionTimestamp"),
        controller(metadata),
        annotations.entryPath(Annotations.SUBNET),
        orEmpty(annotations.entry(Annotations.SUBNET)),
        draft,
        networks,
        kind.pods(object),
        List.copyOf(shape));
  }

  private static Optional<Controller> controller(ObjectReader metadata) {
    return metadata.objects("ownerReferences").stream()
        .filter(owner -> owner.isTrue("controller"))
        .findFirst()
        .map(
            owner ->
                new Controller(owner.text("apiVersion"), owner.text("kind"), owner.text("name")));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text.strip();
  }

  /**
   * Whether there is something to judge: it names a subnet, and either asks for an address of it or
   * is on a network that only pods with an address can join.
   */
  boolean takesPart() {
    return !subnet.isEmpty() && (asksForAddress() || networks.contains(FlatNetwork.NETWORK_NAME));
  }

  /** Whether its pods are given an address. */
  boolean asksForAddress() {
    return !orEmpty(draft.ip()).isEmpty();
  }

  /** Whether it names addresses, be they right or wrong. */
  boolean isSpecific() {
    return asksForAddress() && !orEmpty(draft.ip()).equals(FlatNetworkWish.AUTO);
  }

  /** Whether the other asks for the same in the same name; labels do not matter. */
  boolean asksAs(Wisher other) {
    return takesPart() == other.takesPart()
        && subnet.equals(other.subnet)
        && orEmpty(draft.ip()).equals(orEmpty(other.draft.ip()))
        && orEmpty(draft.mac()).equals(orEmpty(other.draft.mac()))
        && controller.equals(other.controller);
  }

  /**
   * Whether it is a pod that something made. The template of that was judged, and what changed
   * since is between the pod and the allocator.
   */
  boolean isMadePod() {
    return kind == WorkloadKind.POD && controller.isPresent();
  }

  /**
   * The key of its reservation, {@code <Kind>/<namespace>/<name>}; that of the CronJob for a Job
   * which that made. A pod of its own has none, and its key is nobody's.
   */
  String key(ClusterView cluster) {
    String maker =
        controller
            .filter(owner -> kind == WorkloadKind.JOB)
            .filter(owner -> PodOwner.isCronJob(owner.apiVersion(), owner.kind()))
            .map(Controller::name)
            .orElse(null);
    return maker != null && cluster.hasCronJob(namespace, maker)
        ? WorkloadKind.CRON_JOB.kind() + "/" + namespace + "/" + maker
        : kind.kind() + "/" + namespace + "/" + name;
  }

  /** Whether a pod is its own, which may go on to have what it has. */
  boolean owns(Holder holder, String key) {
    return kind == WorkloadKind.POD
        ? holder.podKey().equals(namespace + "/" + name)
        : Objects.equals(holder.workload().orElse(null), key);
  }

  /** What messages call it. */
  String subject() {
    return kind.kind() + " \"" + namespace + "/" + name + "\"";
  }
}
