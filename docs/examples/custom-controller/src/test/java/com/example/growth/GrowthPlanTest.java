package com.example.growth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.SubnetValues;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrowthPlanTest {
  private final GrowthPlan plan = new GrowthPlan(75, 4);

  @Test
  void of_whenThereIsRoom_isEmpty() {
    assertEquals(
        Optional.empty(),
        plan.of(subnet("a", "10.0.0.10-10.0.0.13", "10.0.0.10-10.0.0.11"), List.of()));
  }

  @Test
  void of_whenNearlyFull_takesTheLowestThatNobodyGives() {
    FlatNetworkSubnet full = subnet("a", "10.0.0.10-10.0.0.13", "10.0.0.10-10.0.0.12");
    FlatNetworkSubnet other = subnet("b", "10.0.0.2-10.0.0.9", null);

    assertEquals(
        Optional.of(ranges("10.0.0.10-10.0.0.17")), plan.of(full, List.of(full, other)));
  }

  private static FlatNetworkSubnet subnet(String name, String ranges, String used) {
    return FlatNetworkSubnet.builder()
        .metadata(new V1ObjectMeta().name(name))
        .spec(
            FlatNetworkSubnetSpec.builder()
                .flatMode("macvlan")
                .master("eth0")
                .cidr("10.0.0.0/24")
                .gateway("10.0.0.1")
                .ranges(SubnetValues.wire(ranges(ranges)))
                .build())
        .status(
            FlatNetworkSubnetStatus.builder()
                .ledger(used == null ? null : LedgerCodec.encode(ranges(used)))
                .build())
        .build();
  }

  private static RangeSet ranges(String text) {
    return RangeSet.of(IpRange.parse(text));
  }
}
