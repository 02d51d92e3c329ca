package io.flatnet.webhook.review;

import static io.flatnet.webhook.review.UnreadableReviewException.RESEND;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.AdmissionRequest.Operation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes the request out of an admission review. */
final class ReviewReader {
  static final String API_VERSION = "admission.k8s.io/v1";
  static final String KIND = "AdmissionReview";

  private static final int SHOWN_CHARACTERS = 60;

  /**
   * What a review asks.
   *
   * @param uid the mark that the answer must carry
   * @param request what is to be judged
   */
  record Question(String uid, AdmissionRequest request) {}

  private ReviewReader() {}

  /**
   * Reads a body. Fields that decide nothing, such as {@code userInfo} and {@code options}, are not
   * looked at.
   *
   * @throws UnreadableReviewException if it is no review that can be judged
   */
  static Question read(byte[] body) throws UnreadableReviewException {
    JsonObject review = StrictJson.read(body);
    require(review, "apiVersion", API_VERSION, "set admissionReviewVersions to [\"v1\"]");
    require(review, "kind", KIND, RESEND);
    JsonObject request = object(review, "request", "request");
    if (request == null) {
      throw new UnreadableReviewException("request must be an object, got none", RESEND);
    }
    String uid = text(request, "uid", "request.uid");
    if (uid.isEmpty()) {
      throw new UnreadableReviewException("request.uid must be there, got none", RESEND);
    }
    return new Question(uid, request(request));
  }

  private static AdmissionRequest request(JsonObject request) throws UnreadableReviewException {
    JsonObject kind = object(request, "kind", "request.kind");
    if (kind == null) {
      throw new UnreadableReviewException("request.kind must be an object, got none", RESEND);
    }
    String kindName = text(kind, "kind", "request.kind.kind");
    if (kindName.isEmpty()) {
      throw new UnreadableReviewException("request.kind.kind must be there, got none", RESEND);
    }
    Operation operation = operation(text(request, "operation", "request.operation"));
    String group = text(kind, "group", "request.kind.group");
    String subResource = text(request, "subResource", "request.subResource");
    String namespace = text(request, "namespace", "request.namespace");
    String name = text(request, "name", "request.name");
    JsonObject oldObject = object(request, "oldObject", "request.oldObject");
    JsonObject object = object(request, "object", "request.object");
    try {
      return new AdmissionRequest(
          operation, group, kindName, subResource, namespace, name, oldObject, object);
    } catch (IllegalArgumentException e) { // an object is missing, in words for the sender
      throw new UnreadableReviewException(String.valueOf(e.getMessage()));
    }
  }

  private static Operation operation(String name) throws UnreadableReviewException {
    for (Operation operation : Operation.values()) {
      if (operation.name().equals(name)) {
        return operation;
      }
    }
    throw new UnreadableReviewException(
        "request.operation must be one of "
            + Arrays.toString(Operation.values())
            + ", got \""
            + shortened(name)
            + "\"",
        RESEND);
  }

  private static void require(JsonObject review, String field, String value, String nextStep)
      throws UnreadableReviewException {
    String got = text(review, field, field);
    if (!got.equals(value)) {
      throw new UnreadableReviewException(
          field + " must be \"" + value + "\", got \"" + shortened(got) + "\"", nextStep);
    }
  }

  /** The object of that name; null where there is none, as the API server writes it. */
  private static @Nullable JsonObject object(JsonObject parent, String name, String path)
      throws UnreadableReviewException {
    JsonElement value = parent.get(name);
    if (value == null || value.isJsonNull()) {
      return null;
    }
    if (!value.isJsonObject()) {
      throw new UnreadableReviewException(path + " must be an object, got another type", RESEND);
    }
    return value.getAsJsonObject();
  }

  /** The string of that name; empty where there is none. */
  private static String text(JsonObject parent, String name, String path)
      throws UnreadableReviewException {
    JsonElement value = parent.get(name);
    if (value == null || value.isJsonNull()) {
      return "";
    }
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isString()) {
      throw new UnreadableReviewException(path + " must be a string, got another type", RESEND);
    }
    return primitive.getAsString();
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
  }
}
