package io.flatnet.controllers.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.api.SubnetValues;
import io.flatnet.controllers.cache.CacheIndex;
import io.flatnet.controllers.cache.MapCache;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.SubnetCheck;
import io.flatnet.ipam.SubnetDraft;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A few subnets on a few links, many of which overlap, some without a master or a kind. */
final class SubnetJudgePropertyTest {
  private static final List<IpRangeSpec> NONE = List.of();
  private static final List<IpRangeSpec> LOW = List.of(range("10.0.0.1", "10.0.0.9"));
  private static final List<IpRangeSpec> HIGH = List.of(range("10.0.0.5", "10.0.0.20"));

  /** Finds by an index alone, and counts what it hands out. */
  private static final class IndexedCache implements ObjectCache<FlatNetworkSubnet> {
    private final Map<String, List<FlatNetworkSubnet>> groups = new HashMap<>();
    private final List<FlatNetworkSubnet> all;
    int handedOut;

    IndexedCache(List<FlatNetworkSubnet> all) {
      this.all = all;
    }

    @Override
    public Optional<FlatNetworkSubnet> get(ObjectKey key) {
      return all.stream().filter(subnet -> ObjectKey.of(subnet).equals(key)).findAny();
    }

    @Override
    public List<FlatNetworkSubnet> list() {
      handedOut += all.size();
      return all;
    }

    @Override
    public void keep(CacheIndex<FlatNetworkSubnet> index) {
      groups.putAll(all.stream().collect(Collectors.groupingBy(index.value())));
    }

    @Override
    public List<FlatNetworkSubnet> having(CacheIndex<FlatNetworkSubnet> index, String value) {
      List<FlatNetworkSubnet> group = groups.getOrDefault(value, List.of());
      handedOut += group.size();
      return group.reversed();
    }
  }

  private static IpRangeSpec range(String from, String to) {
    return IpRangeSpec.builder().from(from).to(to).build();
  }

  private static FlatNetworkSubnet subnet(String name, int age, FlatNetworkSubnetSpec spec) {
    return FlatNetworkSubnet.builder()
        .metadata(
            new V1ObjectMeta()
                .namespace(FlatNetwork.NAMESPACE)
                .name(name)
                .creationTimestamp(Instant.ofEpochSecond(age).atOffset(ZoneOffset.UTC)))
        .spec(spec)
        .build();
  }

  @Provide
  Arbitrary<List<FlatNetworkSubnet>> clusters() {
    Arbitrary<FlatNetworkSubnetSpec> specs =
        Combinators.combine(
                Arbitraries.of("macvlan", "ipvlan", "").injectNull(0.05),
                Arbitraries.of("eth0", "eth0.1", "eth1", "").injectNull(0.05),
                Arbitraries.of(0, 1, 2, -1).injectNull(0.3),
                Arbitraries.of("10.0.0.0/24", "10.0.0.0/16", "10.1.0.0/24", "fd00::/64", "x"),
                Arbitraries.of(NONE, LOW, HIGH))
            .as(
                (kind, master, vlan, cidr, ranges) ->
                    FlatNetworkSubnetSpec.builder()
                        .flatMode(kind)
                        .master(master)
                        .vlan(vlan)
                        .cidr(cidr)
                        .ranges(ranges)
                        .build());
    return Combinators.combine(specs, Arbitraries.integers().between(1, 3))
        .as((spec, age) -> subnet("s", age, spec))
        .list()
        .ofMaxSize(8)
        .map(SubnetJudgePropertyTest::named);
  }

  private static List<FlatNetworkSubnet> named(List<FlatNetworkSubnet> subnets) {
    List<FlatNetworkSubnet> named = new ArrayList<>();
    for (FlatNetworkSubnet subnet : subnets) {
      int age = (int) born(subnet);
      named.add(subnet("s" + named.size(), age, subnet.spec()));
    }
    return named;
  }

  private static long born(FlatNetworkSubnet subnet) {
    return Objects.requireNonNull(subnet.getMetadata().getCreationTimestamp()).toEpochSecond();
  }

  /** The verdict by a comparison with every elder of the cluster; empty when nothing is wrong. */
  private static String pairwise(FlatNetworkSubnet subnet, List<FlatNetworkSubnet> all) {
    Comparator<FlatNetworkSubnet> age =
        Comparator.comparingLong(SubnetJudgePropertyTest::born)
            .thenComparing(FlatNetworkSubnet::key);
    List<SubnetDraft> elders =
        all.stream()
            .sorted(age)
            .filter(other -> age.compare(other, subnet) < 0)
            .map(SubnetValues::draft)
            .toList();
    return SubnetCheck.check(SubnetValues.draft(subnet), elders).stream()
        .map(Finding::toString)
        .collect(Collectors.joining("; "));
  }

  @Property
  void assess_always_isTheVerdictOfAComparisonWithAll(
      @ForAll("clusters") List<FlatNetworkSubnet> subnets) {
    SubnetJudge byIndex = new SubnetJudge(new IndexedCache(subnets));
    SubnetJudge bySearch = new SubnetJudge(MapCache.of(subnets));
    for (FlatNetworkSubnet subnet : subnets) {
      String expected = pairwise(subnet, subnets);

      assertThat(Objects.requireNonNullElse(byIndex.assess(subnet).failure(), ""))
          .isEqualTo(expected);
      assertThat(Objects.requireNonNullElse(bySearch.assess(subnet).failure(), ""))
          .isEqualTo(expected);
    }
  }

  @Example
  void assess_whenAllAreJudged_looksAtThoseOfOneLinkEach() {
    List<FlatNetworkSubnet> subnets = new ArrayList<>();
    for (int vlan = 1; vlan <= 2_000; vlan++) {
      FlatNetworkSubnetSpec spec =
          FlatNetworkSubnetSpec.builder()
              .flatMode("macvlan")
              .master("eth0")
              .vlan(vlan)
              .cidr("10.0.0.0/24")
              .build();
      subnets.add(subnet("s" + vlan, vlan, spec));
    }
    IndexedCache cache = new IndexedCache(subnets);
    SubnetJudge judge = new SubnetJudge(cache);

    assertThat(subnets).allMatch(subnet -> judge.assess(subnet).failure() == null);

    assertThat(cache.handedOut).isEqualTo(2_000);
  }
}
