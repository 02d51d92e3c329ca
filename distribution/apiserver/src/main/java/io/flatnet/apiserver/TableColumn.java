package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * A column of {@code kubectl get}.
 *
 * @param name its heading
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
 * @param format the OpenAPI format, may be empty
 * @param description what it means
 * @param priority 0 to show it always, more to show it in the wide table only
 * @param path the value: a JSON path of field names, such as {@code .spec.cidr}
 */
record TableColumn(
    String name, String type, String format, String description, int priority, String path) {
  private static final Pattern SIMPLE_PATH = Pattern.compile("(\\.[A-Za-z0-9_-]+)+");

  /** Whether the path is of the one form that can be evaluated here. */
  boolean isSupported() {
    return SIMPLE_PATH.matcher(path).matches();
  }

  /** The value in an object; a missing node if it has none. */
  JsonNode valueIn(JsonNode object) {
    return object.at(path.replace('.', '/'));
  }
}
