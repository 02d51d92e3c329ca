package io.flatnet.controllers.diagnose;

import com.fasterxml.jackson.core.JsonParser;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.api.wire.JsonFields;
import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.store.ObjectDecoder;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;

/**
 * Reads of a FlatNetworkIP what a diagnosis uses, and passes over all else: tens of thousands of
 * them are to be in memory. Safe for use by many threads.
 */
final class AddressDecoder implements ObjectDecoder<FlatNetworkIP> {
  @Override
  public FlatNetworkIP decode(JsonParser parser) throws IOException {
    FlatNetworkIP.Builder ip = FlatNetworkIP.builder();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "metadata" -> ip.metadata(metadata(parser));
            case "spec" -> ip.spec(spec(parser));
            case "status" -> ip.status(status(parser));
            default -> {}
          }
        });
    return ip.build();
  }

  private static V1ObjectMeta metadata(JsonParser parser) throws IOException {
    V1ObjectMeta metadata = Slim.emptyMetadata();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "name" -> metadata.setName(JsonFields.text(parser));
            case "namespace" -> metadata.setNamespace(JsonFields.sharedText(parser));
            case "uid" -> metadata.setUid(JsonFields.text(parser));
            case "creationTimestamp" -> metadata.setCreationTimestamp(JsonFields.time(parser));
            case "deletionTimestamp" -> metadata.setDeletionTimestamp(JsonFields.time(parser));
            case "finalizers" ->
                metadata.setFinalizers(JsonFields.list(parser, JsonFields::sharedTextOrEmpty));
            default -> {}
          }
        });
    return metadata;
  }

  private static FlatNetworkIPSpec spec(JsonParser parser) throws IOException {
    FlatNetworkIPSpec.Builder spec = FlatNetworkIPSpec.builder();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "subnet" -> spec.subnet(JsonFields.sharedText(parser));
            case "podId" -> spec.podId(JsonFields.text(parser));
            default -> {}
          }
        });
    return spec.build();
  }

  private static FlatNetworkIPStatus status(JsonParser parser) throws IOException {
    FlatNetworkIPStatus.Builder status = FlatNetworkIPStatus.builder();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "phase" -> status.phase(JsonFields.sharedText(parser));
            case "failureMessage" -> status.failureMessage(JsonFields.text(parser));
            case "addr" -> status.addr(JsonFields.text(parser));
            case "mac" -> status.mac(JsonFields.text(parser));
            case "allocatedTimeStamp" -> status.allocatedTimeStamp(JsonFields.text(parser));
            default -> {}
          }
        });
    return status.build();
  }
}
