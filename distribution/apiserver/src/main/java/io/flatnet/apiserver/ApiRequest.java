package io.flatnet.apiserver;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A request as the verbs see it.
 *
 * @param method the HTTP method
 * @param path the path without its query
 * @param query the parameters; of repeated ones the last
 * @param contentType the media type of the body without its parameters, in lower case; may be empty
 * @param accept the header, may be empty
 * @param body the body, may be empty
 * @param user who sent it
 * @param warnings what its answer is to warn about
 */
record ApiRequest(
    String method,
    String path,
    Map<String, String> query,
    String contentType,
    String accept,
    ByteBuffer body,
    User user,
    Warnings warnings) {
  ApiRequest {
    query = Map.copyOf(query);
    int parameters = contentType.indexOf(';');
    contentType =
        (parameters < 0 ? contentType : contentType.substring(0, parameters))
            .strip()
            .toLowerCase(Locale.ROOT);
  }

  /** The parts of the path between slashes. */
  List<String> segments() {
    return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
  }

  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  boolean flag(String name) {
    String value = parameter(name);
    return value.equals("true") || value.equals("1");
  }

  /**
   * A parameter that is a number.
   *
   * @throws ApiFailure 400 if it is something else
   */
  OptionalLong number(String name) {
    String value = parameter(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseUnsignedLong(value));
    } catch (NumberFormatException e) {
      throw ApiFailure.badRequest(
          "cannot read parameter %s \"%s\": must be a number".formatted(name, value));
    }
  }

  /**
   * Whether the body is YAML rather than JSON.
   *
   * @throws ApiFailure 415 if it is neither
   */
  boolean isYaml() {
    return switch (contentType) {
      case "", "*/*", "application/json" -> false;
      case "application/yaml" -> true;
      default ->
          throw ApiFailure.unsupportedMediaType(
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json, application/yaml");
    };
  }

  /** Whether the client would rather have a table than the objects. */
  boolean wantsTable() {
    return accept.contains("as=Table");
  }
}
