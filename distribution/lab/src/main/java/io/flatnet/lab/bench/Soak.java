package io.flatnet.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Attaches and detaches the same few pods many times, and compares what the agent holds before and
 * after.
 *
 * @param pairs ADD and DEL pairs that were run
 */
record Soak(int pairs, ProcessFigures before, ProcessFigures after, Duration duration) {
  /** Longer than the agent keeps idle threads. */
  private static final Duration SETTLING_LIMIT = Duration.ofSeconds(75);

  /** Runs the pairs, several pods at a time, and waits until the agent's threads have gone back. */
  static Soak run(
      RunClock clock, Path directory, Side ours, List<BenchPod> pods, int pairs, long agent)
      throws IOException, InterruptedException {
    ProcessFigures before = ProcessFigures.of(agent);
    long started = System.nanoTime();
    List<Path> adds = new ArrayList<>();
    List<Path> deletes = new ArrayList<>();
    for (BenchPod pod : pods) {
      adds.add(ours.write(directory, "ADD", pod));
      deletes.add(ours.write(directory, "DEL", pod));
    }
    int done = 0;
    while (done < pairs) {
      int count = Math.min(pods.size(), pairs - done);
      clock.run(adds.subList(0, count));
      clock.run(deletes.subList(0, count));
      done += count;
    }
    Duration duration = Duration.ofNanos(System.nanoTime() - started);
    return new Soak(done, before, settled(agent, before), duration);
  }

  /** The figures once threads and descriptors are back, or after the limit. */
  private static ProcessFigures settled(long agent, ProcessFigures aim)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SETTLING_LIMIT.toNanos();
    ProcessFigures now = ProcessFigures.of(agent);
    while (System.nanoTime() < deadline
        && (now.threads() > aim.threads() || now.descriptors() > aim.descriptors())) {
      TimeUnit.MILLISECONDS.sleep(500);
      now = ProcessFigures.of(agent);
    }
    return now;
  }

  /** How much more memory the agent holds, by what it held; 0.1 is 10 %. */
  double growth() {
    return (double) after.residentKib() / before.residentKib() - 1;
  }
}
