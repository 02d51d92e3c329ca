package io.flatnet.lab.bench.core;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.ListStatistics;

/**
 * Runs steps in JVMs of their own.
 *
 * @param log where JMH writes what it does
 */
record Jmh(Pace pace, Path log) {
  private static final String[] JVM = {
    "-Xms1536m", "-Xmx1536m", "-XX:+UseSerialGC", "-XX:-UsePerfData"
  };

  /**
   * Measures one step.
   *
   * @throws RunnerException if the act fails, or the lock of JMH is taken
   */
  Score measure(Step step) throws RunnerException {
    TimeValue iteration = TimeValue.milliseconds(pace.iterationMillis());
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(step.act().pattern())
                    .param("occupancy", step.occupancy().toString())
                    .forks(step.forks())
                    .warmupIterations(pace.warmUps())
                    .warmupTime(iteration)
                    .measurementIterations(pace.iterations())
                    .measurementTime(iteration)
                    .addProfiler(GCProfiler.class)
                    .jvmArgs(JVM)
                    .shouldFailOnError(true)
                    .output(log.toString())
                    .build())
            .run();
    return score(results.iterator().next());
  }

  /** The score of the iterations of all forks. */
  private static Score score(RunResult run) {
    ListStatistics times = new ListStatistics();
    run.getBenchmarkResults()
        .forEach(
            fork ->
                fork.getIterationResults()
                    .forEach(iteration -> times.addValue(iteration.getPrimaryResult().getScore())));
    return new Score(times.getPercentile(50), times.getMin(), times.getMax(), allocated(run));
  }

  private static double allocated(RunResult run) {
    for (Map.Entry<String, ?> entry : run.getSecondaryResults().entrySet()) {
      if (entry.getKey().endsWith("gc.alloc.rate.norm")
          && entry.getValue() instanceof Result<?> result) {
        return result.getScore();
      }
    }
    return Double.NaN;
  }
}
