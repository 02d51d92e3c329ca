package io.flatnet.webhook;

import static io.flatnet.webhook.FakeCluster.reserved;
import static io.flatnet.webhook.FakeCluster.spec;
import static io.flatnet.webhook.FakeCluster.used;
import static io.flatnet.webhook.Requests.allowed;
import static io.flatnet.webhook.Requests.annotations;
import static io.flatnet.webhook.Requests.creation;
import static io.flatnet.webhook.Requests.denied;
import static io.flatnet.webhook.Requests.object;
import static io.flatnet.webhook.Requests.undecided;
import static io.flatnet.webhook.Requests.update;
import static io.flatnet.webhook.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetworkSubnetStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workloads whose own pods have addresses, and what is not known in time. */
final class OwnAddressesTest {
  private static final String CRON_JOB_OWNER =
      "[{'apiVersion':'batch/v1','kind':'CronJob','name':'nightly','controller':true}]";
  private static final String MAC = "02:00:00:00:00:0a";

  private final FakeCluster cluster = new FakeCluster().subnet("net", spec("10.0.0.0/24"));
  private final Admission admission = new Admission(cluster);

  /** A workload of three addresses of which its own pods have two, and the ledger knows. */
  private JsonObject running(String kind) {
    String key = kind + "/default/web";
    cluster
        .status(
            "net",
            reserved(key, "10.0.0.7", "10.0.0.8", "10.0.0.9")
                .withLedger(used("10.0.0.7", "10.0.0.8").getLedger()))
        .pod("net", "web-a", key, "10.0.0.7", MAC)
        .pod("net", "web-b", key, "10.0.0.8");
    return object(kind, "net", "10.0.0.7-10.0.0.8-10.0.0.9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deployment", "StatefulSet"})
  void update_whenScaledWhileItsOwnPodsHaveTheAddresses_isAllowed(String kind) {
    JsonObject old = running(kind);
    JsonObject scaled = with(old, "spec.replicas", "3");
    assertThat(allowed(admission.judge(update(kind, old, scaled)))).isEmpty();
    assertThat(cluster.reads()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deployment", "StatefulSet", "DaemonSet"})
  void update_whenRolledWhileItsOwnPodsHaveTheAddresses_isAllowed(String kind) {
    JsonObject old = running(kind);
    JsonObject rolled = with(old, "spec.template.spec", "{'containers':[{'image':'next'}]}");
    assertThat(allowed(admission.judge(update(kind, old, rolled)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deployment", "StatefulSet", "DaemonSet"})
  void update_whenItsAddressesAreEditedWhileItsOwnPodsHaveThem_isAllowed(String kind) {
    JsonObject old = running(kind);
    for (String ip : new String[] {"10.0.0.7", "10.0.0.8-10.0.0.7", "10.0.0.7-10.0.0.20"}) {
      assertThat(allowed(admission.judge(update(kind, old, object(kind, "net", ip))))).isEmpty();
    }
  }

  @Test
  void update_whenItTurnsSpecificForTheAddressesThatItsPodsHave_isAllowed() {
    cluster
        .status("net", used("10.0.0.7"))
        .pod("net", "web-a", "Deployment/default/web", "10.0.0.7", MAC);
    JsonObject old = object("Deployment", "net", "auto");
    JsonObject fixed = object("Deployment", annotations("net", "10.0.0.7", MAC));
    assertThat(allowed(admission.judge(update("Deployment", old, fixed)))).isEmpty();
  }

  @Test
  void create_whenItIsMadeAnewWhileItsOldPodsAreGoing_isAllowed() {
    JsonObject again = running("Deployment");
    assertThat(allowed(admission.judge(creation("Deployment", again)))).isEmpty();
  }

  @Test
  void create_whenAJobIsOfACronJob_isCheckedAgainstTheReservationOfThat() {
    cluster.cronJob("nightly").status("net", reserved("CronJob/default/nightly", "10.0.0.7"));
    cluster.pod("net", "nightly-1-x", "CronJob/default/nightly", "10.0.0.7");
    JsonObject job = object("Job", "net", "10.0.0.7");
    JsonObject made = with(job, "metadata.ownerReferences", CRON_JOB_OWNER);
    assertThat(allowed(admission.judge(creation("Job", made)))).isEmpty();
    assertThat(denied(admission.judge(creation("Job", job)))).hasSize(2);
  }

  @Test
  void create_whenAJobSaysThatItIsOfACronJobThatIsNotThere_standsForItself() {
    cluster.status("net", reserved("CronJob/default/nightly", "10.0.0.7"));
    JsonObject job =
        with(object("Job", "net", "10.0.0.7"), "metadata.ownerReferences", CRON_JOB_OWNER);
    assertThat(denied(admission.judge(creation("Job", job)))).hasSize(1);
  }

  @Test
  void create_whenAJobIsOfAnotherKind_standsForItself() {
    cluster.cronJob("nightly").status("net", reserved("CronJob/default/nightly", "10.0.0.7"));
    JsonObject job =
        with(
            object("Job", "net", "10.0.0.7"),
            "metadata.ownerReferences",
            CRON_JOB_OWNER.replace("batch/v1", "example.org/v1"));
    assertThat(denied(admission.judge(creation("Job", job)))).hasSize(1);
  }

  /** Else {@code kubectl create} of a subnet and a workload in one file would fail. */
  @Test
  void create_whenTheCacheDoesNotKnowTheSubnetYet_readsIt() {
    cluster.late("net");
    assertThat(allowed(admission.judge(creation("Pod", object("Pod", "net", "auto"))))).isEmpty();
    assertThat(cluster.reads()).isEqualTo(1);
  }

  @Test
  void create_whenTheCacheDoesNotKnowAReservationYet_isDenied() {
    cluster.freshStatus("net", reserved("StatefulSet/default/db", "10.0.0.7"));
    assertThat(
            denied(
                admission.judge(creation("Deployment", object("Deployment", "net", "10.0.0.7")))))
        .hasSize(1);
  }

  @Test
  void create_whenTheCacheStillKnowsAReservationThatEnded_isAllowed() {
    cluster.status("net", reserved("StatefulSet/default/db", "10.0.0.7"));
    cluster.freshStatus("net", used());
    cluster.pod("net", "db-0", "StatefulSet/default/db", "10.0.0.7");
    assertThat(
            allowed(
                admission.judge(creation("Deployment", object("Deployment", "net", "10.0.0.7")))))
        .isEmpty();
  }

  @Test
  void create_whenTheLedgerHasAMacOfWhichTheCacheKnowsNothing_isUndecided() {
    cluster.status("net", used("10.0.0.7").withUsedMac(List.of(MAC, "no MAC")));
    JsonObject mine = object("Deployment", annotations("net", "10.0.0.8", MAC));
    assertThat(undecided(admission.judge(creation("Deployment", mine))))
        .contains("who uses " + MAC + " of subnet \"net\"", "in a moment");
    assertThat(allowed(admission.judge(update("Deployment", mine, mine)))).isEmpty();
    cluster.pod("net", "other-a", "Deployment/default/other", "10.0.0.7", MAC);
    assertThat(denied(admission.judge(creation("Deployment", mine)))).hasSize(1);
  }

  @Test
  void create_whenNobodyKnowsWhoWroteTheMacsOfASubnet_goesByTheLeases() {
    cluster.status(
        "net", FlatNetworkSubnetStatus.builder().usedMac(List.of(MAC)).build()); // no ledger
    JsonObject mine = object("Deployment", annotations("net", "10.0.0.8", MAC));
    assertThat(allowed(admission.judge(creation("Deployment", mine)))).isEmpty();
  }

  @Test
  void create_whenTheLedgerHasAnAddressOfWhichTheCacheKnowsNothing_isUndecided() {
    cluster.freshStatus("net", used("10.0.0.7"));
    assertThat(
            undecided(
                admission.judge(creation("Deployment", object("Deployment", "net", "10.0.0.7")))))
        .isEqualTo(
            "cannot judge Deployment \"default/web\": who uses 10.0.0.7 of subnet \"net\" must be"
                + " known, and its FlatNetworkIP is not here yet; send the same request again in a"
                + " moment");
  }

  @Test
  void create_whenSomethingIsWrongAndSomethingUnknown_saysWhatIsWrong() {
    cluster.freshStatus("net", used("10.0.0.7"));
    assertThat(
            denied(
                admission.judge(
                    creation("Deployment", object("Deployment", "net", "10.0.0.7-10.0.1.7")))))
        .hasSize(1);
  }

  @Test
  void update_whenTheUnknownAddressWasAskedForBefore_isAllowed() {
    cluster.freshStatus("net", used("10.0.0.7"));
    JsonObject old = object("Deployment", "net", "10.0.0.7");
    JsonObject more = object("Deployment", "net", "10.0.0.7-10.0.0.8");
    assertThat(allowed(admission.judge(update("Deployment", old, more)))).isEmpty();
  }

  @Test
  void create_whenTheApiServerDoesNotAnswer_isUndecidedAndSaysSo() {
    cluster.down();
    assertThat(
            undecided(
                admission.judge(creation("Deployment", object("Deployment", "net", "10.0.0.7")))))
        .isEqualTo(
            "cannot read subnet \"net\": the API server must answer, got a refused connection;"
                + " send the same request again in a moment");
  }

  @Test
  void create_whenTheApiServerDoesNotAnswerAndAnyAddressWillDo_isAllowed() {
    cluster.down();
    assertThat(
            allowed(admission.judge(creation("Deployment", object("Deployment", "net", "auto")))))
        .isEmpty();
  }
}
