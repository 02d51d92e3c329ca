package io.flatnet.webhook;

import static io.flatnet.webhook.FakeCluster.range;
import static io.flatnet.webhook.FakeCluster.reserved;
import static io.flatnet.webhook.FakeCluster.spec;
import static io.flatnet.webhook.FakeCluster.used;
import static io.flatnet.webhook.Requests.allowed;
import static io.flatnet.webhook.Requests.annotations;
import static io.flatnet.webhook.Requests.creation;
import static io.flatnet.webhook.Requests.object;
import static io.flatnet.webhook.Requests.update;
import static io.flatnet.webhook.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetworkSubnetStatus;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is legal in a workload and yet unwise. */
final class WorkloadWarningsTest {
  /** Four addresses for pods. */
  private final FakeCluster cluster =
      new FakeCluster()
          .subnet("net", spec("10.0.0.0/24").withRanges(List.of(range("10.0.0.4", "10.0.0.7"))));

  private final Admission admission = new Admission(cluster);

  private List<String> warnings(String kind, String ip, String spec) {
    JsonObject object = object(kind, "net", ip);
    String[] field = spec.split("=", 2);
    return allowed(admission.judge(creation(kind, with(object, field[0], field[1]))));
  }

  @Test
  void create_whenAutoAsksForMorePodsThanThePoolHas_warns() {
    assertThat(warnings("Deployment", "auto", "spec.replicas=4")).isEmpty();
    assertThat(warnings("Deployment", "auto", "spec.replicas=5"))
        .containsExactly(
            "spec.template.metadata.annotations[flatnetwork.pandaria.io/subnet] has too few"
                + " addresses that are not reserved for others: 4 for 5 pods, got \"net\"; name a"
                + " larger subnet, or ask for fewer pods; those beyond wait");
  }

  @Test
  void create_whenOthersHaveReservedThePool_warns() {
    cluster.status("net", reserved("StatefulSet/default/db", "10.0.0.4", "10.0.0.5"));
    assertThat(warnings("StatefulSet", "auto", "spec.replicas=2")).isEmpty();
    assertThat(warnings("StatefulSet", "auto", "spec.replicas=3"))
        .singleElement()
        .asString()
        .contains("that are not reserved for others: 2 for 3 pods");
  }

  @Test
  void create_whenThePoolIsInUse_warns() {
    cluster.status("net", used("10.0.0.4", "10.0.0.5", "10.0.0.6"));
    assertThat(warnings("Deployment", "auto", "spec.replicas=2"))
        .singleElement()
        .asString()
        .contains("has too few addresses that are free now: 1 for 2 pods");
  }

  @Test
  void create_whenTheRangeHasNoRoomForTheReplicas_warns() {
    assertThat(warnings("Deployment", "10.0.0.4-10.0.0.5", "spec.replicas=2")).isEmpty();
    assertThat(warnings("Deployment", "10.0.0.4-10.0.0.5", "spec.replicas=3"))
        .singleElement()
        .asString()
        .contains("names too few addresses that pods can have: 2 for 3 pods");
  }

  /** The second address lies outside the ranges, so there is room for one pod alone. */
  @Test
  void create_whenSomeAddressesAreOutsideTheRanges_countsThoseInside() {
    assertThat(warnings("Deployment", "10.0.0.4-10.0.0.9", "spec.replicas=2"))
        .hasSize(2)
        .anyMatch(warning -> warning.contains("can have: 1 for 2 pods"));
  }

  @Test
  void create_whenItIsAJob_countsThePodsAtOnce() {
    assertThat(warnings("Job", "10.0.0.4", "spec.parallelism=2")).hasSize(1);
    assertThat(warnings("Job", "10.0.0.4", "spec.completions=9")).isEmpty();
    JsonObject few = with(object("Job", "net", "10.0.0.4"), "spec.parallelism", "2");
    assertThat(allowed(admission.judge(creation("Job", with(few, "spec.completions", "1")))))
        .isEmpty();
    assertThat(warnings("CronJob", "10.0.0.4", "spec.jobTemplate.spec.parallelism=2")).hasSize(1);
  }

  @Test
  void create_whenTheNodesDecideHowMany_doesNotWarn() {
    assertThat(allowed(admission.judge(creation("DaemonSet", object("DaemonSet", "net", "auto")))))
        .isEmpty();
  }

  @Test
  void update_whenScaledBeyondItsAddresses_warns() {
    JsonObject old = object("Deployment", "net", "10.0.0.4");
    JsonObject two = with(old, "spec.replicas", "2");
    assertThat(allowed(admission.judge(update("Deployment", old, two)))).hasSize(1);
    assertThat(allowed(admission.judge(update("Deployment", two, old)))).isEmpty();
    assertThat(allowed(admission.judge(update("Deployment", two, two)))).isEmpty();
  }

  @Test
  void create_whenNoNetworkIsNamed_warnsThatThereIsNoInterface() {
    JsonObject annotations = annotations("net", "auto", null);
    annotations.remove(Requests.NETWORKS);
    assertThat(allowed(admission.judge(creation("Deployment", object("Deployment", annotations)))))
        .singleElement()
        .asString()
        .contains("the pods get an address and no interface for it");
    annotations.addProperty("v1.multus-cni.io/default-network", Requests.OURS);
    assertThat(allowed(admission.judge(creation("Deployment", object("Deployment", annotations)))))
        .isEmpty();
  }

  @Test
  void create_whenTheNetworkIsNamedAndNoAddressAskedFor_warnsAndStillJudgesTheSubnet() {
    assertThat(allowed(admission.judge(creation("Deployment", object("Deployment", "net", " ")))))
        .singleElement()
        .asString()
        .contains("the pods get no address");
    assertThat(
            Requests.denied(
                admission.judge(creation("Deployment", object("Deployment", "lost", "")))))
        .hasSize(1);
  }

  @Test
  void create_whenTheSubnetHasFailed_warnsAndSaysWhy() {
    cluster.status(
        "net",
        FlatNetworkSubnetStatus.builder().phase("Failed").failureMessage("it overlaps").build());
    assertThat(
            allowed(admission.judge(creation("Deployment", object("Deployment", "net", "auto")))))
        .singleElement()
        .asString()
        .contains("gives no addresses now: it overlaps");
  }

  @Test
  void create_whenThereAreThousandsOfWarnings_saysTheFirstTwenty() {
    String outside =
        String.join("-", IntStream.range(10, 250).mapToObj(i -> "10.0.0." + i).toList());
    assertThat(warnings("Deployment", "10.0.0.4-" + outside, "spec.replicas=1"))
        .hasSize(21)
        .last()
        .isEqualTo("and 220 more");
  }
}
