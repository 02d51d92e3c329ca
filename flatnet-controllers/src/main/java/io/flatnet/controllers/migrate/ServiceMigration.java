package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.controllers.endpoint.FlatServices;
import io.flatnet.controllers.endpoint.Selectors;
import io.flatnet.controllers.service.TwinTemplate;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a headless {@code NAME-macvlan} of the old system: a {@code NAME-flat-network}.
 * Beside its original it is the twin that the service controller would make, so that this one finds
 * nothing to mend; without an original it is a Service of its own that publishes flat addresses.
 * The old Service stays. Pure.
 */
public final class ServiceMigration {
  private static final int MAX_NAME_CHARACTERS = 63;
  private static final List<String> PORT_FIELDS =
      List.of("name", "protocol", "appProtocol", "port", "targetPort");

  private ServiceMigration() {}

  /** Whether this is a Service that the old system made: headless, of its network and name. */
  public static boolean isOld(JsonObject service) {
    JsonObject spec = Json.object(service, "spec");
    return name(service).length() > Macvlan.TWIN_SUFFIX.length()
        && name(service).endsWith(Macvlan.TWIN_SUFFIX)
        && Json.text(spec, "clusterIP").equals("None")
        && Json.text(Json.object(service, "metadata", "annotations"), Annotations.NETWORKS)
            .contains(Macvlan.NETWORK_NAME);
  }

  /** The name of the Service whose twin an old one is. */
  public static String originalName(JsonObject old) {
    return name(old).substring(0, name(old).length() - Macvlan.TWIN_SUFFIX.length());
  }

  /** The name of what takes the place of an old one. */
  public static String newName(JsonObject old) {
    return originalName(old) + FlatServices.TWIN_SUFFIX;
  }

  /**
   * Plans for one Service of the old system.
   *
   * @param original the Service whose twin it is, or null when there is none of that name
   */
  public static Plan plan(JsonObject old, @Nullable JsonObject original) {
    String name = newName(old);
    if (Json.isDeleting(old)) {
      return new Plan.Nothing();
    }
    if (name.length() > MAX_NAME_CHARACTERS) {
      return new Plan.Skip(
          "the name \""
              + name
              + "\" would have "
              + name.length()
              + " characters, and a Service's name has at most "
              + MAX_NAME_CHARACTERS
              + "; rename \""
              + originalName(old)
              + "\"",
          true);
    }
    Optional<JsonObject> twin = original == null ? Optional.empty() : twin(original);
    Map<String, String> selector = Json.texts(Json.object(old, "spec", "selector"));
    if (twin.isEmpty() && selector.isEmpty()) {
      return new Plan.Skip("it selects no pods, so there is nothing to publish", false);
    }
    return new Plan.Write(
        Change.create(
            ResourceType.SERVICES, twin.orElseGet(() -> alone(old, name, selector)), List.of()));
  }

  /** The original's twin; empty when it is of a kind that has none. */
  private static Optional<JsonObject> twin(JsonObject original) {
    V1Service service = JSON.getGson().fromJson(original, V1Service.class);
    return TwinTemplate.of(service)
        .map(twin -> JsonParser.parseString(JSON.serialize(twin)).getAsJsonObject());
  }

  private static JsonObject alone(JsonObject old, String name, Map<String, String> selector) {
    JsonObject service = new JsonObject();
    service.addProperty("apiVersion", "v1");
    service.addProperty("kind", "Service");
    JsonObject metadata = new JsonObject();
    metadata.addProperty("namespace", Json.key(old).namespace());
    metadata.addProperty("name", name);
    metadata.add(
        "annotations",
        Json.of(
            Map.of(
                Annotations.NETWORKS,
                FlatNetwork.NETWORK_NAME,
                Annotations.SELECTOR,
                Selectors.format(selector))));
    service.add("metadata", metadata);
    JsonObject spec = new JsonObject();
    spec.addProperty("clusterIP", "None");
    spec.addProperty("type", "ClusterIP");
    spec.addProperty("ipFamilyPolicy", "PreferDualStack");
    spec.add("ports", ports(old));
    service.add("spec", spec);
    return service;
  }

  private static JsonArray ports(JsonObject old) {
    JsonArray ports = new JsonArray();
    if (Json.object(old, "spec").get("ports") instanceof JsonArray all) {
      for (JsonElement element : all) {
        if (element instanceof JsonObject port) {
          JsonObject copy = new JsonObject();
          PORT_FIELDS.stream().filter(port::has).forEach(f -> copy.add(f, port.get(f)));
          ports.add(copy);
        }
      }
    }
    return ports;
  }

  private static String name(JsonObject service) {
    return Json.text(Json.metadata(service), "name");
  }
}
