package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The least of OpenAPI that {@code kubectl create} and {@code apply} ask for: which kinds there are
 * and that the server validates their fields. It has no schemas.
 */
final class OpenApi {
  private final TypeRegistry types;

  OpenApi(TypeRegistry types) {
    this.types = types;
  }

  /**
   * The document at a path below {@code /openapi}.
   *
   * @throws ApiFailure 501 for version 2, 404 for a group that is not served
   */
  ObjectNode document(List<String> segments) {
    if (segments.size() < 2 || !segments.get(1).equals("v3")) {
      throw ApiFailure.notSupported("OpenAPI version 2");
    }
    return switch (segments.size()) {
      case 2 -> index();
      case 4 -> paths("", segments.get(3));
      case 5 -> paths(segments.get(3), segments.get(4));
      default -> throw ApiFailure.noSuchPath();
    };
  }

  private ObjectNode index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (ResourceType type : types.all()) {
      String path = root(type).substring(1);
      paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path);
    }
    return index;
  }

  private ObjectNode paths(String group, String version) {
    List<ResourceType> served = types.of(group, version);
    if (served.isEmpty()) {
      throw ApiFailure.noSuchPath();
    }
    ObjectNode document = Json.object();
    document.put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", "embedded");
    ObjectNode paths = document.putObject("paths");
    for (ResourceType type : served) {
      String collection = type.namespaced() ? "/namespaces/{namespace}/" : "/";
      ObjectNode patch =
          paths.putObject(root(type) + collection + type.plural() + "/{name}").putObject("patch");
      patch.putArray("parameters").addObject().put("name", "fieldValidation").put("in", "query");
      patch
          .putObject("x-kubernetes-group-version-kind")
          .put("group", type.group())
          .put("version", type.version())
          .put("kind", type.kind());
    }
    return document;
  }

  private static String root(ResourceType type) {
    return (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion();
  }
}
