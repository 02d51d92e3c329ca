package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.SubnetState;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Objects that have an address and wish another one which they cannot get now. */
class LedgerPlanTest {
  private static final String CLOSED = "cannot give an address: it is closed";

  private static FlatNetworkIP ip(String phase, String wish) {
    return FlatNetworkIP.builder()
        .metadata(new V1ObjectMeta().namespace("n").name("a").uid("1"))
        .spec(FlatNetworkIPSpec.builder().subnet("s").addrs(List.of(wish)).build())
        .status(FlatNetworkIPStatus.builder().phase(phase).addr("10.0.0.1").build())
        .build();
  }

  private static LedgerPlan plan(FlatNetworkIP ip, @Nullable String closed) {
    SubnetState state =
        SubnetState.of(
            SubnetRules.of(IpPrefix.parse("10.0.0.0/29")),
            List.of(new Lease("n/a", IpAddress.parse("10.0.0.1"), null)));
    return LedgerPlan.of("s", state, Set.of(), closed, List.of(ip), any -> Optional.empty());
  }

  @Test
  void of_whenSubnetIsClosedAndAnotherAddressIsWished_refusesItSoThatItWaits() {
    LedgerPlan plan = plan(ip("Pending", "10.0.0.2"), CLOSED);

    assertThat(plan.refusals()).extracting(LedgerPlan.Refusal::message).containsExactly(CLOSED);
    assertThat(plan.grants()).isEmpty();
    assertThat(plan.state().lease("n/a")).isPresent();
  }

  @Test
  void of_whenSubnetIsClosedAndTheAddressIsWished_keepsIt() {
    assertThat(plan(ip("Failed", "10.0.0.1"), CLOSED).grants()).hasSize(1);
    assertThat(plan(ip("Pending", "10.0.0.1"), CLOSED).refusals()).isEmpty();
  }

  @Test
  void of_whenSubnetIsClosedAndTheInterfaceExists_refusesNothing() {
    LedgerPlan plan = plan(ip("Active", "10.0.0.2"), CLOSED);

    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.grants()).isEmpty();
  }

  @Test
  void of_whenInterfaceExistsAndTheWishIsNoAddress_refusesNothing() {
    assertThat(plan(ip("Active", "nonsense"), null).refusals()).isEmpty();
    assertThat(plan(ip("Pending", "nonsense"), null).refusals()).hasSize(1);
  }
}
