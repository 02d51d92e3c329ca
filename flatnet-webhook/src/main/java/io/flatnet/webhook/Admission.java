package io.flatnet.webhook;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.ipam.Finding;
import io.flatnet.webhook.AdmissionRequest.Operation;
import java.util.List;
import java.util.Objects;

/**
 * Judges every request that the API server may send: subnets, workloads and pods are looked at,
 * everything else is allowed. The only I/O is what the {@link ClusterView} does. Safe for use by
 * many threads.
 */
public final class Admission {
  private static final Gson GSON = new Gson(); // the types of the group bring their own adapters
  private static final Verdict ALLOWED = new Verdict.Allowed(List.of());

  private final ClusterView cluster;

  /** Judges by what this view knows. */
  public Admission(ClusterView cluster) {
    this.cluster = cluster;
  }

  /**
   * The verdict on one request. Whatever is in the objects, there is one: nothing is thrown because
   * of them.
   */
  public Verdict judge(AdmissionRequest request) {
    if (!request.subResource().isEmpty() || request.operation() == Operation.CONNECT) {
      return ALLOWED;
    }
    try {
      return isSubnet(request) ? judgeSubnet(request) : ALLOWED;
    } catch (UnknownStateException e) {
      return new Verdict.Undecided(e.getMessage() + "; try again in a moment");
    }
  }

  private static boolean isSubnet(AdmissionRequest request) {
    return request.kind().equals(FlatNetwork.SUBNET_KIND)
        && request.group().equals(FlatNetwork.GROUP);
  }

  private Verdict judgeSubnet(AdmissionRequest request) {
    JsonObject json = request.object();
    if (json == null) {
      return ALLOWED;
    }
    FlatNetworkSubnet subnet;
    try {
      subnet = read(json);
    } catch (JsonParseException e) {
      Finding unread =
          new Finding(
              "metadata",
              "",
              "must be that of an object of Kubernetes",
              "see 'kubectl explain flatnetworksubnet'");
      return Findings.verdict("subnet \"" + request.name() + "\"", List.of(unread), List.of());
    }
    return request.operation() == Operation.CREATE
        ? SubnetAdmission.create(subnet, cluster.freshSubnets())
        : SubnetAdmission.update(
            read(Objects.requireNonNull(request.oldObject())), subnet, cluster.freshSubnets());
  }

  private static FlatNetworkSubnet read(JsonObject json) {
    return GSON.fromJson(json, FlatNetworkSubnet.class);
  }
}
