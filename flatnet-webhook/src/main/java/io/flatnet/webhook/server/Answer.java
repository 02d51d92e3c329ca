package io.flatnet.webhook.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The one answer to a request. Several threads may have one: who {@link #take}s it first sends, and
 * the others must not touch the request any more.
 */
final class Answer {
  private static final int MAX_READS = 16;

  private final Request request;
  private final Response response;
  private final Callback ended;
  private final boolean last;
  private final AtomicBoolean taken = new AtomicBoolean();

  /**
   * An answer to come.
   *
   * @param ended called when it is sent, or cannot be
   * @param last whether the connection is to end with it
   */
  Answer(Request request, Response response, Callback ended, boolean last) {
    this.request = request;
    this.response = response;
    this.ended = ended;
    this.last = last;
  }

  /** Whether the caller is the first, who must {@link #send} or {@link #fail}. */
  boolean take() {
    return taken.compareAndSet(false, true);
  }

  /** Sends it. */
  void send(Reply reply) {
    response.setStatus(reply.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.contentType());
    reply.headers().forEach(response.getHeaders()::put);
    if (!isHttp2(request) && (last || !isRead())) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    boolean bodiless = HttpMethod.HEAD.is(request.getMethod());
    response.write(true, ByteBuffer.wrap(bodiless ? new byte[0] : body), ended);
  }

  /** Says that there is none. */
  void fail(Throwable cause) {
    Response.writeError(request, response, ended, cause);
  }

  static boolean isHttp2(Request request) {
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
  }

  /**
   * Whether all of the request is here; reads what is. When the rest of a body may still be on its
   * way, no other request can follow it on this connection, and the client has to know. In HTTP/2
   * one can.
   */
  private boolean isRead() {
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
}
