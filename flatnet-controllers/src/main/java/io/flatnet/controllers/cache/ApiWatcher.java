package io.flatnet.controllers.cache;

import com.google.gson.reflect.TypeToken;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.ListerWatcher;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lists and watches one resource for the official client's informer: the list in pages, each
 * slimmed as it arrives, the watch with bookmarks. What fails is told to {@link WatchLog}, since
 * the informer says nothing of a list that is refused.
 */
final class ApiWatcher<T extends KubernetesObject> implements ListerWatcher<T, ObjectList<T>> {
  private static final String PAGE_SIZE = "500";

  private final ApiCalls calls;
  private final ResourceType<T> resource;
  private final UnaryOperator<T> slim;
  private final WatchLog log;

  ApiWatcher(ApiCalls calls, ResourceType<T> resource, UnaryOperator<T> slim) {
    this.calls = calls;
    this.resource = resource;
    this.slim = slim;
    this.log = new WatchLog(resource.rbacName());
  }

  @Override
  public ObjectList<T> list(CallGeneratorParams params) throws ApiException {
    List<T> objects = new ArrayList<>();
    Map<String, String> query = new HashMap<>(Map.of("limit", PAGE_SIZE));
    V1ListMeta metadata = new V1ListMeta();
    @Nullable String next = "";
    while (next != null) {
      KubernetesListObject page = page(query);
      metadata.setResourceVersion(page.getMetadata().getResourceVersion());
      page.getItems().forEach(item -> objects.add(slim.apply(resource.type().cast(item))));
      next = page.getMetadata().getContinue();
      if (next != null && next.isEmpty()) {
        next = null;
      }
      query.put("continue", next == null ? "" : next);
    }
    log.works();
    return new ObjectList<>(metadata, List.copyOf(objects));
  }

  private KubernetesListObject page(Map<String, String> query) throws ApiException {
    try {
      return calls.send(
          "GET", resource.collectionPath(""), query, null, "application/json", resource.listType());
    } catch (ApiException e) {
      log.fails("list", e);
      throw e;
    }
  }

  @Override
  public Watchable<T> watch(CallGeneratorParams params) throws ApiException {
    Map<String, String> query = new HashMap<>();
    query.put("watch", "true");
    query.put("allowWatchBookmarks", "true");
    if (params.resourceVersion != null) {
      query.put("resourceVersion", params.resourceVersion);
    }
    if (params.timeoutSeconds != null) {
      query.put("timeoutSeconds", params.timeoutSeconds.toString());
    }
    try {
      return Watch.createWatch(
          calls.client(),
          calls.watch(resource.collectionPath(""), query),
          TypeToken.getParameterized(Watch.Response.class, resource.type()).getType());
    } catch (ApiException e) {
      log.fails("watch", e);
      throw e;
    }
  }
}
