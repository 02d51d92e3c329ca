package io.flatnet.webhook.review;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.webhook.Admission;
import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.ClusterView;
import io.flatnet.webhook.Holder;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A review of a subnet, of which the VLAN decides, or of a Deployment, of which the address does.
 *
 * @param json the review
 * @param isWrong whether it must be denied
 */
record SampleReview(String json, boolean isWrong) {
  /** The real judge over a cluster of one subnet, 10.0.0.0/24, that nobody uses. */
  static final Admission ADMISSION = new Admission(new OneSubnet());

  private static final int MAX_VLAN = 4_094;

  static SampleReview random(Random random) {
    return random.nextBoolean() ? subnet(random) : deployment(random);
  }

  private static SampleReview subnet(Random random) {
    boolean wrong = random.nextBoolean();
    int vlan = wrong ? MAX_VLAN + 1 + random.nextInt(1_000) : 1 + random.nextInt(MAX_VLAN);
    String json =
        review(
            random,
            "flatnetwork.pandaria.io",
            "FlatNetworkSubnet",
            subnet(vlan),
            subnet(1),
            "made");
    return new SampleReview(json, wrong);
  }

  private static String subnet(int vlan) {
    return """
        {"apiVersion":"flatnetwork.pandaria.io/v1","kind":"FlatNetworkSubnet",
         "metadata":{"name":"made","labels":{"a/b":"c-ä\\u00e9","d":""},"finalizers":["x","y"]},
         "spec":{"flatMode":"macvlan","master":"eth1","vlan":%d,"cidr":"10.1.0.0/24",
         "ranges":[{"from":"10.1.0.1","to":"10.1.0.9"}],
         "routes":null,"routeSettings":{"addClusterCIDR":true,"other":-1.5e3}}}"""
        .formatted(vlan);
  }

  private static SampleReview deployment(Random random) {
    boolean wrong = random.nextBoolean();
    String address = "10." + (wrong ? 9 : 0) + ".0." + (1 + random.nextInt(254));
    String json =
        review(random, "apps", "Deployment", deployment(address), deployment("auto"), "web-ä");
    return new SampleReview(json, wrong);
  }

  private static String deployment(String address) {
    return """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"a":"ä"}},
         "spec":{"replicas":1,"template":{"metadata":{"annotations":{
         "flatnetwork.pandaria.io/ip":"%s","flatnetwork.pandaria.io/subnet":"net",
         "flatnetwork.pandaria.io/mac":"","k8s.v1.cni.cncf.io/networks":"rancher-flat-network"}},
         "spec":{"containers":[{"name":"c","ports":[],"resources":{}}]}}}}"""
        .formatted(address);
  }

  private static String review(
      Random random, String group, String kind, String object, String old, String name) {
    boolean update = random.nextBoolean();
    return """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-%d",
         "kind":{"group":"%s","version":"v1","kind":"%s"},
         "operation":"%s","namespace":"cattle-flat-network","name":"%s",
         "userInfo":{"username":"u","groups":["g"]},"object":%s,"oldObject":%s,"dryRun":false}}"""
        .formatted(
            random.nextInt(),
            group,
            kind,
            update ? "UPDATE" : "CREATE",
            name,
            object,
            update ? old : "null");
  }

  /** What a review asks, taken from a tree that another reader made of it. */
  static AdmissionRequest request(JsonObject review) {
    JsonObject request = review.getAsJsonObject("request");
    return new AdmissionRequest(
        AdmissionRequest.Operation.valueOf(text(request, "operation")),
        text(request.getAsJsonObject("kind"), "group"),
        text(request.getAsJsonObject("kind"), "kind"),
        text(request, "subResource"),
        text(request, "namespace"),
        text(request, "name"),
        isNone(request.get("oldObject")) ? null : request.getAsJsonObject("oldObject"),
        isNone(request.get("object")) ? null : request.getAsJsonObject("object"));
  }

  private static String text(JsonObject object, String field) {
    return isNone(object.get(field)) ? "" : object.get(field).getAsString();
  }

  private static boolean isNone(@Nullable JsonElement element) {
    return element == null || element.isJsonNull();
  }

  /** The subnet {@code net}. */
  private static final class OneSubnet implements ClusterView {
    private final FlatNetworkSubnet net =
        FlatNetworkSubnet.builder()
            .metadata(
                new V1ObjectMeta()
                    .namespace("cattle-flat-network")
                    .name("net")
                    .uid("net")
                    .resourceVersion("1"))
            .spec(
                FlatNetworkSubnetSpec.builder()
                    .flatMode("macvlan")
                    .master("eth0")
                    .vlan(0)
                    .cidr("10.0.0.0/24")
                    .build())
            .build();

    @Override
    public Optional<FlatNetworkSubnet> subnet(String name) {
      return name.equals("net") ? Optional.of(net) : Optional.empty();
    }

    @Override
    public Optional<FlatNetworkSubnet> freshSubnet(String name) {
      return subnet(name);
    }

    @Override
    public Collection<FlatNetworkSubnet> freshSubnets() {
      return List.of(net);
    }

    @Override
    public Collection<Holder> holders(String subnet, IpAddress address) {
      return List.of();
    }

    @Override
    public Collection<Holder> holders(MacAddress mac) {
      return List.of();
    }

    @Override
    public Collection<Holder> holders(String subnet) {
      return List.of();
    }

    @Override
    public boolean hasCronJob(String namespace, String name) {
      return false;
    }
  }
}
