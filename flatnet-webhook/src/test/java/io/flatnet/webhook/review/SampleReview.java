package io.flatnet.webhook.review;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.flatnet.ipam.Finding;
import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import java.util.List;
import java.util.Random;

/**
 * A review of a subnet and a judge of its VLAN, which is all that decides.
 *
 * @param json the review
 * @param isWrong whether its VLAN must be denied
 */
record SampleReview(String json, boolean isWrong) {
  private static final int MAX_VLAN = 4_094;

  static SampleReview random(Random random) {
    boolean wrong = random.nextBoolean();
    int vlan = wrong ? MAX_VLAN + 1 + random.nextInt(1_000) : random.nextInt(MAX_VLAN + 1);
    boolean update = random.nextBoolean();
    String subnet =
        """
        {"apiVersion":"flatnetwork.pandaria.io/v1","kind":"FlatNetworkSubnet",
         "metadata":{"name":"net-ä\\u00e9","labels":{"a/b":"c","d":""},"finalizers":["x","y"]},
         "spec":{"vlan":%d,"cidr":"10.0.0.0/24","ranges":[{"from":"10.0.0.1","to":"10.0.0.9"}],
         "routes":null,"routeSettings":{"addClusterCIDR":true,"other":-1.5e3}}}"""
            .formatted(vlan);
    String review =
        """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-%d",
         "kind":{"group":"flatnetwork.pandaria.io","version":"v1","kind":"FlatNetworkSubnet"},
         "operation":"%s","namespace":"cattle-flat-network","name":"net",
         "userInfo":{"username":"u","groups":["g"]},"object":%s,"oldObject":%s,"dryRun":false}}"""
            .formatted(
                random.nextInt(), update ? "UPDATE" : "CREATE", subnet, update ? subnet : "null");
    return new SampleReview(review, wrong);
  }

  /** Denies whatever has no VLAN that is a number in 0..4094. */
  static Verdict judge(AdmissionRequest request) {
    JsonObject object = request.object();
    JsonElement spec = object == null ? null : object.get("spec");
    JsonElement vlan =
        spec != null && spec.isJsonObject() ? spec.getAsJsonObject().get("vlan") : null;
    boolean right =
        vlan instanceof JsonPrimitive primitive
            && primitive.isNumber()
            && primitive.getAsString().matches("0|[1-9][0-9]{0,3}")
            && primitive.getAsInt() <= MAX_VLAN;
    return right
        ? new Verdict.Allowed(List.of("a warning"))
        : new Verdict.Denied(
            List.of(new Finding("spec.vlan", "", "must be in 0..4094", "take another")),
            "cannot accept it: spec.vlan must be in 0..4094");
  }
}
