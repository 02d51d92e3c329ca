package io.flatnet.webhook.review;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.flatnet.webhook.Verdict;
import java.util.List;

/** Puts a verdict into an admission review. */
final class ReviewWriter {
  /** A warning beyond it may be cut by the API server, so it is cut here, visibly. */
  static final int MAX_WARNING_CHARACTERS = 256;

  /** All warnings of an answer; what comes after it is dropped by the API server. */
  static final int MAX_WARNINGS_CHARACTERS = 4_096;

  /** The API server refuses answers of more than 3 MiB; people stop reading long before. */
  static final int MAX_MESSAGE_CHARACTERS = 64 * 1_024;

  private static final String CUT = "...";
  private static final int FORBIDDEN = 403;
  private static final int UNAVAILABLE = 503;

  private ReviewWriter() {}

  /** The JSON of the answer to the review of that uid. */
  static String write(String uid, Verdict verdict) {
    JsonObject response = new JsonObject();
    response.addProperty("uid", uid);
    response.addProperty("allowed", verdict instanceof Verdict.Allowed);
    switch (verdict) {
      case Verdict.Allowed allowed -> addWarnings(response, allowed.warnings());
      case Verdict.Denied denied ->
          response.add("status", status(FORBIDDEN, "Forbidden", denied.message()));
      case Verdict.Undecided undecided -> response.add("status", retry(undecided.message()));
    }
    JsonObject review = new JsonObject();
    review.addProperty("apiVersion", ReviewReader.API_VERSION);
    review.addProperty("kind", ReviewReader.KIND);
    review.add("response", response);
    return review.toString();
  }

  /** The API server makes a Retry-After of the details, on which its clients try again. */
  private static JsonObject retry(String message) {
    JsonObject details = new JsonObject();
    details.addProperty("retryAfterSeconds", 1);
    JsonObject status = status(UNAVAILABLE, "ServiceUnavailable", message);
    status.add("details", details);
    return status;
  }

  private static JsonObject status(int code, String reason, String message) {
    JsonObject status = new JsonObject();
    status.addProperty("status", "Failure");
    status.addProperty("code", code);
    status.addProperty("reason", reason);
    status.addProperty("message", cut(message, MAX_MESSAGE_CHARACTERS));
    return status;
  }

  private static void addWarnings(JsonObject response, List<String> warnings) {
    JsonArray array = new JsonArray();
    int left = MAX_WARNINGS_CHARACTERS;
    for (int i = 0; i < warnings.size(); i++) {
      String warning = cut(oneLine(warnings.get(i)), MAX_WARNING_CHARACTERS);
      String rest = "and " + (warnings.size() - i) + " more warnings";
      boolean last = i == warnings.size() - 1;
      if (warning.length() + (last ? 0 : rest.length()) > left) {
        array.add(rest);
        break;
      }
      array.add(warning);
      left -= warning.length();
    }
    if (!array.isEmpty()) {
      response.add("warnings", array);
    }
  }

  /**
   * A warning becomes an HTTP header: one with a control character is dropped by the API server.
   */
  private static String oneLine(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String cut(String text, int characters) {
    if (text.length() <= characters) {
      return text;
    }
    int end = characters - CUT.length();
    boolean inPair = Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, inPair ? end - 1 : end) + CUT;
  }
}
