package io.flatnet.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.webhook.AdmissionRequest.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests about objects in namespace {@code default}, and what was said to them. */
final class Requests {
  static final String NETWORKS = "k8s.v1.cni.cncf.io/networks";
  static final String OURS = "[{\"name\":\"rancher-flat-network\",\"interface\":\"eth1\"}]";

  private static final Map<String, String> GROUPS =
      Map.of(
          "Deployment", "apps",
          "DaemonSet", "apps",
          "StatefulSet", "apps",
          "Job", "batch",
          "CronJob", "batch",
          "Pod", "",
          "FlatNetworkSubnet", "flatnetwork.pandaria.io");

  private Requests() {}

  /** A pod's annotations; a null MAC is absent. */
  static JsonObject annotations(String subnet, String ip, @Nullable String mac) {
    JsonObject annotations = new JsonObject();
    annotations.addProperty("flatnetwork.pandaria.io/subnet", subnet);
    annotations.addProperty("flatnetwork.pandaria.io/ip", ip);
    if (mac != null) {
      annotations.addProperty("flatnetwork.pandaria.io/mac", mac);
    }
    annotations.addProperty(NETWORKS, OURS);
    return annotations;
  }

  /** An object of that kind, named {@code web}, whose pods have these annotations. */
  static JsonObject object(String kind, JsonObject annotations) {
    JsonObject object =
        json(
            switch (kind) {
              case "Pod" -> "{'metadata':{'name':'web'},'spec':{}}";
              case "CronJob" ->
                  "{'metadata':{'name':'web'},"
                      + "'spec':{'jobTemplate':{'spec':{'template':{'metadata':{}}}}}}";
              default -> "{'metadata':{'name':'web'},'spec':{'template':{'metadata':{}}}}";
            });
    podMetadata(object, kind).add("annotations", annotations);
    return object;
  }

  static JsonObject podMetadata(JsonObject object, String kind) {
    JsonObject spec = object.getAsJsonObject("spec");
    return switch (kind) {
      case "Pod" -> object.getAsJsonObject("metadata");
      case "CronJob" ->
          spec.getAsJsonObject("jobTemplate")
              .getAsJsonObject("spec")
              .getAsJsonObject("template")
              .getAsJsonObject("metadata");
      default -> spec.getAsJsonObject("template").getAsJsonObject("metadata");
    };
  }

  /** An object whose pods ask for this. */
  static JsonObject object(String kind, String subnet, String ip) {
    return object(kind, annotations(subnet, ip, null));
  }

  /** JSON with single quotes. */
  static JsonObject json(String text) {
    return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
  }

  static JsonObject with(JsonObject object, String field, String json) {
    JsonObject changed = object.deepCopy();
    JsonObject at = changed;
    String[] path = field.split("\\.", -1);
    for (int i = 0; i < path.length - 1; i++) {
      at = at.getAsJsonObject(path[i]);
    }
    at.add(path[path.length - 1], JsonParser.parseString(json.replace('\'', '"')));
    return changed;
  }

  static AdmissionRequest creation(String kind, JsonObject object) {
    return request(Operation.CREATE, kind, null, object);
  }

  static AdmissionRequest update(String kind, JsonObject old, JsonObject object) {
    return request(Operation.UPDATE, kind, old, object);
  }

  static AdmissionRequest delete(String kind, JsonObject old) {
    return request(Operation.DELETE, kind, old, null);
  }

  private static AdmissionRequest request(
      Operation operation, String kind, @Nullable JsonObject old, @Nullable JsonObject object) {
    boolean isSubnet = kind.toLowerCase(Locale.ROOT).startsWith("flat");
    return new AdmissionRequest(
        operation,
        GROUPS.getOrDefault(kind, "example.org"),
        kind,
        "",
        isSubnet ? "cattle-flat-network" : "default",
        isSubnet ? "net" : "web",
        old,
        object);
  }

  /** The findings as texts; fails when the verdict is another. */
  static List<String> denied(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Denied.class);
    return ((Verdict.Denied) verdict).findings().stream().map(Object::toString).toList();
  }

  /** The warnings; fails when the verdict is another. */
  static List<String> allowed(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
    return ((Verdict.Allowed) verdict).warnings();
  }

  /** The message; fails when the verdict is another. */
  static String undecided(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Undecided.class);
    return ((Verdict.Undecided) verdict).message();
  }
}
