package io.flatnet.webhook.certificate;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiException;
import java.util.Optional;

/** Reads and writes single objects of an API server as trees, so that no field is lost. */
interface ObjectApi {
  /**
   * The object; empty if there is none.
   *
   * @throws ApiException if the server refuses or does not answer
   */
  Optional<JsonObject> get(String path) throws ApiException;

  /**
   * Creates an object.
   *
   * @return it as the server has it; empty if there is one of its name already
   * @throws ApiException if the server refuses or does not answer
   */
  Optional<JsonObject> create(String collection, JsonObject object) throws ApiException;

  /**
   * Replaces an object if its {@code resourceVersion} is still that of the server's.
   *
   * @return it as the server has it; empty if somebody wrote or deleted it since
   * @throws ApiException if the server refuses or does not answer
   */
  Optional<JsonObject> replace(String path, JsonObject object) throws ApiException;
}
