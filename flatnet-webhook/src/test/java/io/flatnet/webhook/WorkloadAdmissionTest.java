package io.flatnet.webhook;

import static io.flatnet.webhook.FakeCluster.range;
import static io.flatnet.webhook.FakeCluster.reserved;
import static io.flatnet.webhook.FakeCluster.spec;
import static io.flatnet.webhook.Requests.allowed;
import static io.flatnet.webhook.Requests.annotations;
import static io.flatnet.webhook.Requests.delete;
import static io.flatnet.webhook.Requests.denied;
import static io.flatnet.webhook.Requests.object;
import static io.flatnet.webhook.Requests.update;
import static io.flatnet.webhook.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule of SPEC section 4 for workloads and pods, judged as requests. */
final class WorkloadAdmissionTest {
  private static final String TEMPLATE = "spec.template.metadata.annotations";
  private static final String IP = "flatnetwork.pandaria.io/ip";
  private static final String SUBNET = "flatnetwork.pandaria.io/subnet";
  private static final String MAC = "02:00:00:00:00:0a";

  private final FakeCluster cluster =
      new FakeCluster().subnet("net", spec("10.0.0.0/24").withGateway("10.0.0.1"));
  private final Admission admission = new Admission(cluster);

  private static JsonObject deployment(String ip, @Nullable String mac) {
    return object("Deployment", annotations("net", ip, mac));
  }

  private Verdict create(String kind, String ip) {
    return admission.judge(Requests.creation(kind, object(kind, "net", ip)));
  }

  private Verdict createDeployment(String ip, @Nullable String mac) {
    return admission.judge(Requests.creation("Deployment", deployment(ip, mac)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deployment", "DaemonSet", "StatefulSet", "Job", "CronJob", "Pod"})
  void create_whenAllIsWell_isAllowedWithoutAWarning(String kind) {
    assertThat(allowed(create(kind, "auto"))).isEmpty();
    assertThat(allowed(create(kind, "10.0.0.7"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment, spec.template.metadata",
    "DaemonSet, spec.template.metadata",
    "StatefulSet, spec.template.metadata",
    "Job, spec.template.metadata",
    "CronJob, spec.jobTemplate.spec.template.metadata",
    "Pod, metadata",
  })
  void create_whenAnAddressIsWrong_namesItsPath(String kind, String path) {
    assertThat(denied(create(kind, "10.0.0.7-10.0.1.7")))
        .containsExactly(
            path
                + ".annotations[flatnetwork.pandaria.io/ip][1] must lie inside 10.0.0.0/24, got"
                + " \"10.0.1.7\"; name another address");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.x, must be an address",
    "10.0.0.7-10.0.0.7, must be named once",
    "10.0.1.7, must lie inside 10.0.0.0/24",
    "10.0.0.1, must not be the gateway",
    "10.0.0.0, must not be the network address",
    "10.0.0.255, must not be the broadcast address",
  })
  void create_whenAnAddressCannotBeGiven_isDenied(String ip, String constraint) {
    assertThat(denied(create("Deployment", ip))).singleElement().asString().contains(constraint);
  }

  @ParameterizedTest
  @CsvSource({
    "02:00:00:00:00:zz, must be a MAC",
    "03:00:00:00:00:01, must not be a multicast MAC",
    "00:00:00:00:00:00, must not be all zeros",
    "02:00:00:00:00:0a-02:00:00:00:00:0b, must name as many MACs as there are addresses",
  })
  void create_whenAMacIsWrong_isDenied(String mac, String constraint) {
    assertThat(denied(createDeployment("10.0.0.7", mac)))
        .singleElement()
        .asString()
        .startsWith(TEMPLATE + "[flatnetwork.pandaria.io/mac]")
        .contains(constraint);
  }

  @Test
  void create_whenAMacIsNamedTwice_isDenied() {
    assertThat(denied(createDeployment("10.0.0.7-10.0.0.8", MAC + "-02:00:00:00:00:0A")))
        .singleElement()
        .asString()
        .contains("must be named once");
  }

  @Test
  void create_whenManyThingsAreWrong_saysThemAllInOneMessage() {
    Verdict verdict = createDeployment("10.0.1.7-10.0.0.1-x", "y");
    assertThat(denied(verdict)).hasSize(5);
    assertThat(((Verdict.Denied) verdict).message().lines())
        .hasSize(6)
        .first()
        .isEqualTo("cannot accept Deployment \"default/web\": 5 things are wrong");
  }

  @Test
  void create_whenThereIsNoSuchSubnet_isDenied() {
    assertThat(denied(admission.judge(Requests.creation("Pod", object("Pod", "lost", "auto")))))
        .containsExactly(
            "metadata.annotations[flatnetwork.pandaria.io/subnet] must name a FlatNetworkSubnet of"
                + " namespace cattle-flat-network, got \"lost\"; create it first, or see kubectl -n"
                + " cattle-flat-network get flsubnet");
  }

  @Test
  void create_whenTheSubnetCanBeNoName_isDeniedWithoutARequest() {
    assertThat(
            denied(
                admission.judge(
                    Requests.creation("Pod", object("Pod", "../pods/other", "10.0.0.7")))))
        .singleElement()
        .asString()
        .contains("must be the name of a FlatNetworkSubnet");
    assertThat(cluster.reads()).isZero();
  }

  @Test
  void create_whenTheSubnetCannotBeRead_isDeniedAndSaysWhy() {
    cluster.subnet("bad", spec("10.0.0.0/33"));
    assertThat(denied(admission.judge(Requests.creation("Pod", object("Pod", "bad", "auto")))))
        .singleElement()
        .asString()
        .contains("must name a FlatNetworkSubnet that gives addresses")
        .contains("10.0.0.0/33");
  }

  @Test
  void create_whenAllAddressesAreOutsideTheRanges_isDenied() {
    cluster.subnet("net", spec("10.0.0.0/24").withRanges(List.of(range("10.0.0.10", "10.0.0.20"))));
    assertThat(denied(create("Deployment", "10.0.0.7-10.0.0.8")))
        .hasSize(2)
        .allMatch(finding -> finding.contains("must lie inside the ranges 10.0.0.10-10.0.0.20"));
  }

  @Test
  void create_whenSomeAddressesAreOutsideTheRanges_isAllowedWithAWarning() {
    cluster.subnet("net", spec("10.0.0.0/24").withRanges(List.of(range("10.0.0.10", "10.0.0.20"))));
    assertThat(allowed(create("Deployment", "10.0.0.7-10.0.0.10")))
        .singleElement()
        .asString()
        .startsWith(TEMPLATE + "[" + IP + "][0] must lie inside the ranges");
  }

  @Test
  void create_whenAnAddressIsReservedByAnother_isDeniedAndSaysForWhom() {
    cluster.status("net", reserved("StatefulSet/default/db", "10.0.0.7"));
    assertThat(denied(create("Deployment", "10.0.0.7")))
        .singleElement()
        .asString()
        .contains("must not be reserved for another: StatefulSet/default/db has it");
  }

  @Test
  void create_whenAnAddressIsReservedByItself_isAllowed() {
    cluster.status("net", reserved("Deployment/default/web", "10.0.0.7"));
    assertThat(allowed(create("Deployment", "10.0.0.7"))).isEmpty();
  }

  /** A workload of another kind or namespace is another one. */
  @Test
  void create_whenAnAddressIsReservedByItsNamesake_isDenied() {
    cluster.status("net", reserved("DaemonSet/default/web", "10.0.0.7"));
    assertThat(denied(create("Deployment", "10.0.0.7"))).hasSize(1);
    cluster.status("net", reserved("Deployment/other/web", "10.0.0.7"));
    assertThat(denied(create("Deployment", "10.0.0.7"))).hasSize(1);
  }

  @Test
  void create_whenAnAddressIsUsedByAnothersPod_isDeniedAndSaysByWhich() {
    cluster.pod("net", "db-0", "StatefulSet/default/db", "10.0.0.7");
    assertThat(denied(create("Deployment", "10.0.0.7")))
        .singleElement()
        .asString()
        .contains("must not be used by another's pod: pod default/db-0 has it");
  }

  @Test
  void create_whenTheAddressIsUsedInAnotherSubnet_isAllowed() {
    cluster.pod("other", "db-0", "StatefulSet/default/db", "10.0.0.7");
    assertThat(allowed(create("Deployment", "10.0.0.7"))).isEmpty();
  }

  @Test
  void create_whenAMacIsInUse_isDenied() {
    cluster.pod("net", "db-0", "StatefulSet/default/db", "10.0.0.8", MAC);
    assertThat(denied(createDeployment("10.0.0.7", "02-00-00-00-00-0a".replace('-', ':'))))
        .singleElement()
        .asString()
        .contains("must not be in use: pod default/db-0 has it");
  }

  @Test
  void create_whenAMacIsInUseOnTheSameLink_isDeniedAndOnAnotherIsAllowed() {
    cluster.subnet("sibling", spec("10.9.0.0/24")).subnet("far", spec("10.8.0.0/24").withVlan(7));
    cluster.pod("far", "db-1", "StatefulSet/default/db", "10.8.0.8", MAC);
    assertThat(allowed(createDeployment("10.0.0.7", MAC))).isEmpty();
    cluster.pod("sibling", "db-0", "StatefulSet/default/db", "10.9.0.8", MAC);
    assertThat(denied(createDeployment("10.0.0.7", MAC))).hasSize(1);
  }

  @Test
  void create_whenAPlainPodNamesAReservedOrUsedAddress_isDenied() {
    cluster.status("net", reserved("Deployment/default/web", "10.0.0.7"));
    cluster.pod("net", "web-1", "Deployment/default/web", "10.0.0.7");
    assertThat(denied(create("Pod", "10.0.0.7"))).hasSize(2);
  }

  /** The FlatNetworkIP of a pod that was replaced under its name may still be there. */
  @Test
  void create_whenAPlainPodHadTheAddressItself_isAllowed() {
    cluster.pod("net", "web", null, "10.0.0.7");
    assertThat(allowed(create("Pod", "10.0.0.7"))).isEmpty();
  }

  /** The template of its workload was judged; what changed since is the allocator's matter. */
  @Test
  void create_whenAWorkloadMakesAPodWhoseAddressIsTaken_isAllowedWithoutARequest() {
    cluster.pod("net", "db-0", "StatefulSet/default/db", "10.0.0.7");
    JsonObject pod =
        with(
            object("Pod", "net", "10.0.0.7"),
            "metadata.ownerReferences",
            "[{'apiVersion':'apps/v1','kind':'ReplicaSet','name':'web-1','controller':true}]");
    assertThat(allowed(admission.judge(Requests.creation("Pod", pod)))).isEmpty();
    assertThat(cluster.reads()).isZero();
    JsonObject wrong =
        with(pod, "metadata.annotations", "{'" + SUBNET + "':'net','" + IP + "':'x'}");
    assertThat(denied(admission.judge(Requests.creation("Pod", wrong)))).hasSize(1);
  }

  @Test
  void create_whenNothingIsAskedFor_isAllowedWithoutARequest() {
    JsonObject plain = object("Deployment", new JsonObject());
    assertThat(allowed(admission.judge(Requests.creation("Deployment", plain)))).isEmpty();
    JsonObject noSubnet = object("Deployment", "", "10.0.0.7");
    assertThat(allowed(admission.judge(Requests.creation("Deployment", noSubnet)))).isEmpty();
    assertThat(cluster.reads()).isZero();
  }

  @Test
  void update_whenTheObjectIsBeingDeleted_isAllowed() {
    JsonObject going =
        with(deployment("x", null), "metadata.deletionTimestamp", "'2026-01-01T00:00:00Z'");
    assertThat(allowed(admission.judge(update("Deployment", deployment("auto", null), going))))
        .isEmpty();
  }

  @Test
  void delete_whenItIsAWorkload_isAllowed() {
    assertThat(allowed(admission.judge(delete("Deployment", deployment("x", null))))).isEmpty();
  }

  @Test
  void update_whenTheOldObjectHadTheSameFaults_isAllowed() {
    JsonObject broken = deployment("10.0.1.7", "zz");
    JsonObject labelled = with(broken, "metadata.labels", "{'a':'b'}");
    assertThat(allowed(admission.judge(update("Deployment", broken, labelled)))).isEmpty();
  }

  @Test
  void update_whenItAddsAFault_isDeniedForThatAlone() {
    assertThat(
            denied(
                admission.judge(
                    update(
                        "Deployment",
                        deployment("10.0.1.7", null),
                        deployment("10.0.0.7-10.0.1.7-10.0.2.7", null)))))
        .singleElement()
        .asString()
        .contains("[2] must lie inside 10.0.0.0/24, got \"10.0.2.7\"");
  }

  /** The reference skips all checks of an update that changes its own labels. */
  @ParameterizedTest
  @ValueSource(strings = {"flatNetworkIPType", "subnet", "flatMode"})
  void update_whenTheFlatLabelsChangeToo_isStillJudged(String label) {
    JsonObject labelled =
        with(
            deployment("10.0.1.7", null),
            "metadata.labels",
            "{'flatnetwork.pandaria.io/" + label + "':'changed'}");
    assertThat(denied(admission.judge(update("Deployment", deployment("auto", null), labelled))))
        .hasSize(1);
  }

  @Test
  void update_whenItMovesToAnotherSubnet_isHeldAgainstThat() {
    cluster.subnet("other", spec("10.7.0.0/24"));
    JsonObject moved = object("Deployment", "other", "10.0.0.7");
    assertThat(denied(admission.judge(update("Deployment", deployment("10.0.0.7", null), moved))))
        .singleElement()
        .asString()
        .contains("must lie inside 10.7.0.0/24");
  }
}
