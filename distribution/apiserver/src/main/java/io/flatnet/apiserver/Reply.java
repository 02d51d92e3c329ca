package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a request is answered with. */
sealed interface Reply {
  /**
   * A body that is known as a whole.
   *
   * @param code the HTTP status code
   * @param contentType its media type
   * @param body its text
   */
  record Whole(int code, String contentType, ByteBuffer body) implements Reply {}

  /** A body that grows for as long as the client listens. */
  non-sealed interface Stream extends Reply {
    /** Writes until there is nothing more to come or nobody to read it. */
    void writeTo(OutputStream out) throws IOException;

    /** Ends the writing soon, because the client is gone; from any thread. */
    void stop();
  }

  static Reply json(int code, JsonNode node) {
    return new Whole(code, "application/json", ByteBuffer.wrap(Json.bytes(node)));
  }

  static Reply object(int code, StoredObject object) {
    return new Whole(code, "application/json", ByteBuffer.wrap(object.bytes()));
  }

  static Reply text(String text) {
    return new Whole(200, "text/plain", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
