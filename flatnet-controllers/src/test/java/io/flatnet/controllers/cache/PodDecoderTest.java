package io.flatnet.controllers.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pod is read as the slimmed one of what the official client's Gson reads. */
@SuppressWarnings("NullAway") // what a test set is there
class PodDecoderTest {
  private static final String METADATA =
      """
      "metadata":{"name":"web-0","generateName":"web-","namespace":"n","uid":"u","resourceVersion":"9",
        "creationTimestamp":"2026-01-02T03:04:05Z","deletionTimestamp":"2026-01-02T03:05:05Z",
        "labels":{"app":"web","pod-template-hash":"abc"},
        "annotations":{%s"other":"x"},
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"web","uid":"s",
          "controller":true,"blockOwnerDeletion":true}],
        "managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1",
          "time":"2026-01-02T03:04:05Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{}}}]}\
      """;
  private static final String WISH =
      "\"flatnetwork.pandaria.io/ip\":\"auto\",\"flatnetwork.pandaria.io/subnet\":\"s\",";
  private static final String SPEC =
      """
      "spec":{"nodeName":"node-1","hostname":"web-0","subdomain":"web","overhead":{},
        "volumes":[{"name":"v","emptyDir":{}}],"tolerations":[{"operator":"Exists"}],
        "initContainers":[
          {"name":"once","image":"i","ports":[{"name":"http","containerPort":80}]},
          {"name":"sidecar","image":"i","restartPolicy":"Always",
           "ports":[{"name":"admin","containerPort":81,"protocol":"TCP"},{"containerPort":82}]}],
        "containers":[
          {"name":"none","image":"i","env":[{"name":"E","value":"v"}],"resources":{}},
          {"name":"c","image":"i","ports":[
            {"name":"http","containerPort":80,"hostPort":8080,"hostIP":"10.0.0.1","protocol":"TCP"},
            {"containerPort":83}]}]}\
      """;
  private static final String STATUS =
      """
      "status":{"phase":"Running","podIP":"10.42.0.1","conditions":[
        {"type":"Ready","status":"True","lastProbeTime":null,"reason":"r","message":"m",
         "observedGeneration":3,"lastTransitionTime":"2026-01-02T03:04:06Z"},
        {"type":"Initialized","status":"True"},
        {"type":"PodScheduled","status":"True","lastTransitionTime":"2026-01-02T03:04:05Z"}],
        "containerStatuses":[{"name":"c","ready":true,"restartCount":0,"image":"i","imageID":"i",
          "state":{"running":{"startedAt":"2026-01-02T03:04:06Z"}}}]}\
      """;

  private static V1Pod decode(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      V1Pod pod = new PodDecoder().decode(parser);
      assertThat(parser.nextToken()).isNull();
      return pod;
    }
  }

  private static void assertAsGson(String json) throws IOException {
    V1Pod expected = Slim.pod(JSON.deserialize(json, V1Pod.class));
    assertThat(decode(json)).isEqualTo(expected);
    assertThat(Slim.pod(decode(json))).isEqualTo(expected);
  }

  private static String pod(String... parts) {
    return "{" + String.join(",", parts) + "}";
  }

  @ParameterizedTest
  @ValueSource(strings = {WISH, ""})
  void decode_inAnyOrderOfTheParts_isTheSlimPodThatGsonReads(String wish) throws IOException {
    String metadata = METADATA.formatted(wish);
    assertAsGson(pod("\"kind\":\"Pod\",\"apiVersion\":\"v1\"", metadata, SPEC, STATUS));
    assertAsGson(pod(STATUS, SPEC, metadata));
    assertAsGson(pod(SPEC, metadata));
    assertAsGson(pod(metadata));
  }

  @Test
  void decode_whenThePodTakesPart_keepsNodePortsAndConditions() throws IOException {
    V1Pod pod = decode(pod(METADATA.formatted(WISH), SPEC, STATUS));

    assertThat(pod.getSpec().getNodeName()).isEqualTo("node-1");
    assertThat(pod.getSpec().getContainers()).hasSize(1);
    assertThat(pod.getSpec().getInitContainers()).hasSize(1);
    assertThat(pod.getStatus().getConditions()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"metadata\":null,\"spec\":null,\"status\":null}"})
  void decode_ofAlmostNothing_isAPod(String json) throws IOException {
    assertAsGson(json);
  }

  @Test
  void decode_whenTheAnswerEndsEarly_fails() {
    String json = pod(METADATA.formatted(WISH), SPEC, STATUS);

    assertThatThrownBy(() -> decode(json.substring(0, json.length() - 60)))
        .isInstanceOf(IOException.class);
  }
}
