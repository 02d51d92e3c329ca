package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.CompatibilityFlags;
import com.flipkart.zjsonpatch.InvalidJsonPatchException;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import java.util.EnumSet;
import java.util.function.UnaryOperator;

/** The kinds of patches. */
final class Patches {
  /** As the API server's library: what is not there can be replaced, but not removed. */
  private static final EnumSet<CompatibilityFlags> FLAGS =
      EnumSet.of(
          CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT,
          CompatibilityFlags.ALLOW_MISSING_TARGET_OBJECT_ON_REPLACE);

  private static final String ACCEPTED =
      "the body of the request was in an unknown format - accepted media types include:"
          + " application/json-patch+json, application/merge-patch+json,"
          + " application/apply-patch+yaml";

  private Patches() {}

  /**
   * Reads a patch; the result changes an object in place or makes a new one.
   *
   * @throws ApiFailure 400 if it is malformed, 415 or 501 if it is of another kind
   */
  static UnaryOperator<ObjectNode> read(ResourceType type, ApiRequest request) {
    return switch (request.contentType()) {
      case "application/merge-patch+json" -> {
        ObjectNode patch = Json.parseObject(request.body(), false);
        yield object -> {
          MergePatch.apply(object, patch);
          return object;
        };
      }
      case "application/json-patch+json" -> {
        JsonNode patch = Json.parse(request.body(), false);
        yield object -> applyJsonPatch(object, patch);
      }
      case "application/strategic-merge-patch+json" -> throw strategic(type);
      case "application/apply-patch+yaml", "application/apply-patch+cbor" ->
          throw ApiFailure.notSupported("server-side apply");
      default -> throw ApiFailure.unsupportedMediaType(ACCEPTED);
    };
  }

  private static ObjectNode applyJsonPatch(ObjectNode object, JsonNode patch) {
    try {
      JsonPatch.validate(patch, FLAGS);
    } catch (InvalidJsonPatchException e) {
      throw ApiFailure.badRequest("cannot read the JSON patch: " + e.getMessage());
    }
    try {
      if (JsonPatch.apply(patch, object, FLAGS) instanceof ObjectNode result) {
        return result;
      }
    } catch (JsonPatchApplicationException e) {
      throw ApiFailure.unprocessable(
          "the server rejected our request due to an error in our request: " + e.getMessage());
    }
    throw ApiFailure.unprocessable("the JSON patch leaves no object");
  }

  private static ApiFailure strategic(ResourceType type) {
    return type.has(ResourceType.Trait.CUSTOM)
        ? ApiFailure.unsupportedMediaType(ACCEPTED)
        : ApiFailure.notSupported("strategic merge patches");
  }
}
