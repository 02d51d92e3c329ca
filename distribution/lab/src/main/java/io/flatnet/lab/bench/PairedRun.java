package io.flatnet.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * ADD and DEL of both sides, round by round in one run, the order of the sides alternating.
 *
 * <p>Not thread-safe.
 */
final class PairedRun {

  /** What is timed. */
  enum Act {
    /** Attaches a pod. */
    ADD,
    /** Detaches it. */
    DEL
  }

  /** Runs the calls of some directories at the same time, and says how long that took. */
  @FunctionalInterface
  interface Clock {
    /** Runs them; a call that fails is an exception. */
    RunClock.Round run(List<Path> calls) throws IOException, InterruptedException;
  }

  private final Clock clock;
  private final Path directory;
  private final List<Side> sides;
  private final List<Map<Act, List<Long>>> nanos = new ArrayList<>();

  PairedRun(Clock clock, Path directory, Side ours, Side peer) {
    this.clock = clock;
    this.directory = directory;
    this.sides = List.of(ours, peer);
    sides.forEach(side -> nanos.add(new EnumMap<>(Act.class)));
  }

  /**
   * Runs one round: some pods of one side at a time, attached and detached, then the same of the
   * other side.
   *
   * @param number even: ours goes first
   * @param pods of each side: several run at the same time
   */
  void round(int number, List<List<BenchPod>> pods) throws IOException, InterruptedException {
    for (int turn = 0; turn < sides.size(); turn++) {
      int side = (number + turn) % sides.size();
      for (Act act : Act.values()) {
        List<Path> calls = new ArrayList<>();
        for (BenchPod pod : pods.get(side)) {
          calls.add(sides.get(side).write(directory, act.name(), pod));
        }
        nanos.get(side).computeIfAbsent(act, _ -> new ArrayList<>()).add(clock.run(calls).nanos());
      }
    }
  }

  /** The durations of ours. */
  Samples ours(Act act) {
    return samples(0, act);
  }

  /** The durations of the peer. */
  Samples peer(Act act) {
    return samples(1, act);
  }

  /** Ours by the peer's: medians. */
  double ratio(Act act) {
    return ours(act).p50() / peer(act).p50();
  }

  private Samples samples(int side, Act act) {
    return Samples.ofNanos(
        nanos.get(side).getOrDefault(act, List.of()).stream().mapToLong(Long::longValue).toArray());
  }
}
