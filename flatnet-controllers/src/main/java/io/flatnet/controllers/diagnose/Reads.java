package io.flatnet.controllers.diagnose;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads beside the thread that needs the answers; what is left of them at the end is given up. */
final class Reads implements AutoCloseable {
  private final ExecutorService threads;

  /** So many at once. */
  Reads(int atOnce) {
    threads = Executors.newFixedThreadPool(atOnce);
  }

  /** Begins one, as soon as one of the threads is free. */
  <T> Future<T> begin(Callable<T> read) {
    return threads.submit(read);
  }

  /** Waits for its answer. */
  static <T> T await(Future<T> read) throws ReadFailure, InterruptedException {
    try {
      return read.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ReadFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow(); // by interrupting them
    threads.close();
  }
}
