package io.flatnet.controllers.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies of one resource's objects: by JSON, as a real server makes them, or, where nobody changes
 * what he reads, of the metadata alone.
 */
final class ObjectCopies<T extends KubernetesObject> {
  private static final Set<String> QUICK_MEMBERS =
      Set.of("labels", "annotations", "finalizers", "resourceVersion", "uid");

  private final ResourceType<T> type;
  private final boolean sharing;

  ObjectCopies(ResourceType<T> type, boolean sharing) {
    this.type = type;
    this.sharing = sharing;
  }

  /** What a client gets. */
  T read(T stored) {
    return sharing ? stored : byJson(stored);
  }

  /** A copy whose metadata may be changed. */
  T own(T object) {
    if (!sharing) {
      return byJson(object);
    }
    V1ObjectMeta metadata = copy(object.getMetadata());
    return switch (object) {
      case FlatNetworkIP ip -> type.type().cast(ip.withMetadata(metadata));
      case FlatNetworkSubnet subnet -> type.type().cast(subnet.withMetadata(metadata));
      case V1Pod pod ->
          type.type()
              .cast(
                  new V1Pod()
                      .apiVersion(pod.getApiVersion())
                      .kind(pod.getKind())
                      .metadata(metadata)
                      .spec(pod.getSpec())
                      .status(pod.getStatus()));
      case V1Deployment deployment ->
          type.type().cast(new V1Deployment().metadata(metadata).spec(deployment.getSpec()));
      case V1StatefulSet set ->
          type.type().cast(new V1StatefulSet().metadata(metadata).spec(set.getSpec()));
      case V1CronJob cronJob ->
          type.type().cast(new V1CronJob().metadata(metadata).spec(cronJob.getSpec()));
      case V1Job job -> type.type().cast(new V1Job().metadata(metadata).spec(job.getSpec()));
      default -> byJson(object);
    };
  }

  /** The object with another's status, where the resource has a status subresource. */
  T withStatusOf(T object, T other) {
    return switch (object) {
      case FlatNetworkIP ip -> type.type().cast(ip.withStatus(((FlatNetworkIP) other).getStatus()));
      case FlatNetworkSubnet subnet ->
          type.type().cast(subnet.withStatus(((FlatNetworkSubnet) other).getStatus()));
      case V1Pod pod -> type.type().cast(pod.status(((V1Pod) other).getStatus()));
      default -> object;
    };
  }

  /** The object without a status, where the resource has a status subresource. */
  T withoutStatus(T object) {
    return switch (object) {
      case FlatNetworkIP ip -> type.type().cast(ip.withStatus(null));
      case FlatNetworkSubnet subnet -> type.type().cast(subnet.withStatus(null));
      case V1Pod pod -> type.type().cast(pod.status(null));
      default -> object;
    };
  }

  /** The object with a merge patch applied, the version and UID that the patch names among it. */
  T patched(T old, MergePatch patch) {
    JsonObject change = JsonParser.parseString(patch.json()).getAsJsonObject();
    if (change.size() == 1
        && change.get("metadata") instanceof JsonObject metadata
        && QUICK_MEMBERS.containsAll(metadata.keySet())) {
      T next = own(old);
      patch(next.getMetadata(), metadata);
      return next;
    }
    JsonObject tree = JsonParser.parseString(JSON.serialize(old)).getAsJsonObject();
    merge(tree, change);
    return withStatusOf(JSON.getGson().fromJson(tree, type.type()), own(old));
  }

  private T byJson(T object) {
    return JSON.getGson().fromJson(JSON.serialize(object), type.type());
  }

  private static V1ObjectMeta copy(V1ObjectMeta from) {
    V1ObjectMeta to =
        new V1ObjectMeta()
            .namespace(from.getNamespace())
            .name(from.getName())
            .uid(from.getUid())
            .resourceVersion(from.getResourceVersion())
            .creationTimestamp(from.getCreationTimestamp())
            .deletionTimestamp(from.getDeletionTimestamp());
    if (from.getLabels() != null) {
      to.labels(new HashMap<>(from.getLabels()));
    }
    if (from.getAnnotations() != null) {
      to.annotations(new HashMap<>(from.getAnnotations()));
    }
    if (from.getFinalizers() != null) {
      to.finalizers(new ArrayList<>(from.getFinalizers()));
    }
    if (from.getOwnerReferences() != null) {
      to.ownerReferences(new ArrayList<>(from.getOwnerReferences()));
    }
    return to;
  }

  private static void patch(V1ObjectMeta metadata, JsonObject change) {
    change
        .entrySet()
        .forEach(
            member -> {
              JsonElement value = member.getValue();
              switch (member.getKey()) {
                case "labels" -> metadata.labels(merged(metadata.getLabels(), value));
                case "annotations" ->
                    metadata.annotations(merged(metadata.getAnnotations(), value));
                case "finalizers" -> metadata.finalizers(strings(value));
                case "resourceVersion" -> metadata.resourceVersion(value.getAsString());
                default -> metadata.uid(value.getAsString());
              }
            });
  }

  private static List<String> strings(JsonElement array) {
    List<String> strings = new ArrayList<>();
    array.getAsJsonArray().forEach(element -> strings.add(element.getAsString()));
    return strings;
  }

  private static Map<String, String> merged(@Nullable Map<String, String> old, JsonElement change) {
    Map<String, String> next = old == null ? new HashMap<>() : new HashMap<>(old);
    change
        .getAsJsonObject()
        .entrySet()
        .forEach(
            entry -> {
              if (entry.getValue().isJsonNull()) {
                next.remove(entry.getKey());
              } else {
                next.put(entry.getKey(), entry.getValue().getAsString());
              }
            });
    return next;
  }

  /** RFC 7396 section 2. */
  private static void merge(JsonObject target, JsonObject patch) {
    for (Map.Entry<String, JsonElement> entry : patch.entrySet()) {
      JsonElement value = entry.getValue();
      if (value.isJsonNull()) {
        target.remove(entry.getKey());
      } else if (value instanceof JsonObject object) {
        if (!(target.get(entry.getKey()) instanceof JsonObject)) {
          target.add(entry.getKey(), new JsonObject());
        }
        merge(target.getAsJsonObject(entry.getKey()), object);
      } else {
        target.add(entry.getKey(), value);
      }
    }
  }
}
