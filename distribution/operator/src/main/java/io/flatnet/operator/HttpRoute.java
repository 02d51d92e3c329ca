package io.flatnet.operator;

import java.util.Set;
import org.eclipse.jetty.server.Request;

/** What answers the requests for one path. Called on many threads. */
interface HttpRoute {
  /** The methods that are answered; {@code HEAD} is, where {@code GET} is. */
  default Set<String> methods() {
    return Set.of("GET");
  }

  /** The answer to a request with one of the methods. */
  HttpAnswer answer(Request request);
}
