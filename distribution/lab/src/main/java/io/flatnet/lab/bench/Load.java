package io.flatnet.lab.bench;

import io.flatnet.controllers.store.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Sends the same request for many objects, so many at a time. */
public final class Load {
  /** How many requests are under way at once; the bare client and the makers of pods alike. */
  public static final int PARALLEL = 32;

  private Load() {}

  /**
   * The answers, in the order of the indices from 0.
   *
   * @throws IOException when one request fails; all have ended by then
   */
  public static <T> List<T> each(int count, Function<Integer, Outcome<T>> request)
      throws IOException, InterruptedException {
    return each(IntStream.range(0, count).boxed().toList(), request);
  }

  /**
   * The answers, in the order of the things.
   *
   * @throws IOException when one request fails; all have ended by then
   */
  public static <A, T> List<T> each(List<A> things, Function<A, Outcome<T>> request)
      throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      List<Callable<Outcome<T>>> calls = new ArrayList<>();
      things.forEach(thing -> calls.add(() -> request.apply(thing)));
      List<T> answers = new ArrayList<>();
      for (Future<Outcome<T>> done : threads.invokeAll(calls)) {
        answers.add(answer(done.get()));
      }
      return answers;
    } catch (ExecutionException failure) {
      throw new IOException("cannot send a request", failure.getCause());
    }
  }

  private static <T> T answer(Outcome<T> outcome) throws IOException {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Failure<T> failure -> throw new IOException(failure.message());
    };
  }
}
