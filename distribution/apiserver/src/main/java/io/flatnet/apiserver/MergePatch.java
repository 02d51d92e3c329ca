package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON merge patch. Source: RFC 7396 section 2. */
final class MergePatch {
  private MergePatch() {}

  /** Merges a patch into an object. */
  static void apply(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (value.isNull()) {
        target.remove(name);
      } else if (value instanceof ObjectNode change) {
        ObjectNode child =
            target.get(name) instanceof ObjectNode existing ? existing : target.putObject(name);
        apply(child, change);
      } else {
        target.set(name, value.deepCopy());
      }
    }
  }
}
