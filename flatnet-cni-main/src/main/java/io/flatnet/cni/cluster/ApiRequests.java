package io.flatnet.cni.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.wire.WireJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/** Requests to one API server, with our token where we have one. Thread-safe. */
final class ApiRequests {
  static final String JSON = "application/json";

  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final String authority;
  private final String prefix;
  private final @Nullable BearerToken token;

  ApiRequests(ClusterAccess access) throws IOException {
    URI server = access.server();
    this.authority = server.getRawAuthority();
    String path = server.getRawPath() == null ? "" : server.getRawPath();
    this.prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    Path tokenFile = access.tokenFile();
    String fixed = access.token();
    if (tokenFile != null) {
      this.token = new BearerToken(tokenFile, System::nanoTime);
    } else {
      this.token = fixed == null ? null : new BearerToken(fixed);
    }
  }

  /**
   * What is asked, without what the server and we are.
   *
   * @param path with its query
   * @param body null = none
   * @param bodyType the body's media type
   */
  @SuppressWarnings("ArrayRecordComponent") // sent once or twice; equality is never asked
  record Draft(
      String method, String path, String accept, byte @Nullable [] body, String bodyType) {}

  static Draft get(String path, String accept) {
    return new Draft("GET", path, accept, null, JSON);
  }

  static Draft post(String path, JsonNode object) {
    return new Draft("POST", path, JSON, bytes(object), JSON);
  }

  static Draft patch(String path, JsonNode patch) {
    return new Draft("PATCH", path, JSON, bytes(patch), MERGE_PATCH);
  }

  private static byte[] bytes(JsonNode tree) {
    try {
      return WireJson.writeBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a tree", e);
    }
  }

  /**
   * The request with all its headers.
   *
   * @throws IOException if our token cannot be read
   */
  ClassicHttpRequest of(Draft draft) throws IOException {
    BasicClassicHttpRequest request =
        new BasicClassicHttpRequest(draft.method(), prefix + draft.path());
    request.setHeader(HttpHeaders.HOST, authority);
    request.setHeader(HttpHeaders.USER_AGENT, "flatnet-agent");
    request.setHeader(HttpHeaders.ACCEPT, draft.accept());
    if (token != null) {
      request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token.token());
    }
    byte[] body = draft.body();
    if (body != null) {
      ContentType type = ContentType.create(draft.bodyType());
      request.setEntity(new ByteArrayEntity(body, type));
      request.setHeader(HttpHeaders.CONTENT_TYPE, draft.bodyType());
      request.setHeader(HttpHeaders.CONTENT_LENGTH, body.length);
    }
    return request;
  }
}
