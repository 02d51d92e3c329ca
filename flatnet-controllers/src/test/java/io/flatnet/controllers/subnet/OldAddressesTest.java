package io.flatnet.controllers.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.macvlan.MacvlanIP;
import io.flatnet.api.macvlan.MacvlanIPSpec;
import io.flatnet.api.macvlan.MacvlanSubnet;
import io.flatnet.api.macvlan.MacvlanSubnetSpec;
import io.flatnet.controllers.cache.CacheIndex;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.Decision;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.Request;
import io.flatnet.ipam.SubnetState;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which addresses pods of the old system have, and that the judge's rules give none of them. */
class OldAddressesTest {
  /** A cache of a list that the test changes. */
  private record ListCache<T extends KubernetesObject>(List<T> all) implements ObservedCache<T> {
    @Override
    public boolean isSynced() {
      return true;
    }

    @Override
    public void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {}

    @Override
    public Optional<T> get(ObjectKey key) {
      return all.stream().filter(object -> ObjectKey.of(object).equals(key)).findFirst();
    }

    @Override
    public List<T> list() {
      return all;
    }

    @Override
    public void keep(CacheIndex<T> index) {}
  }

  private final List<MacvlanSubnet> oldSubnets = new ArrayList<>();
  private final List<MacvlanIP> oldIps = new ArrayList<>();
  private final OldAddresses old =
      new OldAddresses(new ListCache<>(oldSubnets), new ListCache<>(oldIps));

  private static V1ObjectMeta named(String namespace, String name) {
    return new V1ObjectMeta().namespace(namespace).name(name);
  }

  private void oldSubnet(String name, String master, int vlan) {
    oldSubnets.add(
        MacvlanSubnet.builder()
            .metadata(named("kube-system", name))
            .spec(MacvlanSubnetSpec.builder().master(master).vlan(vlan).build())
            .build());
  }

  private void oldIp(String name, String subnet, String cidr) {
    oldIps.add(
        MacvlanIP.builder()
            .metadata(named("n", name))
            .spec(MacvlanIPSpec.builder().subnet(subnet).cidr(cidr).build())
            .build());
  }

  private static FlatNetworkSubnet subnet(String cidr) {
    return FlatNetworkSubnet.builder()
        .metadata(named("cattle-flat-network", "s"))
        .spec(FlatNetworkSubnetSpec.builder().flatMode("macvlan").master("eth0").cidr(cidr).build())
        .build();
  }

  private static RangeSet set(String... addresses) {
    RangeSet set = RangeSet.empty();
    for (String address : addresses) {
      set = set.with(IpAddress.parse(address));
    }
    return set;
  }

  @Test
  void inUse_ofTheSameLinkAndNetwork_andOfNoOther() {
    oldSubnet("a", "eth0", 0);
    oldSubnet("other-vlan", "eth0", 7);
    oldSubnet("other-master", "eth1", 0);
    oldIp("1", "a", "10.0.0.1/24");
    oldIp("2", "a", "10.0.0.2");
    oldIp("3", "other-vlan", "10.0.0.3/24");
    oldIp("4", "other-master", "10.0.0.4/24");
    oldIp("5", "a", "10.1.0.5/24");
    oldIp("6", "a", "fd00::6/64");
    oldIp("7", "a", "nonsense");
    oldIp("8", "s", "10.0.0.8/24"); // its subnet is gone
    oldIp("9", "gone", "10.0.0.9/24");

    assertThat(old.inUse(subnet("10.0.0.0/24"))).isEqualTo(set("10.0.0.1", "10.0.0.2", "10.0.0.8"));
    assertThat(old.inUse(subnet("fd00::/64"))).isEqualTo(set("fd00::6"));
    assertThat(old.inUse(subnet("nonsense")).isEmpty()).isTrue();
  }

  @Test
  void outsiders_ofWhatAnObjectNames_areThePodsThatHaveIt() {
    oldSubnet("a", "eth0", 0);
    oldSubnet("other-vlan", "eth0", 7);
    for (int i = 1; i <= 5; i++) {
      oldIp("old-" + i, "a", "10.0.0." + i + "/24");
    }
    oldIp("other", "other-vlan", "10.0.0.6/24");
    SubnetJudge judge = new SubnetJudge(new ListCache<>(List.of(subnet("10.0.0.0/24"))), old);

    assertThat(judge.outsiders(asking("s", "10.0.0.2", "10.0.0.6", "10.0.0.1")))
        .isEqualTo(
            "; pods of the old system have them until they end:"
                + " \"n/old-1\" has 10.0.0.1, \"n/old-2\" has 10.0.0.2");
    assertThat(judge.outsiders(asking("s", "10.0.0.1", "10.0.0.2", "10.0.0.4", "10.0.0.5")))
        .endsWith("\"n/old-4\" has 10.0.0.4 and 1 more");
    assertThat(judge.outsiders(asking("s", "10.0.0.6"))).isEmpty();
    assertThat(judge.outsiders(asking("s"))).isEmpty();
    assertThat(judge.outsiders(asking("s", "nonsense"))).isEmpty();
    assertThat(judge.outsiders(asking("gone", "10.0.0.1"))).isEmpty();
  }

  private static FlatNetworkIP asking(String subnet, String... addresses) {
    return FlatNetworkIP.builder()
        .metadata(named("n", "new"))
        .spec(FlatNetworkIPSpec.builder().subnet(subnet).addrs(List.of(addresses)).build())
        .build();
  }

  /** A rolling migration, 200 times: old pods end in any order, new ones take what is free. */
  @Test
  void simulation_ofARollingMigration_givesNoAddressTwice() {
    for (int seed = 0; seed < 200; seed++) {
      migrate(new Random(seed));
    }
  }

  private void migrate(Random random) {
    oldSubnets.clear();
    oldIps.clear();
    oldSubnet("a", "eth0", 0);
    for (int i = 1; i <= 6; i++) {
      oldIp("old-" + i, "a", "10.0.0." + i + "/28");
    }
    FlatNetworkSubnet subnet = subnet("10.0.0.0/28");
    SubnetJudge judge = new SubnetJudge(new ListCache<>(List.of(subnet)), old);
    SubnetState state =
        SubnetState.of(Objects.requireNonNull(judge.assess(subnet).rules()), List.of());
    int made = 0;
    int refused = 0;
    while (made < 10) {
      if (!oldIps.isEmpty() && random.nextInt(3) == 0) {
        oldIps.remove(random.nextInt(oldIps.size()));
      }
      state = state.withRules(Objects.requireNonNull(judge.assess(subnet).rules()));
      Request request =
          random.nextBoolean()
              ? Request.auto("new-" + made)
              : Request.auto("new-" + made)
                  .withAddresses(List.of(IpAddress.parse("10.0.0." + (1 + random.nextInt(6)))));
      if (state.decide(request) instanceof Decision.Granted(Lease lease, Decision.Reason _)) {
        state = state.with(lease);
        made++;
      } else {
        refused++;
      }
      Set<IpAddress> all = new HashSet<>();
      oldIps.forEach(ip -> assertThat(all.add(OldAddresses.address(ip).orElseThrow())).isTrue());
      state.leases().forEach(lease -> assertThat(all.add(lease.address())).isTrue());
      assertThat(refused).isLessThan(1000);
    }
  }
}
