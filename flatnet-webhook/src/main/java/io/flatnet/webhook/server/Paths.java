package io.flatnet.webhook.server;

import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
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

  private final Validate validate;
  private final Connections connections;
  private final BooleanSupplier ready;
  private final String hostname;
  private final int headerBytes;
  private volatile boolean isLeaving;

  Paths(
      Validate validate,
      Connections connections,
      BooleanSupplier ready,
      String hostname,
      int headerBytes) {
    this.validate = validate;
    this.connections = connections;
    this.ready = ready;
    this.hostname = hostname;
    this.headerBytes = headerBytes;
  }

  /** Has each answer end its connection from now on. */
  void leave() {
    isLeaving = true;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Connections.Use use = connections.use(request.getConnectionMetaData().getConnection());
    Callback ended = Callback.from(callback, use::close);
    THREADS
        .newThread(() -> answer(request, new Answer(request, response, ended, isLeaving)))
        .start();
    return true;
  }

  private void answer(Request request, Answer answer) {
    try {
      if (Answer.isHttp2(request) && headSize(request) > headerBytes) {
        give(answer, PlainErrors.headTooLarge());
      } else if (Request.getPathInContext(request).equals("/validate")) {
        validate.answer(request, answer);
      } else {
        give(answer, reply(request));
      }
    } catch (RuntimeException | Error e) {
      if (answer.take()) {
        answer.fail(e);
      }
      throw e;
    }
  }

  private static void give(Answer answer, Reply reply) {
    if (answer.take()) {
      answer.send(reply);
    }
  }

  /** The bytes of the URI, names and values, which in HTTP/2 nobody else has counted. */
  private static int headSize(Request request) {
    int bytes = request.getHttpURI().toString().length();
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue();
      bytes += field.getName().length() + (value == null ? 0 : value.length());
    }
    return bytes;
  }

  private Reply reply(Request request) {
    return switch (Request.getPathInContext(request)) {
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
