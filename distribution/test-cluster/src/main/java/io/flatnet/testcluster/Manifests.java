package io.flatnet.testcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** YAML documents on their way to the API server. */
final class Manifests {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration ESTABLISH_LIMIT = Duration.ofSeconds(30);

  private final ApiClient api;

  Manifests(ApiClient api) {
    this.api = api;
  }

  /** The file itself, or the {@code .yaml} files of a directory in the order of their names. */
  static List<Path> files(Path fileOrDirectory) throws IOException {
    if (!Files.isDirectory(fileOrDirectory)) {
      return List.of(fileOrDirectory);
    }
    try (Stream<Path> files = Files.list(fileOrDirectory)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  void apply(String yaml) throws IOException {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (document.isObject()) {
          applyOne(document);
        }
      }
    }
  }

  private void applyOne(JsonNode object) throws IOException {
    String kind = object.path("kind").asText();
    String name = object.path("metadata").path("name").asText();
    String path = path(object) + "/" + name;
    ApiClient.Answer answer = api.apply(path, JSON.writeValueAsString(object));
    if (!answer.succeeded()) {
      throw new IOException(
          "cannot apply %s \"%s\": %d %s".formatted(kind, name, answer.status(), answer.body()));
    }
    if (kind.equals("CustomResourceDefinition")) {
      awaitEstablished(path, name);
    }
  }

  private String path(JsonNode object) throws IOException {
    String version = object.path("apiVersion").asText();
    String kind = object.path("kind").asText();
    String root = version.contains("/") ? "/apis/" + version : "/api/" + version;
    ApiClient.Answer answer = api.get(root);
    for (JsonNode resource : JSON.readTree(answer.body()).path("resources")) {
      String plural = resource.path("name").asText();
      if (resource.path("kind").asText().equals(kind) && !plural.contains("/")) {
        return resource.path("namespaced").asBoolean()
            ? root
                + "/namespaces/"
                + object.path("metadata").path("namespace").asText("default")
                + "/"
                + plural
            : root + "/" + plural;
      }
    }
    throw new IOException(
        "cannot apply %s of %s: the API server does not serve it".formatted(kind, version));
  }

  private void awaitEstablished(String path, String name) throws IOException {
    long deadline = System.nanoTime() + ESTABLISH_LIMIT.toNanos();
    while (!established(path)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "cannot wait for CustomResourceDefinition \"%s\": not established after %d s"
                .formatted(name, ESTABLISH_LIMIT.toSeconds()));
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Whether the CRD is established and its resources really are in the discovery document. */
  private boolean established(String path) throws IOException {
    JsonNode definition = JSON.readTree(api.get(path).body());
    boolean established = false;
    for (JsonNode condition : definition.path("status").path("conditions")) {
      established |=
          condition.path("type").asText().equals("Established")
              && condition.path("status").asText().equals("True");
    }
    JsonNode spec = definition.path("spec");
    for (JsonNode version : spec.path("versions")) {
      String discovery =
          "/apis/" + spec.path("group").asText() + "/" + version.path("name").asText();
      established &=
          !version.path("served").asBoolean()
              || api.get(discovery)
                  .body()
                  .contains("\"" + spec.path("names").path("plural").asText() + "\"");
    }
    return established;
  }
}
