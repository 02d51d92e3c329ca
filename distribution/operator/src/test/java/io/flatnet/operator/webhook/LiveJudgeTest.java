package io.flatnet.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.ClusterCaches;
import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.AdmissionRequest.Operation;
import io.flatnet.webhook.Verdict;
import org.junit.jupiter.api.Test;

class LiveJudgeTest {
  private final AskedStore store = new AskedStore();
  private final LiveJudge judge = new LiveJudge(store);

  private static ClusterCaches caches(IndexedCache<FlatNetworkSubnet> subnets) {
    return new ClusterCaches(
        subnets,
        new IndexedCache<>(),
        new IndexedCache<>(),
        new IndexedCache<>(),
        new IndexedCache<>());
  }

  private static AdmissionRequest subnet(String spec) {
    return new AdmissionRequest(
        Operation.CREATE,
        "flatnetwork.pandaria.io",
        "FlatNetworkSubnet",
        "",
        "cattle-flat-network",
        "net",
        null,
        JsonParser.parseString("{'metadata':{'name':'net'},'spec':" + spec + "}")
            .getAsJsonObject());
  }

  @Test
  void isReady_whenCachesAreNotFilled_isFalse() {
    assertThat(judge.isReady()).isFalse();
    assertThatThrownBy(() -> judge.apply(subnet("{}")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("isReady()");

    IndexedCache<FlatNetworkSubnet> subnets = new IndexedCache<>();
    subnets.synced(false);
    judge.follow(caches(subnets));
    assertThat(judge.isReady()).isFalse();

    subnets.synced(true);
    assertThat(judge.isReady()).isTrue();
    assertThat(judge.apply(subnet("{'flatMode':'none'}"))).isInstanceOf(Verdict.Denied.class);
  }

  @Test // a replica that lost the Lease judges on while its next caches are filled
  void isReady_whenOtherCachesFollow_staysSo() {
    judge.follow(caches(new IndexedCache<>()));
    assertThat(judge.isReady()).isTrue();

    IndexedCache<FlatNetworkSubnet> next = new IndexedCache<>();
    next.synced(false);
    judge.follow(caches(next));

    assertThat(judge.isReady()).isTrue();
    assertThat(judge.apply(subnet("{'flatMode':'none'}"))).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  void apply_whenServerDoesNotAnswer_isUndecided() {
    judge.follow(caches(new IndexedCache<>()));
    store.down();

    assertThat(
            judge.apply(
                subnet("{'flatMode':'macvlan','master':'eth0','cidr':'10.0.0.0/24','vlan':0}")))
        .isInstanceOf(Verdict.Undecided.class);
  }
}
