package io.flatnet.controllers.migrate;

import io.flatnet.controllers.store.Outcome;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for requests, which do not throw. */
final class Futures {
  private Futures() {}

  static <T> Outcome<T> get(Future<Outcome<T>> request) throws InterruptedException {
    try {
      return request.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
