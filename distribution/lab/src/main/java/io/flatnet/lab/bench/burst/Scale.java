package io.flatnet.lab.bench.burst;

import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.lab.Await;
import io.flatnet.lab.bench.Load;
import io.flatnet.lab.bench.ProcessFigures;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the operator needs beside many pods.
 *
 * @param flatPods pods with addresses
 * @param otherPods pods that take no part
 * @param residentMib its memory, in MiB, some time after it has read all of them
 * @param startToAddress from the start of its process until a pod that was made before has its
 *     address
 * @param idleCpu CPU seconds per second while nothing happens
 */
record Scale(
    int flatPods, int otherPods, double residentMib, Duration startToAddress, double idleCpu) {
  private static final int SETTLE_SECONDS = 20;
  private static final int IDLE_SECONDS = 30;

  /** Starts an operator. */
  @FunctionalInterface
  interface Starter {
    OperatorProcess start() throws IOException;
  }

  /** Makes the pods with one operator, then starts and measures another. */
  static Scale measure(BurstCluster cluster, AddressWatch watch, Starter starter, int flatPods)
      throws IOException, InterruptedException {
    try (OperatorProcess _ = starter.start()) {
      List<V1Pod> pods = Load.each(flatPods, i -> cluster.createPod("flat-" + i, "auto"));
      watch.awaitAddressed(pods.stream().map(ObjectKey::of).toList(), Duration.ofMinutes(10));
    }
    int otherPods = 2 * flatPods;
    Load.each(otherPods, i -> cluster.createPod("other-" + i, Map.of(), null));
    ObjectKey waiting = new ObjectKey(BurstCluster.NAMESPACE, "waiting");
    Load.each(1, _ -> cluster.createPod(waiting.name(), "auto"));
    long begin = System.nanoTime();
    try (OperatorProcess operator = starter.start()) {
      Await.until(
          "address after the start",
          Duration.ofMinutes(1),
          () -> watch.addressedAt(waiting) != null);
      Duration start = Duration.ofNanos(System.nanoTime() - begin);
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      Duration before = ProcessFigures.cpuTime(operator.pid());
      TimeUnit.SECONDS.sleep(IDLE_SECONDS);
      Duration used = ProcessFigures.cpuTime(operator.pid()).minus(before);
      return new Scale(
          flatPods,
          otherPods,
          ProcessFigures.of(operator.pid()).residentMib(),
          start,
          used.toMillis() / 1e3 / IDLE_SECONDS);
    }
  }
}
