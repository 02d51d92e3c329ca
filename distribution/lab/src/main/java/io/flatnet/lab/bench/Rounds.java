package io.flatnet.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes the pods of paired runs, outside the time that is measured. */
final class Rounds {
  /**
   * A pod lives longer than its attaching takes, and a node attaches one now and then. Without a
   * pause a DEL shares the grace periods that the kernel still waits for after the call before it.
   */
  static final Duration PAUSE = Duration.ofMillis(50);

  private final BenchNode node;
  private final BenchCluster cluster;
  private final RunClock clock;
  private final Path directory;
  private final Side ours;
  private final Side peer;
  private final List<Path> sandboxes = new ArrayList<>();

  Rounds(
      BenchNode node, BenchCluster cluster, RunClock clock, Path directory, Side ours, Side peer) {
    this.node = node;
    this.cluster = cluster;
    this.clock = clock;
    this.directory = directory;
    this.ours = ours;
    this.peer = peer;
  }

  /**
   * Runs rounds of new pods without a pause, to warm up.
   *
   * @param atOnce pods of one side at a time
   */
  void warmUp(int rounds, int atOnce) throws IOException, InterruptedException {
    run(new PairedRun(clock::run, directory, ours, peer), rounds, atOnce);
  }

  /**
   * Runs rounds of new pods, with a pause before every call.
   *
   * @param atOnce pods of one side at a time
   */
  PairedRun measure(int rounds, int atOnce) throws IOException, InterruptedException {
    PairedRun run = new PairedRun(this::runAfterPause, directory, ours, peer);
    run(run, rounds, atOnce);
    return run;
  }

  /** Times DELs of pods that the agent attached, by ours as it is given here. */
  Samples delete(int rounds, Side other) throws IOException, InterruptedException {
    long[] nanos = new long[rounds];
    for (int round = 0; round < rounds; round++) {
      BenchPod pod = pods(1).getFirst();
      clock.run(List.of(ours.write(directory, PairedRun.Act.ADD.name(), pod)));
      Path call = other.write(directory, PairedRun.Act.DEL.name(), pod);
      nanos[round] = runAfterPause(List.of(call)).nanos();
    }
    return Samples.ofNanos(nanos);
  }

  private RunClock.Round runAfterPause(List<Path> calls) throws IOException, InterruptedException {
    Thread.sleep(PAUSE);
    return clock.run(calls);
  }

  private void run(PairedRun run, int rounds, int atOnce) throws IOException, InterruptedException {
    for (int round = 0; round < rounds; round++) {
      List<BenchPod> first = pods(0, atOnce);
      run.round(round, List.of(first, pods(atOnce, atOnce)));
      for (BenchPod pod : first) {
        if (!cluster.isActive(pod)) {
          throw new IOException("the agent did not note that " + pod.name() + " is Active");
        }
      }
    }
  }

  /** Makes new pods of ours. */
  List<BenchPod> pods(int count) throws IOException {
    return pods(0, count);
  }

  /**
   * New pods in namespaces that are used again: the kernel takes long to end one, and would in the
   * next round.
   */
  private List<BenchPod> pods(int firstSandbox, int count) throws IOException {
    List<BenchPod> pods = new ArrayList<>();
    for (int sandbox = firstSandbox; sandbox < firstSandbox + count; sandbox++) {
      if (sandbox == sandboxes.size()) {
        sandboxes.add(node.createPod());
      }
      pods.add(cluster.createPod(sandboxes.get(sandbox)));
    }
    return pods;
  }
}
