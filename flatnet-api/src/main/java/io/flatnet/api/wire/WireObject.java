package io.flatnet.api.wire;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A JSON object with typed accessors that keeps whatever the accessors cannot express.
 *
 * <p>A typed value wins over an entry of the same name in {@link #getOtherFields}, so a value that
 * is set replaces an explicit {@code null} or an odd value that was read.
 */
public interface WireObject {
  /**
   * The fields as they were on the wire that no accessor returns: fields without an accessor,
   * explicit {@code null}s, and values of a shape that the accessor's type does not take.
   *
   * <p>The nodes must not be changed.
   */
  @JsonAnyGetter
  @JsonAnySetter
  Map<String, JsonNode> getOtherFields();

  /**
   * The names of fields that have an accessor and hold a value that it cannot return, for example
   * text where a list belongs. Their accessors return {@code null} as if the field were absent:
   * whoever takes decisions from an object looks here first.
   */
  default Set<String> malformedFields() {
    if (getOtherFields().isEmpty()) {
      return Set.of();
    }
    Set<String> typed = WireJson.fieldNames(getClass());
    return getOtherFields().entrySet().stream()
        .filter(e -> !e.getValue().isNull() && typed.contains(e.getKey()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What the builders of all such objects have in common. */
  interface Builder {
    /** Keeps a field that has no typed value. */
    Object putOtherFields(String name, JsonNode value);
  }
}
