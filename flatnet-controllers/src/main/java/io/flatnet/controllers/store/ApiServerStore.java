package io.flatnet.controllers.store;

import com.google.gson.JsonObject;
import com.google.gson.JsonSyntaxException;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Preconditions;
import io.kubernetes.client.openapi.models.V1Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one resource on an API server, over HTTP by the official client.
 *
 * <p>Safe for use by many threads; a call holds its thread until the answer or the deadline of
 * {@link ApiCalls}.
 */
public final class ApiServerStore<T extends KubernetesObject> implements ResourceStore<T> {
  private static final String JSON_TYPE = "application/json";
  private static final int PAGE_SIZE = 2000;

  private final ApiCalls calls;
  private final ResourceType<T> resource;

  /** The objects of this resource. */
  public ApiServerStore(ApiCalls calls, ResourceType<T> resource) {
    this.calls = calls;
    this.resource = resource;
  }

  @Override
  public Outcome<T> get(ObjectKey key) {
    return send("get", "", "GET", resource.objectPath(key), null, JSON_TYPE, resource.type());
  }

  @Override
  public Outcome<List<T>> list() {
    List<T> objects = new ArrayList<>();
    Map<String, String> query = new HashMap<>(Map.of("limit", Integer.toString(PAGE_SIZE)));
    ObjectDecoder<T> decoder = ObjectDecoder.of(resource.type());
    while (true) {
      ObjectPage page;
      try {
        page = calls.list(resource.collectionPath(""), query, decoder, objects::add);
      } catch (ApiException e) {
        return Failures.of(e, "list", resource.rbacName());
      } catch (JsonSyntaxException | IllegalStateException e) {
        return Failures.unreadable(e, "list", resource.rbacName());
      }
      if (page.next().isEmpty()) {
        return new Outcome.Done<>(List.copyOf(objects));
      }
      query.put("continue", page.next());
    }
  }

  @Override
  public Outcome<T> create(T object) {
    String path = resource.collectionPath(ObjectKey.of(object).namespace());
    return send("create", "", "POST", path, object, JSON_TYPE, resource.type());
  }

  @Override
  public Outcome<T> update(T object) {
    String path = resource.objectPath(ObjectKey.of(object));
    return send("update", "", "PUT", path, object, JSON_TYPE, resource.type());
  }

  @Override
  public Outcome<T> updateStatus(T object) {
    String path = resource.objectPath(ObjectKey.of(object)) + "/status";
    return send("update", "/status", "PUT", path, object, JSON_TYPE, resource.type());
  }

  @Override
  public Outcome<T> patch(ObjectKey key, MergePatch patch) {
    return send(
        "patch",
        "",
        "PATCH",
        resource.objectPath(key),
        new V1Patch(patch.json()),
        V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
        resource.type());
  }

  @Override
  public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
    V1DeleteOptions options = new V1DeleteOptions().preconditions(new V1Preconditions().uid(uid));
    Outcome<JsonObject> outcome =
        send(
            "delete", "", "DELETE", resource.objectPath(key), options, JSON_TYPE, JsonObject.class);
    return switch (outcome) {
      case Outcome.Done<JsonObject>(JsonObject answer) -> new Outcome.Done<>(deleted(answer));
      case Outcome.Failure<JsonObject> failure -> Failures.retyped(failure);
    };
  }

  private static DeleteResult deleted(JsonObject answer) {
    boolean isObject = answer.has("metadata") && answer.getAsJsonObject("metadata").has("uid");
    return isObject && answer.getAsJsonObject("metadata").has("finalizers")
        ? DeleteResult.TERMINATING
        : DeleteResult.GONE;
  }

  private <R> Outcome<R> send(
      String verb,
      String subresource,
      String method,
      String path,
      @Nullable Object body,
      String contentType,
      Class<R> answer) {
    String target = resource.rbacName() + subresource;
    try {
      R value = calls.send(method, path, Map.of(), body, contentType, answer);
      return new Outcome.Done<>(value);
    } catch (ApiException e) {
      return Failures.of(e, verb, target);
    } catch (JsonSyntaxException | IllegalStateException e) {
      return Failures.unreadable(e, verb, target);
    }
  }

  /** The Status of an error's body, or null when the body is none. */
  static @Nullable V1Status status(@Nullable String body) {
    if (body == null || !body.startsWith("{")) {
      return null;
    }
    try {
      return JSON.deserialize(body, V1Status.class);
    } catch (JsonSyntaxException | IllegalArgumentException _) {
      return null; // a proxy's own page: the code alone counts
    }
  }
}
