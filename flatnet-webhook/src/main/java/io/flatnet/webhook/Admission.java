package io.flatnet.webhook;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.ipam.Finding;
import io.flatnet.webhook.AdmissionRequest.Operation;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges every request that the API server may send: subnets, workloads and pods are looked at,
 * everything else is allowed. The only I/O is what the {@link ClusterView} does. Safe for use by
 * many threads.
 *
 * <p>An object that is being deleted is never refused, and an update only for what was not wrong
 * before it. Two requests that arrive at once may both be allowed though they conflict, since
 * neither is in the cluster yet; the operator checks again, and serves one of them.
 */
public final class Admission {
  private static final Gson GSON = new Gson(); // the types of the group bring their own adapters
  private static final Verdict ALLOWED = new Verdict.Allowed(List.of());

  private final ClusterView cluster;
  private final WorkloadAdmission workloads;

  /** Judges by what this view knows. */
  public Admission(ClusterView cluster) {
    this.cluster = cluster;
    this.workloads = new WorkloadAdmission(cluster);
  }

  /**
   * The verdict on one request. Whatever is in the objects, there is one: nothing is thrown because
   * of them.
   *
   * <p>O(n log n) in the addresses, MACs, ranges and routes that the objects name, O(log n) for
   * each address in what the cluster has, and at most one request of the view's, but for the few
   * that {@link ClusterView} tells of.
   */
  public Verdict judge(AdmissionRequest request) {
    if (!request.subResource().isEmpty() || request.operation() == Operation.CONNECT) {
      return ALLOWED;
    }
    try {
      return isSubnet(request) ? judgeSubnet(request) : judgeWorkload(request);
    } catch (UnknownStateException e) {
      return new Verdict.Undecided(e.getMessage() + "; send the same request again in a moment");
    }
  }

  private Verdict judgeWorkload(AdmissionRequest request) {
    Optional<WorkloadKind> kind = WorkloadKind.of(request.group(), request.kind());
    JsonObject object = request.object();
    if (kind.isEmpty() || object == null || request.operation() == Operation.DELETE) {
      return ALLOWED;
    }
    JsonObject old = request.operation() == Operation.UPDATE ? request.oldObject() : null;
    return workloads.judge(
        old == null ? null : Wisher.read(kind.get(), request, old),
        Wisher.read(kind.get(), request, object));
  }

  private static boolean isSubnet(AdmissionRequest request) {
    return request.kind().equals(FlatNetwork.SUBNET_KIND)
        && request.group().equals(FlatNetwork.GROUP);
  }

  private Verdict judgeSubnet(AdmissionRequest request) {
    return switch (request.operation()) {
      case CONNECT -> ALLOWED;
      case DELETE ->
          request.namespace().equals(FlatNetwork.NAMESPACE)
              ? SubnetAdmission.delete(request.name(), cluster.holders(request.name()))
              : ALLOWED;
      case CREATE -> warnElsewhere(request, judgeSubnet(request, null));
      case UPDATE -> judgeSubnet(request, request.oldObject());
    };
  }

  private static Verdict warnElsewhere(AdmissionRequest request, Verdict verdict) {
    if (request.namespace().equals(FlatNetwork.NAMESPACE)
        || !(verdict instanceof Verdict.Allowed(List<String> warnings))) {
      return verdict;
    }
    List<String> more = new ArrayList<>(warnings);
    more.add(
        new Finding(
                "metadata.namespace",
                request.namespace(),
                "should be " + FlatNetwork.NAMESPACE + ", where alone subnets give addresses",
                "make it there")
            .toString());
    return new Verdict.Allowed(more);
  }

  private Verdict judgeSubnet(AdmissionRequest request, @Nullable JsonObject oldJson) {
    FlatNetworkSubnet subnet = read(Objects.requireNonNull(request.object()));
    FlatNetworkSubnet old = oldJson == null ? null : read(oldJson);
    if (subnet == null) {
      return oldJson != null && old == null ? ALLOWED : unreadable(request);
    }
    if (subnet.getMetadata().getDeletionTimestamp() != null) {
      return ALLOWED;
    }
    if (old == null) {
      return SubnetAdmission.create(subnet, cluster.freshSubnets());
    }
    return subnet.spec().equals(old.spec())
        ? ALLOWED
        : SubnetAdmission.update(old, subnet, cluster.freshSubnets());
  }

  private static Verdict unreadable(AdmissionRequest request) {
    Finding finding =
        new Finding(
            "metadata",
            "",
            "must have fields of the types that Kubernetes gives them",
            "see 'kubectl explain flatnetworksubnet.metadata'");
    return Findings.verdict("subnet \"" + request.name() + "\"", List.of(finding), List.of());
  }

  /** Null when the client cannot read its metadata; whatever is in the rest can be read. */
  private static @Nullable FlatNetworkSubnet read(JsonObject json) {
    try {
      return GSON.fromJson(json, FlatNetworkSubnet.class);
    } catch (JsonParseException | IllegalArgumentException | DateTimeException _) {
      return null; // it says so in its verdict
    }
  }
}
