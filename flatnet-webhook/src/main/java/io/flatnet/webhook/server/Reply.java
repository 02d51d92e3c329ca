package io.flatnet.webhook.server;

import java.util.Map;

/**
 * An answer: a status and a text.
 *
 * @param status the HTTP status
 * @param contentType the media type of the body
 * @param body sent as UTF-8
 * @param headers more headers
 */
record Reply(int status, String contentType, String body, Map<String, String> headers) {
  private static final String TEXT = "text/plain;charset=utf-8";

  Reply {
    headers = Map.copyOf(headers);
  }

  static Reply line(int status, String line) {
    return new Reply(status, TEXT, line + "\n", Map.of());
  }

  Reply with(String header, String value) {
    return new Reply(status, contentType, body, Map.of(header, value));
  }
}
