package io.flatnet.lab.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Writes and reads objects of any kind on an API server, as JSON.
 *
 * <p>Thread-safe. Authenticates as the client that it was made from.
 */
public final class KubeObjects {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final MediaType MERGE_PATCH = MediaType.get("application/merge-patch+json");

  /** No grace and no background collector: what the lab deletes it made itself. */
  private static final String DELETE_NOW =
      """
      {"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"propagationPolicy":"Background"}\
      """;

  private final ObjectMapper mapper = new ObjectMapper();
  private final OkHttpClient http;
  private final Headers headers;
  private final String server;

  /**
   * Objects on the API server of a client.
   *
   * @throws IOException when the client's token cannot be used
   */
  public KubeObjects(ApiClient client) throws IOException {
    this.http = client.getHttpClient();
    this.server = client.getBasePath();
    this.headers = headers(client);
  }

  /** A client certificate is in the HTTP client already; a token is a header. */
  private static Headers headers(ApiClient client) throws IOException {
    Map<String, String> fields = new HashMap<>();
    fields.put("Accept", "application/json");
    try {
      client
          .getAuthentication("BearerToken")
          .applyToParams(
              new ArrayList<>(),
              fields,
              new HashMap<>(),
              "",
              "GET",
              URI.create(client.getBasePath()));
    } catch (ApiException unusable) {
      throw new IOException("cannot use the token for " + client.getBasePath(), unusable);
    }
    return Headers.of(fields);
  }

  /**
   * Creates an object.
   *
   * @return the object as the API server keeps it
   * @throws IOException when the API server refuses it or is not there
   */
  public KubeObject create(KubeObject object) throws IOException {
    Request request =
        request(object.kind().path(object.namespace()))
            .post(RequestBody.create(object.json().toString(), JSON))
            .build();
    return KubeObject.of(send("create " + object, request));
  }

  /**
   * Has the API server check an object and not keep it.
   *
   * @throws IOException when the API server would refuse it or is not there
   */
  public void tryOut(KubeObject object) throws IOException {
    Request request =
        request(object.kind().path(object.namespace()) + "?dryRun=All")
            .post(RequestBody.create(object.json().toString(), JSON))
            .build();
    JsonNode _ = send("try out " + object, request);
  }

  /**
   * Creates an object unless one of its name is there.
   *
   * @return the new object, or empty when it was there
   */
  public Optional<KubeObject> createIfAbsent(KubeObject object) throws IOException {
    try {
      return Optional.of(create(object));
    } catch (RefusedException refused) {
      if (refused.status() == 409) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** Reads an object, if it is there. */
  public Optional<KubeObject> find(ResourceKind kind, String namespace, String name)
      throws IOException {
    try {
      Request request = request(kind.path(namespace) + "/" + name).get().build();
      return Optional.of(KubeObject.of(send("read " + kind.kind() + " " + name, request)));
    } catch (RefusedException refused) {
      if (refused.status() == 404) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** Reads an object anew, if it is still there. */
  public Optional<KubeObject> find(KubeObject object) throws IOException {
    return find(object.kind(), object.namespace(), object.name());
  }

  /** Lists the objects of a kind in one namespace. */
  public List<KubeObject> list(ResourceKind kind, String namespace) throws IOException {
    JsonNode list = send("list " + kind.kind(), request(kind.path(namespace)).get().build());
    List<KubeObject> objects = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      if (item instanceof ObjectNode object) {
        objects.add(new KubeObject(kind, object)); // items of a list carry no kind of their own
      }
    }
    return objects;
  }

  /** Merges a patch (RFC 7396) into the status of an object. */
  public void patchStatus(KubeObject object, JsonNode patch) throws IOException {
    Request request =
        request(object.path() + "/status")
            .patch(RequestBody.create(patch.toString(), MERGE_PATCH))
            .build();
    send("write the status of " + object, request);
  }

  /** Deletes an object without a grace period; one that is gone is success. */
  public void delete(KubeObject object) throws IOException {
    try {
      Request request = request(object.path()).delete(RequestBody.create(DELETE_NOW, JSON)).build();
      send("delete " + object, request);
    } catch (RefusedException refused) {
      if (refused.status() != 404) {
        throw refused;
      }
    }
  }

  private Request.Builder request(String path) {
    return new Request.Builder().url(server + path).headers(headers);
  }

  private JsonNode send(String act, Request request) throws IOException {
    Call call = http.newCall(request);
    try (Response response = call.execute()) {
      String body = response.body().string();
      if (!response.isSuccessful()) {
        throw new RefusedException(act, response.code(), body);
      }
      return mapper.readTree(body);
    } catch (RefusedException refused) {
      throw refused;
    } catch (IOException broken) {
      throw new IOException(
          "cannot %s: no answer from %s (%s)".formatted(act, server, broken.getMessage()), broken);
    }
  }

  /** An answer of the API server that is an error. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    RefusedException(String act, int status, String body) {
      super("cannot %s: the API server answers %d: %s".formatted(act, status, body.strip()));
      this.status = status;
      this.reason = message(body);
    }

    private static String message(String body) {
      try {
        return new ObjectMapper().readTree(body).path("message").asText(body);
      } catch (JsonProcessingException noStatus) {
        return body;
      }
    }

    /** What the API server says, for people. */
    public String reason() {
      return reason;
    }

    /** The HTTP status code. */
    public int status() {
      return status;
    }
  }
}
