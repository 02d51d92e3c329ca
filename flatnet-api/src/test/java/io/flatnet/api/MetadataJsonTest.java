package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flatnet.api.wire.MetadataJson;
import io.flatnet.api.wire.WireJson;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata are read as the official client's Gson reads them. */
class MetadataJsonTest {
  private static final String ALL =
      """
      {"annotations":{"a":"1","b":""},"creationTimestamp":"2026-01-02T03:04:05Z",
       "deletionGracePeriodSeconds":30,"deletionTimestamp":"2026-01-02T03:04:05.123456+02:00",
       "finalizers":["f","g"],"generateName":"p-","generation":7,"labels":{"l":"é\\n\\"x"},
       "managedFields":[
         {"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{}}},
          "n":[1,true,null,"t"]},"manager":"m","operation":"Update","subresource":"status",
          "time":"2026-01-02T03:04:05Z"}],
       "name":"p-1","namespace":"n",
       "ownerReferences":[{"apiVersion":"apps/v1","blockOwnerDeletion":true,"controller":true,
         "kind":"ReplicaSet","name":"r","uid":"u"}],
       "resourceVersion":"12","selfLink":"/x","uid":"u-1"}\
      """;

  private static V1ObjectMeta read(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      V1ObjectMeta metadata = MetadataJson.read(parser);
      assertThat(parser.nextToken()).isNull();
      return metadata;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ALL,
        "{}",
        "{\"labels\":null,\"finalizers\":null,\"creationTimestamp\":null,\"name\":null}",
        "{\"labels\":{},\"annotations\":{},\"finalizers\":[],\"ownerReferences\":[]}",
        "{\"labels\":{\"number\":1,\"truth\":true}}",
        "{\"creationTimestamp\":\"2024-02-29T23:59:59Z\"}",
        "{\"creationTimestamp\":\"2024-02-29T23:59:59+00:00\"}",
        "{\"creationTimestamp\":\"2024-02-29T23:59:59.1Z\"}",
        "{\"creationTimestamp\":\"2024-02-29T23:59Z\"}"
      })
  void read_isWhatGsonReads(String json) throws IOException {
    V1ObjectMeta expected = JSON.deserialize(json, V1ObjectMeta.class);

    assertThat(read(json)).isEqualTo(expected);
    assertThat(WireJson.read("{\"metadata\":" + json + "}", FlatNetworkIP.class).getMetadata())
        .isEqualTo(expected);
  }

  /** Gson refuses them, and so would every object of a newer API server. */
  @Test
  void read_whenThereAreFieldsOfNoKnownName_passesOverThem() throws IOException {
    V1ObjectMeta expected = JSON.deserialize(ALL, V1ObjectMeta.class);
    String later = ALL.replace("\"uid\":", "\"later\":[{\"x\":{}}],\"uid\":");

    assertThat(read(later)).isEqualTo(expected);
  }

  @Test
  void readNext_ofOneObjectAmongOthers_leavesTheParserOnTheNext() throws IOException {
    try (JsonParser parser =
        new JsonFactory().createParser("[{\"metadata\":" + ALL + "},{\"spec\":{}}]")) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
      parser.nextToken();
      FlatNetworkIP first = WireJson.readNext(parser, FlatNetworkIP.class);
      parser.nextToken();
      FlatNetworkIP second = WireJson.readNext(parser, FlatNetworkIP.class);

      assertThat(parser.nextToken()).isEqualTo(JsonToken.END_ARRAY);
      assertThat(first.key()).isEqualTo("n/p-1");
      assertThat(first.getMetadata().getManagedFields()).isNullOrEmpty();
      assertThat(second.getSpec()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"text\"",
        "{\"labels\":[]}",
        "{\"labels\":{\"a\":{}}}",
        "{\"finalizers\":\"f\"}",
        "{\"generation\":\"seven\"}",
        "{\"creationTimestamp\":\"yesterday\"}",
        "{\"creationTimestamp\":\"2025-02-29T23:59:59Z\"}",
        "{\"creationTimestamp\":\"2025-02-28T24:00:01Z\"}",
        "{\"ownerReferences\":[{\"controller\":\"yes\"}]}",
        "{\"name\":{}}"
      })
  void read_whenTheShapeIsAnother_saysWhich(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must be");
    assertThatThrownBy(() -> WireJson.read("{\"metadata\":" + json + "}", FlatNetworkIP.class))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must be");
  }
}
