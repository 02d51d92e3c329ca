package io.flatnet.webhook.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sends each request to what answers its path, in a virtual thread of the request's own. Jetty
 * would start one itself for some requests and take one of its few platform threads for others,
 * which then waits for a body.
 */
final class Paths extends Handler.Abstract.NonBlocking {
  private static final ThreadFactory THREADS =
      Thread.ofVirtual().name("flatnet-webhook-request").factory();

  private static final String ALL = "/validate, /ping, /hostname, /healthz, /readyz";

  private static final int MAX_READS = 16;

  private final Validate validate;
  private final Connections connections;
  private final BooleanSupplier ready;
  private final String hostname;

  Paths(Validate validate, Connections connections, BooleanSupplier ready, String hostname) {
    this.validate = validate;
    this.connections = connections;
    this.ready = ready;
    this.hostname = hostname;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Connections.Use use = connections.use(request.getConnectionMetaData().getConnection());
    Callback ended = Callback.from(callback, use::close);
    THREADS.newThread(() -> answer(request, response, ended)).start();
    return true;
  }

  private void answer(Request request, Response response, Callback ended) {
    try {
      send(answer(request), request, response, ended);
    } catch (RuntimeException | Error e) {
      Response.writeError(request, response, ended, e);
      throw e;
    }
  }

  private static void send(Reply reply, Request request, Response response, Callback ended) {
    response.setStatus(reply.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.contentType());
    reply.headers().forEach(response.getHeaders()::put);
    if (!isRead(request)) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    boolean bodiless = HttpMethod.HEAD.is(request.getMethod());
    response.write(true, ByteBuffer.wrap(bodiless ? new byte[0] : body), ended);
  }

  /**
   * Whether all of the request is here; reads what is. When the rest of a body may still be on its
   * way, no other request can follow it on this connection, and the client has to know. In HTTP/2
   * one can.
   */
  private static boolean isRead(Request request) {
    if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
      return true;
    }
    for (int reads = 0; reads < MAX_READS; reads++) {
      Content.Chunk chunk = request.read();
      if (chunk == null || Content.Chunk.isFailure(chunk)) {
        return false;
      }
      chunk.release();
      if (chunk.isLast()) {
        return true;
      }
    }
    return false;
  }

  private Reply answer(Request request) {
    return switch (Request.getPathInContext(request)) {
      case "/validate" -> validate.answer(request);
      case "/ping" -> read(request, () -> Reply.line(HttpStatus.OK_200, "pong"));
      case "/hostname" -> read(request, () -> Reply.line(HttpStatus.OK_200, hostname));
      case "/healthz" -> read(request, () -> Reply.line(HttpStatus.OK_200, "ok"));
      case "/readyz" -> read(request, this::readiness);
      default ->
          Reply.line(HttpStatus.NOT_FOUND_404, "cannot find this path; the paths are " + ALL);
    };
  }

  private Reply readiness() {
    return ready.getAsBoolean()
        ? Reply.line(HttpStatus.OK_200, "ok")
        : Reply.line(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "cannot judge yet: the webhook does not know the cluster; try again in a moment");
  }

  private static Reply read(Request request, Supplier<Reply> reply) {
    if (HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod())) {
      return reply.get();
    }
    return Reply.line(HttpStatus.METHOD_NOT_ALLOWED_405, "cannot use this method; use GET")
        .with("Allow", "GET, HEAD");
  }
}
