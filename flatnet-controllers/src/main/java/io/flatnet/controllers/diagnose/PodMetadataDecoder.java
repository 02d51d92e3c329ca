package io.flatnet.controllers.diagnose;

import com.fasterxml.jackson.core.JsonParser;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.wire.JsonFields;
import io.flatnet.api.wire.MetadataJson;
import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectDecoder;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads of a pod, or of any other object, the metadata that a diagnosis uses, and the phase where
 * it is sent: fewer bytes than a controller's cache keeps, since all pods of a large cluster are to
 * be in memory beside its addresses. Safe for use by many threads.
 */
final class PodMetadataDecoder implements ObjectDecoder<V1Pod> {
  @Override
  public V1Pod decode(JsonParser parser) throws IOException {
    V1Pod pod = new V1Pod();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "metadata" -> pod.setMetadata(slim(MetadataJson.read(parser)));
            case "status" -> status(parser, pod);
            default -> {}
          }
        });
    return pod;
  }

  private static void status(JsonParser parser, V1Pod pod) throws IOException {
    JsonFields.object(
        parser,
        name -> {
          if (name.equals("phase")) {
            pod.setStatus(new V1PodStatus().phase(JsonFields.sharedText(parser)));
          }
        });
  }

  private static V1ObjectMeta slim(V1ObjectMeta full) {
    V1Pod whole = new V1Pod().metadata(full);
    Map<String, String> annotations =
        Metadata.annotations(whole).entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(FlatNetwork.GROUP))
            .collect(
                Collectors.toUnmodifiableMap(
                    entry -> entry.getKey().intern(), entry -> entry.getValue().intern()));
    V1ObjectMeta slim =
        Slim.emptyMetadata()
            .namespace(full.getNamespace())
            .name(full.getName())
            .uid(full.getUid())
            .creationTimestamp(full.getCreationTimestamp())
            .deletionTimestamp(full.getDeletionTimestamp());
    return annotations.isEmpty()
        ? slim
        : slim.annotations(annotations)
            .labels(shared(Metadata.labels(whole)))
            .ownerReferences(full.getOwnerReferences());
  }

  /** The values are shared already. */
  private static Map<String, String> shared(Map<String, String> labels) {
    return labels.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(entry -> entry.getKey().intern(), Map.Entry::getValue));
  }
}
