package io.flatnet.lab.bench.burst;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import java.io.IOException;
import java.util.List;

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
    List<FlatNetworkIP> made =
        Load.each(
            count,
            i -> cluster.createAddress("bare-" + i, "10.20.%d.%d".formatted(i / 256, i % 256)));
    double seconds = (System.nanoTime() - begin) / 1e9;
    Load.each(made, ip -> cluster.store.addresses().delete(ObjectKey.of(ip), Metadata.uid(ip)));
    return count / seconds;
  }
}
