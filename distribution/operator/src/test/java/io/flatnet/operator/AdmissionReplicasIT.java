package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.flatnet.operator.AdmissionLab.Answer;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the webhook owes its users while its replicas and the API server come and go, and what
 * workloads may do with addresses that their own pods use.
 */
@Requires(Part.CONTROL_PLANE)
class AdmissionReplicasIT {
  private static final int ASKERS = 4;
  private static final int ENOUGH = 100;
  private static final FlatKind KIND = FlatKind.DEPLOYMENT;
  private static final String NET =
      """
      apiVersion: flatnetwork.pandaria.io/v1
      kind: FlatNetworkSubnet
      metadata: {name: net, namespace: cattle-flat-network}
      spec: {flatMode: macvlan, master: eth5, vlan: 50, cidr: 10.50.0.0/24}
      """;

  @TempDir Path directory;

  /** Asks for wrong objects and right ones without end, and counts how both fare. */
  private static final class Load implements AutoCloseable {
    private final AdmissionLab lab;
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger wronglyAdmitted = new AtomicInteger();
    private final AtomicInteger wronglyRefused = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService askers = Executors.newFixedThreadPool(ASKERS);
    private final List<Future<?>> ends = new ArrayList<>();

    Load(AdmissionLab lab) {
      this.lab = lab;
      for (int asker = 0; asker < ASKERS; asker++) {
        String name = "load-" + asker;
        ends.add(askers.submit(() -> ask(name)));
      }
    }

    private Integer ask(String name) {
      int asked = 0;
      for (; !over.get(); asked++) {
        boolean isWrong = asked % 2 == 0;
        JsonObject object = KIND.object(name, "net", isWrong ? "10.51.0.1" : "auto", "");
        try {
          count(isWrong, lab.send("POST", KIND.collection() + "?dryRun=All", object));
        } catch (IOException _) {
          unanswered.incrementAndGet(); // the API server is not there
        }
      }
      return asked;
    }

    private void count(boolean isWrong, Answer answer) {
      if (answer.isWell()) {
        (isWrong ? wronglyAdmitted : admitted).incrementAndGet();
      } else if (answer.code() == 403 && answer.message().contains("denied the request")) {
        (isWrong ? refused : wronglyRefused).incrementAndGet();
      } else {
        unanswered.incrementAndGet(); // nobody knows: the client tries again
      }
    }

    /** Waits until both kinds got their answers so many times more. */
    void awaitMore(int times) {
      int refusals = refused.get() + times;
      int admissions = admitted.get() + times;
      AdmissionLab.soon().until(() -> refused.get() >= refusals && admitted.get() >= admissions);
    }

    @Override
    public void close() throws Exception {
      over.set(true);
      for (Future<?> end : ends) {
        end.get();
      }
      askers.close();
    }

    @Override
    public String toString() {
      return refused + " refused, " + admitted + " admitted, " + unanswered + " without an answer";
    }
  }

  @Test
  void replicas_whenOneIsKilledAndTheApiServerRestarts_admitNothingWrong() throws Exception {
    try (AdmissionLab lab = new AdmissionLab(directory)) {
      OperatorProcess first = lab.start();
      OperatorProcess second = lab.start();
      lab.controlPlane().apply(NET);
      try (Load load = new Load(lab)) {
        load.awaitMore(ENOUGH);
        first.signal("KILL");
        load.awaitMore(ENOUGH);
        lab.controlPlane().restart(ControlPlane.Member.API_SERVER);
        load.awaitMore(ENOUGH);
        load.close();

        assertThat(load.wronglyAdmitted).as(load.toString()).hasValue(0);
        assertThat(load.wronglyRefused).as(load.toString()).hasValue(0);
        Scrape scrape = Scrape.of(second.get("/metrics").body());
        assertThat(scrape.value("flatnet_webhook_requests_total{outcome=\"denied\"}")).isPositive();
      }
    }
  }

  @Test
  void replica_whenItIsRolled_failsNoRequest() throws Exception {
    try (AdmissionLab lab = new AdmissionLab(directory)) {
      OperatorProcess first = lab.start();
      OperatorProcess second = lab.start();
      lab.controlPlane().apply(NET);
      try (Load load = new Load(lab)) {
        load.awaitMore(ENOUGH);
        first.terminate();
        AdmissionLab.soon().until(() -> first.err().contains("serves the admission webhook for"));
        assertThat(first.get("/readyz").status()).isEqualTo(503);
        lab.leave(first);
        load.awaitMore(ENOUGH);
        assertThat(first.awaitEnd()).isZero();
        load.awaitMore(ENOUGH);
        load.close();

        assertThat(load.unanswered).as(load.toString()).hasValue(0);
        assertThat(load.wronglyAdmitted).as(load.toString()).hasValue(0);
        assertThat(load.wronglyRefused).as(load.toString()).hasValue(0);
        Scrape scrape = Scrape.of(second.get("/metrics").body());
        assertThat(scrape.value("flatnet_webhook_requests_total{outcome=\"denied\"}")).isPositive();
      }
    }
  }

  @Test
  void workload_whenItsOwnPodsUseItsAddresses_mayScaleRollAndChange() throws Exception {
    try (AdmissionLab lab = new AdmissionLab(directory)) {
      lab.start();
      lab.controlPlane().apply(NET);
      lab.controlPlane().startControllerManager();
      JsonObject web = KIND.object("web", "net", "10.50.0.10-10.50.0.11", "");
      well(lab.send("POST", KIND.collection(), web));
      String path = AdmissionVerb.path(KIND.collection(), web);
      awaitUsed(lab, "10.50.0.10");

      well(patch(lab, path, "{'spec':{'replicas':2}}"));
      awaitUsed(lab, "10.50.0.11");
      well(patch(lab, path, template("'labels':{'rolled':'once'}")));
      well(
          patch(
              lab,
              path,
              template(
                  "'annotations':{'flatnetwork.pandaria.io/ip':'10.50.0.10-10.50.0.11-10.50.0.12'}")));
      well(
          patch(
              lab,
              path,
              template("'annotations':{'flatnetwork.pandaria.io/ip':'10.50.0.11-10.50.0.10'}")));

      Answer another =
          lab.send("POST", KIND.collection(), KIND.object("other", "net", "10.50.0.10", ""));
      assertThat(another.code()).as(another.message()).isEqualTo(403);
      assertThat(another.message()).contains("Deployment/default/web");
    }
  }

  @Test
  void job_whenItsCronJobHasReservedItsAddress_mayUseIt() throws Exception {
    try (AdmissionLab lab = new AdmissionLab(directory)) {
      lab.start();
      lab.controlPlane().apply(NET);
      FlatKind cron = FlatKind.CRON_JOB;
      JsonObject tick = cron.object("tick", "net", "10.50.0.20", "");
      well(lab.send("POST", cron.collection(), tick));
      AdmissionLab.soon().until(() -> lab.subnet("net").contains("CronJob/default/tick"));
      JsonObject made = FlatKind.JOB.object("tick-1", "net", "10.50.0.20", "");
      JsonObject alone = FlatKind.JOB.object("alone", "net", "10.50.0.20", "");
      String uid = lab.uid(AdmissionVerb.path(cron.collection(), tick));
      made.getAsJsonObject("metadata")
          .add(
              "ownerReferences",
              AdmissionLab.json(
                      "{'a':[{'apiVersion':'batch/v1','kind':'CronJob','name':'tick','controller':true,'uid':'"
                          + uid
                          + "'}]}")
                  .get("a"));

      well(lab.send("POST", FlatKind.JOB.collection(), made));

      Answer denied = lab.send("POST", FlatKind.JOB.collection(), alone);
      assertThat(denied.code()).as(denied.message()).isEqualTo(403);
      assertThat(denied.message()).contains("CronJob/default/tick");
    }
  }

  private static String template(String metadata) {
    return "{'spec':{'template':{'metadata':{" + metadata + "}}}}";
  }

  private static Answer patch(AdmissionLab lab, String path, String patch) throws IOException {
    return lab.send("PATCH", path, "application/merge-patch+json", AdmissionLab.json(patch));
  }

  private static void awaitUsed(AdmissionLab lab, String address) {
    Callable<String> leases =
        () -> lab.send("GET", "/apis/flatnetwork.pandaria.io/v1/flatnetworkips", null).message();
    AdmissionLab.soon().until(leases, text -> text.contains("\"addr\":\"" + address + "\""));
  }

  private static void well(Answer answer) {
    assertThat(answer.isWell()).as(answer.message()).isTrue();
  }
}
