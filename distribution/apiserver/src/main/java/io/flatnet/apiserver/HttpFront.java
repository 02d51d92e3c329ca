package io.flatnet.apiserver;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP on one side, {@link ResourceApi} on the other. */
final class HttpFront extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  /** As the real server's limit on a request. */
  private static final int BODY_LIMIT_BYTES = 3 * 1024 * 1024;

  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
  private static final HttpField NO_CACHE =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache, private");

  private final ResourceApi api;
  private final Tokens tokens;

  HttpFront(ResourceApi api, Tokens tokens) {
    this.api = api;
    this.tokens = tokens;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Warnings warnings = new Warnings();
    Reply reply = reply(request, warnings);
    warnings.headers().forEach(warning -> response.getHeaders().add(HttpHeader.WARNING, warning));
    switch (reply) {
      case Reply.Whole whole -> send(response, whole, callback);
      case Reply.Stream stream -> stream(request, response, stream, callback);
    }
    return true;
  }

  private Reply reply(Request request, Warnings warnings) {
    try {
      User user =
          tokens
              .user(header(request, HttpHeader.AUTHORIZATION))
              .orElseThrow(ApiFailure::unauthorized);
      return api.handle(read(request, user, warnings));
    } catch (ApiFailure e) {
      return Reply.json(e.code(), e.status());
    } catch (IOException | RuntimeException e) {
      LOG.error("cannot answer {} {}", request.getMethod(), request.getHttpURI(), e);
      ApiFailure failure = ApiFailure.internal(e);
      return Reply.json(failure.code(), failure.status());
    }
  }

  private static ApiRequest read(Request request, User user, Warnings warnings) throws IOException {
    byte[] body;
    try (InputStream in = Content.Source.asInputStream(request)) {
      body = in.readNBytes(BODY_LIMIT_BYTES + 1);
    }
    if (body.length > BODY_LIMIT_BYTES) {
      throw ApiFailure.tooLarge(BODY_LIMIT_BYTES);
    }
    return new ApiRequest(
        request.getMethod(),
        String.valueOf(request.getHttpURI().getDecodedPath()),
        query(request),
        header(request, HttpHeader.CONTENT_TYPE),
        header(request, HttpHeader.ACCEPT),
        ByteBuffer.wrap(body),
        user,
        warnings);
  }

  private static Map<String, String> query(Request request) {
    Map<String, String> query = new HashMap<>();
    for (Fields.Field field : Request.extractQueryParameters(request)) {
      query.put(field.getName(), String.valueOf(field.getValues().getLast()));
    }
    return query;
  }

  private static String header(Request request, HttpHeader header) {
    @Nullable String value = request.getHeaders().get(header);
    return value == null ? "" : value;
  }

  private static void send(Response response, Reply.Whole whole, Callback callback) {
    start(response, whole.code(), whole.contentType());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, whole.body().remaining());
    response.write(true, whole.body(), callback);
  }

  private static void stream(
      Request request, Response response, Reply.Stream stream, Callback callback) {
    start(response, 200, "application/json");
    // A connection that carried a watch is not used again: see Hangup.
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    try (Hangup hangup = Hangup.watch(request, stream::stop);
        OutputStream out = Content.Sink.asOutputStream(response)) {
      stream.writeTo(new BufferedOutputStream(out));
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e); // the client is gone
    }
  }

  private static void start(Response response, int code, String contentType) {
    response.setStatus(code);
    response.getHeaders().put(NO_CACHE);
    if (contentType.equals("application/json")) {
      response.getHeaders().put(JSON);
    } else {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    }
  }
}
