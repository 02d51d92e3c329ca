package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Takes out of slices and Endpoints objects that are not ours all but their names and who writes
 * them: of a large cluster nearly all are not.
 */
public final class EndpointSlim {
  private static final Set<String> USED =
      Set.of(SliceObjects.SERVICE_NAME, SliceObjects.MANAGED_BY, SliceObjects.ENDPOINTS_MANAGED_BY);

  private EndpointSlim() {}

  /** A slice with what the controllers use of it. */
  public static V1EndpointSlice slice(V1EndpointSlice slice) {
    return SliceObjects.isOurs(slice)
        ? Slim.managedFields(slice)
        : new V1EndpointSlice()
            .addressType(slice.getAddressType())
            .endpoints(null)
            .metadata(name(Metadata.of(slice)));
  }

  /** An Endpoints object with what the controllers use of it. */
  public static V1Endpoints endpoints(V1Endpoints endpoints) {
    return SliceObjects.isOurs(endpoints)
        ? Slim.managedFields(endpoints)
        : new V1Endpoints().subsets(null).metadata(name(Metadata.of(endpoints)));
  }

  private static V1ObjectMeta name(V1ObjectMeta full) {
    Map<String, String> labels = new HashMap<>();
    if (full.getLabels() != null) {
      full.getLabels()
          .forEach(
              (key, value) -> {
                if (USED.contains(key)) {
                  labels.put(key, value);
                }
              });
    }
    return Slim.emptyMetadata()
        .labels(labels.isEmpty() ? null : labels)
        .namespace(full.getNamespace())
        .name(full.getName())
        .uid(full.getUid())
        .resourceVersion(full.getResourceVersion())
        .deletionTimestamp(full.getDeletionTimestamp());
  }
}
