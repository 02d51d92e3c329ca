package io.flatnet.controllers.cache;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import java.util.List;

/** A whole list, put together of its pages. */
record ObjectList<T extends KubernetesObject>(V1ListMeta metadata, List<T> items)
    implements KubernetesListObject {
  @Override
  public V1ListMeta getMetadata() {
    return metadata;
  }

  @Override
  public List<T> getItems() {
    return items;
  }

  @Override
  public String getApiVersion() {
    return ""; // the items have theirs
  }

  @Override
  public String getKind() {
    return "";
  }
}
