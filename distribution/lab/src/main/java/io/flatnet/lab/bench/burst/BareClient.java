package io.flatnet.lab.bench.burst;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.lab.bench.Load;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The limit: a client that only makes as many custom objects, and writes the status of each, with
 * the same number of requests at once. Nobody else writes meanwhile.
 */
final class BareClient {
  private BareClient() {}

  /** Objects per second. The objects are gone when this returns. */
  static double objectsPerSecond(BurstCluster cluster, int count)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<FlatNetworkIP> made = Load.each(count, i -> createAddress(cluster, i));
    double seconds = (System.nanoTime() - begin) / 1e9;
    delete(cluster, made);
    return count / seconds;
  }

  /**
   * Objects per second when a pod is made before each, as in a burst: what no operator of two
   * writes a pod could surpass here.
   */
  static double objectsWithPodsPerSecond(BurstCluster cluster, int count)
      throws IOException, InterruptedException {
    Queue<V1Pod> pods = new ConcurrentLinkedQueue<>();
    long begin = System.nanoTime();
    List<FlatNetworkIP> made =
        Load.each(
            count,
            i ->
                switch (cluster.createPod("bare-" + i, Map.of(), null)) {
                  case Outcome.Done<V1Pod>(V1Pod pod) -> {
                    pods.add(pod);
                    yield createAddress(cluster, i);
                  }
                  case Outcome.Failure<V1Pod> failure ->
                      new Outcome.Unavailable<>(failure.message(), null);
                });
    double seconds = (System.nanoTime() - begin) / 1e9;
    delete(cluster, made);
    Load.each(List.copyOf(pods), cluster::deletePod);
    return count / seconds;
  }

  private static Outcome<FlatNetworkIP> createAddress(BurstCluster cluster, int i) {
    return cluster.createAddress("bare-" + i, "10.20.%d.%d".formatted(i / 256, i % 256));
  }

  private static void delete(BurstCluster cluster, List<FlatNetworkIP> made)
      throws IOException, InterruptedException {
    Load.each(made, ip -> cluster.store.addresses().delete(ObjectKey.of(ip), Metadata.uid(ip)));
  }
}
