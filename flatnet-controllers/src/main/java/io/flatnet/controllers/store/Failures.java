package io.flatnet.controllers.store;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.openapi.models.V1StatusDetails;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns errors of the official client into outcomes. */
public final class Failures {
  private Failures() {}

  /** What an exception of the client means. */
  public static <T> Outcome<T> of(ApiException error, String verb, String resource) {
    V1Status status = ApiServerStore.status(error.getResponseBody());
    String said = status == null ? null : status.getMessage();
    String reason = status == null ? null : status.getReason();
    String message =
        String.format(
            Locale.ROOT, "cannot %s %s: %s", verb, resource, said == null ? cause(error) : said);
    return switch (error.getCode()) {
      case 401, 403 ->
          isTerminating(status) // no question of rights
              ? new Outcome.Invalid<>(message)
              : new Outcome.Forbidden<>(verb, resource, message);
      case 404 -> new Outcome.NotFound<>(message);
      case 409 ->
          "AlreadyExists".equals(reason)
              ? new Outcome.AlreadyExists<>(message)
              : new Outcome.Conflict<>(message);
      case 422 ->
          said != null && said.contains("metadata.uid")
              ? new Outcome.Conflict<>(message)
              : new Outcome.Invalid<>(message);
      case 400, 405, 406, 413, 415 -> new Outcome.Invalid<>(message);
      default -> new Outcome.Unavailable<>(message, error);
    };
  }

  /** An answer that is no JSON of the expected kind: nobody knows what the server did. */
  static <T> Outcome<T> unreadable(RuntimeException error, String verb, String resource) {
    String message =
        String.format(
            Locale.ROOT, "cannot %s %s: the answer cannot be read: %s", verb, resource, error);
    return new Outcome.Unavailable<>(message, error);
  }

  /** The same failure of a request for something else. */
  public static <A, B> Outcome<B> retyped(Outcome.Failure<A> failure) {
    return switch (failure) {
      case Outcome.Conflict<A>(String message) -> new Outcome.Conflict<>(message);
      case Outcome.NotFound<A>(String message) -> new Outcome.NotFound<>(message);
      case Outcome.AlreadyExists<A>(String message) -> new Outcome.AlreadyExists<>(message);
      case Outcome.Forbidden<A>(String verb, String resource, String message) ->
          new Outcome.Forbidden<>(verb, resource, message);
      case Outcome.Invalid<A>(String message) -> new Outcome.Invalid<>(message);
      case Outcome.Unavailable<A>(String message, Throwable cause) ->
          new Outcome.Unavailable<>(message, cause);
    };
  }

  /** Whether something was to be made in a namespace that is being deleted. */
  private static boolean isTerminating(@Nullable V1Status status) {
    return Optional.ofNullable(status)
        .map(V1Status::getDetails)
        .map(V1StatusDetails::getCauses)
        .stream()
        .flatMap(List::stream)
        .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }

  private static String cause(ApiException error) {
    if (error.getCode() != 0) {
      return "the server answered " + error.getCode();
    }
    @Nullable Throwable cause = error.getCause();
    String text = cause == null ? error.getMessage() : cause.getMessage();
    return "the server does not answer: " + text;
  }
}
