package io.flatnet.webhook.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The answers that Jetty gives itself, to requests that are no HTTP or too large: one sentence. */
final class PlainErrors extends ErrorHandler {
  private static final String TEXT = "text/plain;charset=utf-8";

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, TEXT);
    byte[] line = (sentence(code) + "\n").getBytes(StandardCharsets.UTF_8);
    response.write(true, ByteBuffer.wrap(line), callback);
  }

  /** The answer to a request whose head Jetty has read though it is too large. */
  static Reply headTooLarge() {
    int code = HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431;
    return Reply.line(code, sentence(code));
  }

  private static String sentence(int code) {
    return "cannot answer the request: "
        + (code == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431
            ? "its head must be smaller; send fewer or shorter headers"
            : HttpStatus.getMessage(code) + "; see RFC 9110");
  }
}
