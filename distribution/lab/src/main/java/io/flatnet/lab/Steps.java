package io.flatnet.lab;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/**
 * The steps of a run, printed as they end, each with its time.
 *
 * <p>Not thread-safe: one thread runs the steps.
 */
final class Steps {
  private final PrintStream out;
  private final LongSupplier nanoClock;

  /**
   * Steps that are printed to a stream.
   *
   * @param nanoClock nanoseconds since any fixed moment, as {@link System#nanoTime}
   */
  Steps(PrintStream out, LongSupplier nanoClock) {
    this.out = out;
    this.nanoClock = nanoClock;
  }

  /** A step that gives nothing back. */
  @FunctionalInterface
  interface Work {
    /** Does the step. */
    void run() throws Exception;
  }

  /**
   * Runs one step and prints it.
   *
   * @throws StepFailedException when the step throws; the step's exception is its cause
   * @throws InterruptedException when the run is being stopped
   */
  <T> T take(String name, Callable<T> work) throws StepFailedException, InterruptedException {
    long started = nanoClock.getAsLong();
    try {
      T result = work.call();
      out.printf(Locale.ROOT, "%7.2f s  %s%n", seconds(started), name);
      return result;
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Exception failure) {
      if (Thread.interrupted()) {
        throw asInterruption(name, failure);
      }
      throw new StepFailedException(name, elapsed(started), failure);
    }
  }

  /** Runs one step without a result; see {@link #take}. */
  void run(String name, Work work) throws StepFailedException, InterruptedException {
    take(
        name,
        () -> {
          work.run();
          return true;
        });
  }

  /** Prints a line that belongs to the step before. */
  void note(String text) {
    out.println("           " + text);
  }

  private static InterruptedException asInterruption(String name, Exception failure) {
    InterruptedException interruption = new InterruptedException("stopped in step " + name);
    interruption.initCause(failure);
    return interruption;
  }

  private Duration elapsed(long started) {
    return Duration.ofNanos(nanoClock.getAsLong() - started);
  }

  private double seconds(long started) {
    return elapsed(started).toNanos() / 1e9;
  }
}
