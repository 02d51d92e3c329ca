package io.flatnet.lab.bench.burst;

import io.flatnet.api.Annotations;
import io.flatnet.api.Labels;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.lab.Await;
import io.flatnet.lab.bench.Load;
import io.flatnet.lab.bench.Samples;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** Many pods made at once, given addresses, and deleted. Not thread-safe. */
final class Burst {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final String[] CLAIM_WRITES = {
    "POST flatnetworkips",
    "PUT flatnetworkips",
    "PATCH flatnetworkips",
    "PUT flatnetworkips/status",
    "PATCH flatnetworkips/status"
  };
  private static final String[] LEDGER_WRITES = {
    "PUT flatnetworksubnets",
    "PATCH flatnetworksubnets",
    "PUT flatnetworksubnets/status",
    "PATCH flatnetworksubnets/status"
  };

  private final BurstCluster cluster;
  private final AddressWatch watch;
  private int names;

  Burst(BurstCluster cluster, AddressWatch watch) {
    this.cluster = cluster;
    this.watch = watch;
  }

  /**
   * What one burst came to.
   *
   * @param pods how many
   * @param allocation from before the first pod was asked for until the last address was seen
   * @param latency from before a pod was asked for until its address was seen, milliseconds
   * @param writesUntilAddressed the operator's writes to objects of pods by then
   * @param ledgerWrites its writes to the subnet by then
   * @param writes its writes to objects of pods until all pods had their labels
   * @param release from before the first deletion was asked for until the subnet was empty
   * @param doubles pods that had the address of another when all had one
   */
  record Result(
      int pods,
      Duration allocation,
      Samples latency,
      long writesUntilAddressed,
      long ledgerWrites,
      long writes,
      Duration release,
      long doubles) {
    double podsPerSecond() {
      return pods / (allocation.toNanos() / 1e9);
    }
  }

  /** Pods that want any address. */
  Result run(int count) throws IOException, InterruptedException {
    int usedBefore = cluster.used();
    RequestCounts start = RequestCounts.read(cluster.client);
    Map<ObjectKey, Long> askedAt = new ConcurrentHashMap<>();
    long begin = System.nanoTime();
    List<V1Pod> pods = create(count, _ -> "auto", askedAt);
    watch.awaitAddressed(askedAt.keySet(), LIMIT);
    long last = begin;
    for (ObjectKey pod : askedAt.keySet()) {
      last = Math.max(last, seenAt(pod));
    }
    Samples latency = waits(askedAt);
    long doubles = watch.doubles();
    RequestCounts addressed = RequestCounts.read(cluster.client);
    activate(pods);
    RequestCounts labelled = RequestCounts.read(cluster.client);
    Duration release = delete(pods, usedBefore);
    long claims = addressed.since(start, CLAIM_WRITES);
    return new Result(
        count,
        Duration.ofNanos(last - begin),
        latency,
        claims,
        addressed.since(start, LEDGER_WRITES),
        claims
            + labelled.since(addressed, CLAIM_WRITES)
            + labelled.since(start, "PATCH pods", "PUT pods"),
        release,
        doubles);
  }

  /** Pods that stay, each with an address that leaves one free before it. */
  void fragment(int count) throws IOException, InterruptedException {
    Map<ObjectKey, Long> askedAt = new ConcurrentHashMap<>();
    create(count, i -> "10.20.%d.%d".formatted((2 * i + 3) / 256, (2 * i + 3) % 256), askedAt);
    watch.awaitAddressed(askedAt.keySet(), LIMIT);
  }

  /**
   * How long new pods wait for an address while others on a node wait for the end of their grace
   * period, in milliseconds.
   */
  Samples beside(int terminating, int count) throws IOException, InterruptedException {
    String prefix = "grace-" + ++names + "-";
    Map<String, String> auto =
        Map.of(Annotations.IP, "auto", Annotations.SUBNET, BurstCluster.SUBNET);
    List<V1Pod> old =
        Load.each(terminating, i -> cluster.createPod(prefix + i, auto, BurstCluster.NODE));
    watch.awaitAddressed(old.stream().map(ObjectKey::of).toList(), LIMIT);
    Load.each(old, cluster::deletePod);
    Map<ObjectKey, Long> askedAt = new ConcurrentHashMap<>();
    List<V1Pod> pods = create(count, _ -> "auto", askedAt);
    watch.awaitAddressed(askedAt.keySet(), LIMIT);
    Samples waits = waits(askedAt);
    Load.each(pods, cluster::deletePod);
    Load.each(old, cluster::killPod);
    watch.awaitGone(old.stream().map(ObjectKey::of).toList(), LIMIT);
    watch.awaitGone(askedAt.keySet(), LIMIT);
    return waits;
  }

  /** How long after it was asked for each pod's address was seen. */
  private Samples waits(Map<ObjectKey, Long> askedAt) throws IOException {
    long[] nanos = new long[askedAt.size()];
    int i = 0;
    for (Map.Entry<ObjectKey, Long> asked : askedAt.entrySet()) {
      nanos[i++] = seenAt(asked.getKey()) - asked.getValue();
    }
    return Samples.ofNanos(nanos);
  }

  private long seenAt(ObjectKey pod) throws IOException {
    Long seen = watch.addressedAt(pod);
    if (seen == null) {
      throw new IOException("the FlatNetworkIP of " + pod + " went away");
    }
    return seen;
  }

  private List<V1Pod> create(int count, IntFunction<String> address, Map<ObjectKey, Long> askedAt)
      throws IOException, InterruptedException {
    String prefix = "burst-" + ++names + "-";
    return Load.each(
        count,
        i -> {
          String name = prefix + i;
          askedAt.put(new ObjectKey(BurstCluster.NAMESPACE, name), System.nanoTime());
          return cluster.createPod(name, address.apply(i));
        });
  }

  /** Plays the node agents, and waits for the labels that the operator then writes on the pods. */
  private void activate(List<V1Pod> pods) throws IOException, InterruptedException {
    Load.each(pods.stream().map(ObjectKey::of).toList(), cluster::activate);
    for (V1Pod pod : pods) {
      ObjectKey key = ObjectKey.of(pod);
      Await.until("labels on pods", LIMIT, () -> isLabelled(key));
    }
  }

  private boolean isLabelled(ObjectKey key) {
    return cluster.store.pods().get(key) instanceof Outcome.Done<V1Pod>(V1Pod pod)
        && Metadata.labels(pod).containsKey(Labels.SELECTED_IP);
  }

  /** Deletes pods and waits until the subnet holds no more than before. */
  private Duration delete(List<V1Pod> pods, int used) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Load.each(pods, cluster::deletePod);
    Await.until("empty subnet", LIMIT, () -> cluster.used() <= Math.max(used, 0));
    Duration release = Duration.ofNanos(System.nanoTime() - begin);
    watch.awaitGone(pods.stream().map(ObjectKey::of).toList(), LIMIT);
    return release;
  }
}
