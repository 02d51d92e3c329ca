package io.flatnet.controllers.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a request to the API server ended. Everything that a caller is expected to act on is a value
 * here; nothing is thrown.
 *
 * @param <T> what a request that was carried out answers
 */
public sealed interface Outcome<T> {

  /** What the server answered, when it carried the request out. */
  default Optional<T> answer() {
    return this instanceof Done<T> done ? Optional.of(done.value()) : Optional.empty();
  }

  /**
   * The request was carried out.
   *
   * @param value the object as it is now
   */
  record Done<T>(T value) implements Outcome<T> {}

  /** The request was not carried out, or nobody knows. */
  sealed interface Failure<T> extends Outcome<T> {
    /** One line for people: what was refused and why. */
    String message();
  }

  /**
   * Somebody else wrote the object since it was read, or it is another object of the same name.
   * Read it again and decide again.
   */
  record Conflict<T>(String message) implements Failure<T> {}

  /** There is no such object, or no such resource. */
  record NotFound<T>(String message) implements Failure<T> {}

  /** There is an object of that name already. */
  record AlreadyExists<T>(String message) implements Failure<T> {}

  /**
   * The server does not let this client do it (401 or 403).
   *
   * @param verb the RBAC verb: {@code get}, {@code list}, {@code create} …
   * @param resource the RBAC resource: {@code flatnetworkips.flatnetwork.pandaria.io/status} …
   */
  record Forbidden<T>(String verb, String resource, String message) implements Failure<T> {}

  /**
   * The server says that the request is wrong (400, 422 …); the same request will never succeed.
   */
  record Invalid<T>(String message) implements Failure<T> {}

  /**
   * No answer in time, or one that says that the server is not well. <strong>The request may have
   * been carried out, or may yet be.</strong>
   */
  record Unavailable<T>(String message, @Nullable Throwable cause) implements Failure<T> {}
}
