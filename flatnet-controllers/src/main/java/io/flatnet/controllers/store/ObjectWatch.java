package io.flatnet.controllers.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.flatnet.api.wire.JsonFields;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A watch whose events are read as they arrive, without the text and the tree of each that the
 * official client's own makes. For one thread, but for {@link #close}.
 */
public final class ObjectWatch<T> implements Watchable<T> {
  private static final String ERROR = "ERROR";

  /** The informer knows by these words that the connection ended, and lists again. */
  private static final String CUT_OFF = "IO Exception during hasNext method.";

  private final Call call;
  private final Response response;
  private final ObjectDecoder<T> decoder;
  private final JsonParser parser;

  ObjectWatch(Call call, Response response, ObjectDecoder<T> decoder) throws IOException {
    this.call = call;
    this.response = response;
    this.decoder = decoder;
    this.parser = ObjectPage.JSON.createParser(response.body().byteStream());
  }

  /** Waits for an event; false when the server ended the watch. */
  @Override
  public boolean hasNext() {
    try {
      return parser.hasToken(JsonToken.START_OBJECT) || parser.nextToken() != null;
    } catch (IOException e) {
      throw new IllegalStateException(CUT_OFF, e);
    }
  }

  @Override
  public Watch.Response<T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the watch has ended");
    }
    try {
      return event();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read an event of a watch: " + e.getMessage(), e);
    }
  }

  private Watch.Response<T> event() throws IOException {
    Event<T> event = new Event<>();
    JsonFields.object(
        parser,
        name -> {
          if (name.equals("type")) {
            event.type = Objects.requireNonNullElse(JsonFields.text(parser), "");
          } else if (name.equals("object")) {
            if (event.type.isEmpty()) { // API servers write it first
              throw new JsonMappingException(parser, "an event without a type");
            }
            if (event.type.equals(ERROR)) {
              event.status = STATUS.decode(parser);
            } else {
              event.object = decoder.decode(parser);
            }
          }
        });
    if (event.status != null) {
      return new Watch.Response<>(event.type, event.status);
    }
    if (event.object == null) {
      throw new JsonMappingException(parser, "an event without an object");
    }
    return new Watch.Response<>(event.type, event.object);
  }

  private static final ObjectDecoder<V1Status> STATUS = ObjectDecoder.of(V1Status.class);

  private static final class Event<T> {
    String type = "";
    @Nullable T object;
    @Nullable V1Status status;
  }

  @Override
  public Iterator<Watch.Response<T>> iterator() {
    return this;
  }

  /** Ends the watch; any thread may. */
  @Override
  public void close() {
    call.cancel();
    response.close();
  }
}
