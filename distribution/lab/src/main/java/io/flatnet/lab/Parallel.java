package io.flatnet.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same to several things at the same time. */
final class Parallel {
  private static final int THREADS =
      4; // kubelet syncs pods in parallel; two cores are enough for these

  private Parallel() {}

  /** Something that is done to one thing. */
  @FunctionalInterface
  interface Act<T, R> {
    /** Does it. */
    R on(T thing) throws Exception;
  }

  /**
   * The results in the order of the things.
   *
   * @throws Exception the first failure in that order; all acts have ended by then
   */
  static <T, R> List<R> map(List<T> things, Act<T, R> act) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<R>> calls = new ArrayList<>();
      things.forEach(thing -> calls.add(() -> act.on(thing)));
      List<R> results = new ArrayList<>();
      for (Future<R> done : threads.invokeAll(calls)) {
        results.add(done.get());
      }
      return results;
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof Exception cause ? cause : failure;
    }
  }
}
