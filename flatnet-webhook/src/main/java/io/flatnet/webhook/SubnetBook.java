package io.flatnet.webhook;

import io.flatnet.api.FlatNetworkSubnet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks up subnets, and parses each version of one once, as far as it has a version. Remembers the
 * last version of at most {@value #REMEMBERED} subnets. Safe for use by many threads.
 */
final class SubnetBook {
  private static final int REMEMBERED = 4096;

  private final ClusterView cluster;
  private final Map<String, SubnetFacts> known = new ConcurrentHashMap<>();

  SubnetBook(ClusterView cluster) {
    this.cluster = cluster;
  }

  /** The subnet as the cache has it. */
  Optional<SubnetFacts> cached(String name) {
    return cluster.subnet(name).map(subnet -> facts(name, subnet));
  }

  /** The subnet as the API server has it now. */
  Optional<SubnetFacts> fresh(String name) {
    return cluster.freshSubnet(name).map(subnet -> facts(name, subnet));
  }

  private SubnetFacts facts(String name, FlatNetworkSubnet subnet) {
    SubnetFacts last = known.get(name);
    if (last != null && isSame(last.subnet(), subnet)) {
      return last;
    }
    SubnetFacts facts = SubnetFacts.of(subnet);
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    known.put(name, facts);
    return facts;
  }

  private static boolean isSame(FlatNetworkSubnet one, FlatNetworkSubnet other) {
    String version = one.getMetadata().getResourceVersion();
    return version != null
        && version.equals(other.getMetadata().getResourceVersion())
        && Objects.equals(one.getMetadata().getUid(), other.getMetadata().getUid());
  }
}
