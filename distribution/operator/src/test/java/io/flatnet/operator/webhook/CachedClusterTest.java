package io.flatnet.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.controllers.ClusterCaches;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.webhook.Holder;
import io.flatnet.webhook.UnknownStateException;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CachedClusterTest {
  private static final String NET = "net";
  private static final int SUBNETS = 1_000;
  private static final int LEASES = 50;

  private final IndexedCache<FlatNetworkSubnet> subnets = new IndexedCache<>();
  private final IndexedCache<FlatNetworkIP> addresses = new IndexedCache<>();
  private final IndexedCache<V1Pod> pods = new IndexedCache<>();
  private final IndexedCache<V1Job> jobs = new IndexedCache<>();
  private final IndexedCache<V1CronJob> cronJobs = new IndexedCache<>();
  private final AskedStore store = new AskedStore();
  private final CachedCluster cluster =
      new CachedCluster(new ClusterCaches(subnets, addresses, pods, jobs, cronJobs), store);

  private static V1ObjectMeta metadata(String namespace, String name) {
    return new V1ObjectMeta().namespace(namespace).name(name).uid(name + "-uid");
  }

  private static FlatNetworkSubnet subnet(String namespace, String name) {
    return FlatNetworkSubnet.builder()
        .metadata(metadata(namespace, name))
        .spec(FlatNetworkSubnetSpec.builder().cidr("10.0.0.0/24").build())
        .build();
  }

  private static FlatNetworkIP lease(String pod, String subnet, String address, String mac) {
    return FlatNetworkIP.builder()
        .metadata(metadata("n", pod))
        .spec(FlatNetworkIPSpec.builder().subnet(subnet).podId(pod + "-uid").build())
        .status(FlatNetworkIPStatus.builder().addr(address).mac(mac).build())
        .build();
  }

  private static V1Pod pod(String name, V1OwnerReference... owners) {
    return new V1Pod()
        .metadata(
            metadata("n", name)
                .annotations(Map.of(Annotations.IP, "auto", Annotations.SUBNET, NET))
                .ownerReferences(List.of(owners)));
  }

  private static V1OwnerReference owner(String apiVersion, String kind, String name) {
    return new V1OwnerReference()
        .apiVersion(apiVersion)
        .kind(kind)
        .name(name)
        .uid(name + "-uid")
        .controller(true);
  }

  private static V1OwnerReference statefulSet() {
    return owner("apps/v1", "StatefulSet", "db");
  }

  private static Holder holder(String pod, String workload) {
    return new Holder(NET, "n", pod, Optional.of(workload));
  }

  // ---- subnets

  @Test
  void subnet_whenInCache_costsNoRequest() {
    subnets.put(subnet("cattle-flat-network", NET));
    subnets.put(subnet("elsewhere", "other"));

    assertThat(cluster.subnet(NET)).isPresent();
    assertThat(cluster.subnet("other")).isEmpty();
    assertThat(cluster.subnet("../x")).isEmpty();
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void freshSubnet_whenCacheIsLate_isTheServers() {
    store.put(ResourceType.FLAT_NETWORK_SUBNETS, subnet("cattle-flat-network", NET));

    assertThat(cluster.freshSubnet(NET)).isPresent();
    assertThat(cluster.freshSubnet("none")).isEmpty();
    assertThat(store.requests())
        .containsExactly(
            "get flatnetworksubnets cattle-flat-network/net",
            "get flatnetworksubnets cattle-flat-network/none");
  }

  @Test
  void freshSubnets_always_areThoseOfTheNamespaceByOneRequest() {
    subnets.put(subnet("cattle-flat-network", "gone"));
    store.put(ResourceType.FLAT_NETWORK_SUBNETS, subnet("cattle-flat-network", NET));
    store.put(ResourceType.FLAT_NETWORK_SUBNETS, subnet("elsewhere", "other"));

    assertThat(cluster.freshSubnets())
        .extracting(subnet -> subnet.getMetadata().getName())
        .containsExactly(NET);
    assertThat(store.requests()).containsExactly("list flatnetworksubnets");
  }

  @Test
  void fresh_whenServerDoesNotAnswer_isUnknown() {
    store.down();

    assertThatThrownBy(() -> cluster.freshSubnet(NET))
        .isInstanceOf(UnknownStateException.class)
        .hasMessageContaining("subnet \"net\"");
    assertThatThrownBy(cluster::freshSubnets).isInstanceOf(UnknownStateException.class);
    assertThatThrownBy(() -> cluster.hasCronJob("n", "tick"))
        .isInstanceOf(UnknownStateException.class);
  }

  // ---- holders

  @Test
  void holders_whenAddressIsSpelledOtherwise_areFound() {
    addresses.put(lease("db-0", NET, "2001:DB8:0::A", "00-50-56-AB-CD-EF"));
    pods.put(pod("db-0", statefulSet()));

    assertThat(cluster.holders(NET, IpAddress.parse("2001:db8::a")))
        .containsExactly(holder("db-0", "StatefulSet/n/db"));
    assertThat(cluster.holders(MacAddress.parse("00:50:56:ab:cd:ef")))
        .containsExactly(holder("db-0", "StatefulSet/n/db"));
    assertThat(cluster.holders("other", IpAddress.parse("2001:db8::a"))).isEmpty();
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void holders_whenLeaseHasNoAddressYetOrOneThatCannotBeRead_areNone() {
    addresses.put(lease("new", NET, "", ""));
    addresses.put(lease("odd", NET, "10.0.0.x", "no mac"));

    assertThat(cluster.holders(NET, IpAddress.parse("10.0.0.1"))).isEmpty();
    assertThat(cluster.holders(NET)).extracting(Holder::pod).containsExactly("odd");
  }

  @Test
  void holders_whenLeaseMovesOrGoes_followIt() {
    pods.put(pod("db-0", statefulSet()));
    FlatNetworkIP moved = lease("db-0", NET, "10.0.0.2", "");
    addresses.put(lease("db-0", NET, "10.0.0.1", ""));
    addresses.put(moved);

    assertThat(cluster.holders(NET, IpAddress.parse("10.0.0.1"))).isEmpty();
    assertThat(cluster.holders(NET, IpAddress.parse("10.0.0.2"))).hasSize(1);

    addresses.remove(moved);

    assertThat(cluster.holders(NET, IpAddress.parse("10.0.0.2"))).isEmpty();
  }

  @Test
  void holders_whenPodIsNotInCache_askTheServer() {
    addresses.put(lease("db-0", NET, "10.0.0.1", ""));
    store.put(ResourceType.PODS, pod("db-0", statefulSet()));

    assertThat(cluster.holders(NET, IpAddress.parse("10.0.0.1")))
        .containsExactly(holder("db-0", "StatefulSet/n/db"));
    assertThat(store.requests()).containsExactly("get pods n/db-0");
  }

  @Test // an annotation that was taken off a living pod takes its owners out of the slimmed cache
  void holders_whenCachedPodTakesNoPartAnyMore_askTheServer() {
    addresses.put(lease("db-0", NET, "10.0.0.1", ""));
    pods.put(new V1Pod().metadata(metadata("n", "db-0")));
    store.put(ResourceType.PODS, pod("db-0", statefulSet()));

    assertThat(cluster.holders(NET, IpAddress.parse("10.0.0.1")))
        .containsExactly(holder("db-0", "StatefulSet/n/db"));
  }

  @Test
  void holders_whenPodIsGoneOrAnotherOfItsName_areNone() {
    addresses.put(lease("gone", NET, "10.0.0.1", ""));
    addresses.put(lease("db-0", NET, "10.0.0.2", ""));
    V1Pod another = pod("db-0", statefulSet());
    Metadata.of(another).uid("another");
    pods.put(another);
    store.put(ResourceType.PODS, another);

    assertThat(cluster.holders(NET, IpAddress.parse("10.0.0.1"))).isEmpty();
    assertThat(cluster.holders(NET, IpAddress.parse("10.0.0.2"))).isEmpty();
  }

  @Test
  void holders_whenWorkloadCannotBeTold_isUnknown() {
    addresses.put(lease("gone", NET, "10.0.0.1", ""));
    addresses.put(lease("tick-1-x", NET, "10.0.0.2", ""));
    pods.put(pod("tick-1-x", owner("batch/v1", "Job", "tick-1")));
    store.down();

    assertThatThrownBy(() -> cluster.holders(NET, IpAddress.parse("10.0.0.1")))
        .isInstanceOf(UnknownStateException.class)
        .hasMessageContaining("pod \"n/gone\"");
    assertThatThrownBy(() -> cluster.holders(NET, IpAddress.parse("10.0.0.2")))
        .isInstanceOf(UnknownStateException.class)
        .hasMessageContaining("pod \"n/tick-1-x\"");
    assertThat(cluster.holders(NET)).hasSize(2); // their workloads need not be known
  }

  @Test
  void holders_whenCronJobsJobIsKnown_areOfTheCronJob() {
    addresses.put(lease("tick-1-x", NET, "10.0.0.2", ""));
    pods.put(pod("tick-1-x", owner("batch/v1", "Job", "tick-1")));
    jobs.put(
        new V1Job()
            .metadata(
                metadata("n", "tick-1")
                    .ownerReferences(List.of(owner("batch/v1", "CronJob", "tick")))));

    assertThat(cluster.holders(NET, IpAddress.parse("10.0.0.2")))
        .containsExactly(holder("tick-1-x", "CronJob/n/tick"));
    assertThat(store.requests()).isEmpty();
  }

  // ---- CronJobs

  @Test
  void hasCronJob_whenCacheKnowsIt_costsNoRequest() {
    cronJobs.put(new V1CronJob().metadata(metadata("n", "tick")));

    assertThat(cluster.hasCronJob("n", "tick")).isTrue();
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void hasCronJob_whenCacheIsLate_asksTheServer() {
    store.put(ResourceType.CRON_JOBS, new V1CronJob().metadata(metadata("n", "tick")));

    assertThat(cluster.hasCronJob("n", "tick")).isTrue();
    assertThat(cluster.hasCronJob("n", "none")).isFalse();
    assertThat(cluster.hasCronJob("n/../..", "tick")).isFalse();
    assertThat(store.requests()).containsExactly("get cronjobs n/tick", "get cronjobs n/none");
  }

  // ---- size

  @Test // 50,000 leases: the cache's list() fails the test, so no look goes through all
  void holders_whenThereAreManyLeases_lookAtThoseAskedForOnly() {
    for (int subnet = 0; subnet < SUBNETS; subnet++) {
      for (int lease = 1; lease <= LEASES; lease++) {
        addresses.put(
            lease(
                "p-" + subnet + "-" + lease,
                "net-" + subnet,
                "10.0.0." + lease,
                "02:00:00:%02x:%02x:%02x".formatted(subnet >> 8, subnet & 0xff, lease)));
      }
    }
    pods.put(pod("p-999-50", statefulSet()));

    assertThat(cluster.holders("net-999", IpAddress.parse("10.0.0.50")))
        .containsExactly(new Holder("net-999", "n", "p-999-50", Optional.of("StatefulSet/n/db")));
    assertThat(cluster.holders(MacAddress.parse("02:00:00:03:e7:32"))).hasSize(1);
    assertThat(cluster.holders("net-7")).hasSize(LEASES);
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void isSynced_whenOneListIsNotIn_isFalse() {
    assertThat(cluster.isSynced()).isTrue();

    cronJobs.synced(false);

    assertThat(cluster.isSynced()).isFalse();
  }
}
