package io.flatnet.controllers.diagnose;

import com.fasterxml.jackson.core.JsonParser;
import io.flatnet.api.wire.JsonFields;
import io.flatnet.api.wire.MetadataJson;
import io.flatnet.controllers.store.ObjectDecoder;
import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * Reads of an EndpointSlice whose it is, and which addresses of which pods it has. Safe for use by
 * many threads.
 */
final class SliceDecoder implements ObjectDecoder<V1EndpointSlice> {
  @Override
  public V1EndpointSlice decode(JsonParser parser) throws IOException {
    V1EndpointSlice slice = new V1EndpointSlice();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "metadata" -> slice.setMetadata(MetadataJson.read(parser));
            case "endpoints" ->
                slice.setEndpoints(
                    Objects.requireNonNullElseGet(
                        JsonFields.list(parser, SliceDecoder::endpoint), List::of));
            default -> {}
          }
        });
    return slice;
  }

  private static V1Endpoint endpoint(JsonParser parser) throws IOException {
    V1Endpoint endpoint = new V1Endpoint().deprecatedTopology(null);
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "addresses" ->
                endpoint.setAddresses(
                    Objects.requireNonNullElseGet(
                        JsonFields.list(parser, JsonFields::textOrEmpty), List::of));
            case "targetRef" -> endpoint.setTargetRef(target(parser));
            default -> {}
          }
        });
    return endpoint;
  }

  private static V1ObjectReference target(JsonParser parser) throws IOException {
    V1ObjectReference target = new V1ObjectReference();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "kind" -> target.setKind(JsonFields.sharedText(parser));
            case "namespace" -> target.setNamespace(JsonFields.sharedText(parser));
            case "name" -> target.setName(JsonFields.text(parser));
            case "uid" -> target.setUid(JsonFields.text(parser));
            default -> {}
          }
        });
    return target;
  }
}
