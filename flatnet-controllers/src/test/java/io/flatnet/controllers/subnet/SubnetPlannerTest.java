package io.flatnet.controllers.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.controllers.cache.MapCache;
import io.flatnet.controllers.ledger.Assessment;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubnetPlannerTest {
  private static final OffsetDateTime EPOCH =
      OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private static FlatNetworkSubnet subnet(String name, int age, String cidr) {
    return FlatNetworkSubnet.builder()
        .metadata(
            new V1ObjectMeta()
                .namespace(FlatNetwork.NAMESPACE)
                .name(name)
                .creationTimestamp(EPOCH.minusSeconds(age)))
        .spec(
            FlatNetworkSubnetSpec.builder()
                .flatMode("macvlan")
                .master("eth0")
                .vlan(3)
                .cidr(cidr)
                .build())
        .build();
  }

  private static SubnetJudge judge(FlatNetworkSubnet... subnets) {
    return new SubnetJudge(MapCache.of(List.of(subnets)));
  }

  private static V1Pod pod(String name, int age) {
    return new V1Pod()
        .metadata(
            new V1ObjectMeta()
                .namespace("n")
                .name(name)
                .uid(name)
                .creationTimestamp(EPOCH.minusSeconds(age)));
  }

  @Test
  void plan_whenLabelsAreMissingAndCidrHasHostBits_mendsBoth() {
    assertThat(SubnetPlanner.plan(subnet("s", 0, "10.0.0.7/24")))
        .get()
        .satisfies(
            patch ->
                assertThat(patch.json())
                    .contains("\"master\":\"eth0\"", "\"vlan\":\"3\"", "\"mode\":\"bridge\"")
                    .contains("\"cidr\":\"10.0.0.0/24\""));
  }

  @Test
  void plan_whenSubnetIsLeaving_changesNothing() {
    FlatNetworkSubnet subnet = subnet("s", 0, "10.0.0.7/24");
    Metadata.of(subnet).setDeletionTimestamp(EPOCH);

    assertThat(SubnetPlanner.plan(subnet)).isEmpty();
  }

  @Test
  void assess_whenTwoExcludeEachOther_onlyTheYoungerFails() {
    FlatNetworkSubnet elder = subnet("elder", 10, "10.0.0.0/24");
    FlatNetworkSubnet younger = subnet("younger", 5, "10.0.0.0/25");
    SubnetJudge judge = judge(elder, younger);

    assertThat(judge.assess(elder).failure()).isNull();
    assertThat(judge.assess(younger).failure()).contains("elder");
  }

  @Test // [!] the reference misses a conflict with a third subnet
  void assess_whenOnlyAThirdSubnetConflicts_fails() {
    FlatNetworkSubnet far = subnet("far", 30, "10.9.0.0/24");
    FlatNetworkSubnet near = subnet("near", 20, "10.0.0.0/24");
    FlatNetworkSubnet late = subnet("late", 10, "10.0.0.0/16");

    assertThat(judge(far, near, late).assess(late).failure()).contains("near");
  }

  @Test
  void assess_whenOnlyTheMasterIsWrong_stillKnowsTheRules() {
    FlatNetworkSubnet subnet = subnet("s", 0, "10.0.0.0/24");

    Assessment assessment =
        judge().assess(subnet.withSpec(subnet.spec().withMaster("much-too-long-a-name")));

    assertThat(assessment.failure()).contains("spec.master");
    assertThat(assessment.rules()).isNotNull();
  }

  @Test // [!] the reference deletes every pod of the subnet
  void younger_whenSeveralHoldOneAddress_areAllButTheEldest() {
    assertThat(DuplicateResolver.younger(List.of(pod("b", 5), pod("a", 9), pod("c", 1))))
        .extracting(Metadata::uid)
        .containsExactly("b", "c");
    assertThat(DuplicateResolver.younger(List.of(pod("only", 5)))).isEmpty();
  }
}
