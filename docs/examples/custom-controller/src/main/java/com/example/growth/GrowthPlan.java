package com.example.growth;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.diagnose.SubnetPool;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Decides when a subnet grows, and by which addresses.
 *
 * @param fullPercent from how much of the pool in use on
 * @param step how many addresses at a time
 */
public record GrowthPlan(int fullPercent, int step) {

  /**
   * The ranges that the subnet is to have from now on; empty when it has room, when it gives its
   * whole network already, or when nothing is left that no other subnet gives.
   */
  public Optional<RangeSet> of(FlatNetworkSubnet subnet, Collection<FlatNetworkSubnet> others) {
    SubnetPool pool = SubnetPool.of(subnet);
    SubnetRules rules = pool.rules();
    if (rules == null || rules.ranges().isEmpty() || pool.usedPercent() < fullPercent) {
      return Optional.empty();
    }
    RangeSet rest =
        new SubnetRules(rules.prefix(), rules.gateway(), RangeSet.empty(), Map.of())
            .candidates()
            .minus(rules.ranges());
    for (FlatNetworkSubnet other : others) {
      if (!other.getMetadata().getName().equals(pool.name())) {
        rest = rest.minus(SubnetPool.of(other).pool());
      }
    }
    RangeSet grown = rules.ranges();
    int added = 0;
    for (var addresses = rest.addresses().iterator(); addresses.hasNext() && added < step; ) {
      grown = grown.with(addresses.next());
      added++;
    }
    return added == 0 ? Optional.empty() : Optional.of(grown);
  }
}
