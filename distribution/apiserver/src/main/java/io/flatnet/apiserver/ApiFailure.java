package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A request that ends in an error: carries the {@code Status} object that the client gets. */
final class ApiFailure extends RuntimeException {
  /**
   * One finding of a validation.
   *
   * @param reason such as {@code FieldValueInvalid}
   * @param message what is wrong
   * @param field the path of the field, such as {@code spec.vlan}
   */
  record Cause(String reason, String message, String field) {}

  private final int code;
  private final String reason;
  private final ObjectNode details;

  private ApiFailure(int code, String reason, String message, ObjectNode details) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** The HTTP status code. */
  int code() {
    return code;
  }

  /** The body: a {@code Status}, as in {@code k8s.io/apimachinery/pkg/apis/meta/v1/types.go}. */
  ObjectNode status() {
    ObjectNode status = Json.object();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure");
    status.put("message", getMessage());
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    if (!details.isEmpty()) {
      status.set("details", details);
    }
    return status.put("code", code);
  }

  static ApiFailure badRequest(String message) {
    return new ApiFailure(400, "BadRequest", message, Json.object());
  }

  static ApiFailure unauthorized() {
    return new ApiFailure(401, "Unauthorized", "Unauthorized", Json.object());
  }

  /** The whole path is unknown, such as a group that no one serves. */
  static ApiFailure noSuchPath() {
    return new ApiFailure(
        404, "NotFound", "the server could not find the requested resource", Json.object());
  }

  static ApiFailure notFound(ResourceType type, String name) {
    return new ApiFailure(
        404,
        "NotFound",
        "%s \"%s\" not found".formatted(type.qualifiedPlural(), name),
        details(type, name));
  }

  static ApiFailure methodNotAllowed(String method) {
    return new ApiFailure(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource: " + method,
        Json.object());
  }

  static ApiFailure alreadyExists(ResourceType type, String name) {
    return new ApiFailure(
        409,
        "AlreadyExists",
        "%s \"%s\" already exists".formatted(type.qualifiedPlural(), name),
        details(type, name));
  }

  static ApiFailure conflict(ResourceType type, String name, String why) {
    return new ApiFailure(
        409,
        "Conflict",
        "Operation cannot be fulfilled on %s \"%s\": %s"
            .formatted(type.qualifiedPlural(), name, why),
        details(type, name));
  }

  /** A precondition of a deletion; there the real server names the kind, not the resource. */
  static ApiFailure deletionConflict(ResourceType type, String name, String why) {
    return new ApiFailure(
        409,
        "Conflict",
        "Operation cannot be fulfilled on %s \"%s\": %s".formatted(type.qualifiedKind(), name, why),
        details(type, name).put("kind", type.kind()));
  }

  /** The object was changed since the client read it. */
  static ApiFailure modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static ApiFailure forbidden(ResourceType type, String name, String why) {
    return new ApiFailure(
        403,
        "Forbidden",
        "%s \"%s\" is forbidden: %s".formatted(type.qualifiedPlural(), name, why),
        details(type, name));
  }

  /** A resource version that is no longer in the history. */
  static ApiFailure expired(long asked, long oldest) {
    return new ApiFailure(
        410,
        "Expired",
        "too old resource version: %d (%d)".formatted(asked, oldest),
        Json.object());
  }

  static ApiFailure expiredContinue() {
    return new ApiFailure(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result. You must"
            + " start a new list without the continue parameter.",
        Json.object());
  }

  /** A resource version that this server has not reached: it is of another server. */
  static ApiFailure tooLargeResourceVersion(long asked, long current) {
    ObjectNode details = Json.object();
    ObjectNode cause = details.putArray("causes").addObject();
    cause.put("reason", "ResourceVersionTooLarge");
    cause.put("message", "Too large resource version");
    details.put("retryAfterSeconds", 1);
    return new ApiFailure(
        504,
        "Timeout",
        "Timeout: Too large resource version: %d, current: %d".formatted(asked, current),
        details);
  }

  static ApiFailure tooLarge(int limitBytes) {
    return new ApiFailure(
        413,
        "RequestEntityTooLarge",
        "Request entity too large: limit is " + limitBytes,
        Json.object());
  }

  static ApiFailure unsupportedMediaType(String message) {
    return new ApiFailure(415, "UnsupportedMediaType", message, Json.object());
  }

  static ApiFailure notAcceptable(String message) {
    return new ApiFailure(406, "NotAcceptable", message, Json.object());
  }

  static ApiFailure invalid(ResourceType type, String name, List<Cause> causes) {
    ObjectNode details = Json.object();
    details.put("name", name);
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    details.put("kind", type.kind());
    ArrayNode list = details.putArray("causes");
    StringBuilder text = new StringBuilder();
    for (Cause cause : causes) {
      list.addObject()
          .put("reason", cause.reason())
          .put("message", cause.message())
          .put("field", cause.field());
      text.append(text.isEmpty() ? "" : ", ")
          .append(cause.field())
          .append(": ")
          .append(cause.message());
    }
    String all = causes.size() == 1 ? text.toString() : "[" + text + "]";
    return new ApiFailure(
        422,
        "Invalid",
        "%s \"%s\" is invalid: %s".formatted(type.qualifiedKind(), name, all),
        details);
  }

  /** As the real server: an error of the storage that nothing translates. */
  static ApiFailure versionOnCreate() {
    return new ApiFailure(
        500, "", "resourceVersion should not be set on objects to be created", Json.object());
  }

  /** A patch that does not fit the object. */
  static ApiFailure unprocessable(String message) {
    return new ApiFailure(422, "Invalid", message, Json.object());
  }

  /** What the real API server can do and this one does not. */
  static ApiFailure notSupported(String what) {
    return new ApiFailure(
        501,
        "NotImplemented",
        "the embedded API server does not support " + what + "; use a real kube-apiserver for it",
        Json.object());
  }

  /**
   * A webhook denies. Source: {@code
   * k8s.io/apiserver/pkg/admission/plugin/webhook/errors/statuserror.go}.
   *
   * @param result the {@code Status} that it answered, may be absent
   */
  static ApiFailure denied(String webhook, JsonNode result) {
    String denied = "admission webhook \"%s\" denied the request".formatted(webhook);
    String reason = result.path("reason").asText("");
    String message = result.path("message").asText("");
    String why = message.isEmpty() ? reason : message;
    return new ApiFailure(
        Math.max(400, result.path("code").asInt()),
        reason,
        denied + (why.isEmpty() ? " without explanation" : ": " + why),
        result.path("details") instanceof ObjectNode details ? details : Json.object());
  }

  /** A webhook gives no verdict. */
  static ApiFailure webhookFailed(String message, Throwable cause) {
    ObjectNode details = Json.object();
    details.putArray("causes").addObject().put("message", message);
    ApiFailure failure =
        new ApiFailure(500, "InternalError", "Internal error occurred: " + message, details);
    failure.initCause(cause);
    return failure;
  }

  static ApiFailure internal(Throwable cause) {
    ApiFailure failure =
        new ApiFailure(500, "InternalError", "Internal error occurred: " + cause, Json.object());
    failure.initCause(cause);
    return failure;
  }

  private static ObjectNode details(ResourceType type, String name) {
    ObjectNode details = Json.object();
    details.put("name", name);
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    return details.put("kind", type.plural());
  }
}
