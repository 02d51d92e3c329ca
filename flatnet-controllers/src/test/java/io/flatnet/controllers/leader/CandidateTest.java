package io.flatnet.controllers.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.leader.Candidate.Role;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CandidateTest {
  private static final ObjectKey KEY = ElectionSettings.OPERATOR_LEASE;

  private final InMemoryCluster cluster = new InMemoryCluster();
  private final ResourceStore<V1Lease> leases = cluster.client().resource(ResourceType.LEASES);
  private long nanos;
  private Instant wall = Instant.parse("2030-01-01T00:00:00.123456789Z");
  private Fault next = Fault.NONE;

  private Candidate candidate(String identity) {
    ClusterStore client =
        cluster.client(
            (resource, verb, write) -> {
              Fault fault = write ? next : Fault.NONE;
              next = write ? Fault.NONE : next;
              return fault;
            });
    return new Candidate(
        ElectionSettings.of(identity),
        client.resource(ResourceType.LEASES),
        () -> nanos,
        () -> wall);
  }

  private void pass(long seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
    wall = wall.plusSeconds(seconds);
  }

  private V1LeaseSpec spec() {
    return Objects.requireNonNull(leases.get(KEY).answer().orElseThrow().getSpec());
  }

  @Test
  void round_whenThereIsNoLease_makesItAndLeads() {
    Candidate a = candidate("a");

    assertThat(a.round()).contains(Duration.ofSeconds(2));

    assertThat(a.isOpen()).isTrue();
    assertThat(spec().getHolderIdentity()).isEqualTo("a");
    assertThat(spec().getLeaseDurationSeconds()).isEqualTo(45);
    assertThat(spec().getLeaseTransitions()).isZero();
    assertThat(spec().getRenewTime())
        .isEqualTo(OffsetDateTime.parse("2030-01-01T00:00:00.123456Z"));
  }

  @Test
  void round_whenHolderIsSilent_takesTheLeaseOnlyAfterItsDurationByTheOwnClock() {
    candidate("a").round();
    wall = wall.plus(Duration.ofDays(400)); // the holder's time stamp looks ancient
    Candidate b = candidate("b");
    b.round();
    pass(44);
    b.round();
    assertThat(b.role()).isEqualTo(Role.STANDBY);

    pass(1);
    b.round();

    assertThat(b.isOpen()).isTrue();
    assertThat(spec().getHolderIdentity()).isEqualTo("b");
    assertThat(spec().getLeaseTransitions()).isEqualTo(1);
  }

  @Test
  void round_whenHolderRenewsThoughItsWallClockStandsStill_theOthersSeeIt() {
    Candidate a = candidate("a");
    a.round();
    Candidate b = candidate("b");
    for (int i = 0; i < 40; i++) {
      nanos += Duration.ofSeconds(2).toNanos();
      a.round();
      b.round();
    }

    assertThat(a.isOpen()).isTrue();
    assertThat(b.role()).isEqualTo(Role.STANDBY);
  }

  @Test
  void isOpen_whenNoRenewalIsAnswered_endsAtTheDeadlineWhateverRuns() {
    Candidate a = candidate("a");
    a.round();
    pass(29);
    assertThat(a.isOpen()).isTrue();
    pass(1);

    assertThat(a.isOpen()).isFalse();
    assertThat(a.expire()).isEmpty();
    assertThat(a.role()).isEqualTo(Role.OVER);
    assertThat(a.round()).isEmpty();
  }

  @Test
  void round_whenAnswerToARenewalIsLost_readsItBackAndLeadsOn() {
    Candidate a = candidate("a");
    a.round();
    pass(20);
    next = Fault.LOST_ANSWER;
    a.round();
    pass(2);
    a.round();
    pass(20);

    assertThat(a.isOpen()).isTrue();
    assertThat(spec().getLeaseTransitions()).isZero();
  }

  @Test
  void round_whenAnswerToTheFirstWriteIsLost_leadsByTheNext() {
    Candidate a = candidate("a");
    next = Fault.LOST_ANSWER;
    a.round();
    assertThat(a.isOpen()).isFalse();

    pass(2);
    a.round();

    assertThat(a.isOpen()).isTrue();
  }

  @Test
  void round_whenSomebodyEditsTheLease_leadsOn() {
    Candidate a = candidate("a");
    a.round();
    leases.patch(KEY, MergePatch.builder().labels(Map.of("x", "y")).build());
    pass(2);
    a.round();
    pass(29);

    assertThat(a.isOpen()).isTrue();
    assertThat(Metadata.labels(leases.get(KEY).answer().orElseThrow())).containsEntry("x", "y");
  }

  @Test
  void round_whenSomebodyElseHasTheLease_isOverAtOnce() {
    Candidate a = candidate("a");
    a.round();
    V1Lease lease = leases.get(KEY).answer().orElseThrow();
    leases.update(lease.spec(new V1LeaseSpec().holderIdentity("x").leaseDurationSeconds(45)));
    pass(2);

    assertThat(a.round()).isEmpty();
    assertThat(a.isOpen()).isFalse();
  }

  @Test
  void round_whenTheLeaseIsDeleted_onlyItsHolderMakesItAnewBeforeItWouldHaveRunOut() {
    Candidate a = candidate("a");
    a.round();
    Candidate b = candidate("b");
    b.round();
    leases.delete(KEY, Metadata.uid(leases.get(KEY).answer().orElseThrow()));
    pass(2);
    b.round();
    assertThat(leases.get(KEY)).isInstanceOf(Outcome.NotFound.class);

    a.round();

    assertThat(spec().getHolderIdentity()).isEqualTo("a");
    pass(29);
    assertThat(a.isOpen()).isTrue();
  }

  @Test
  void release_whenLeading_handsTheLeaseToWhoLooksNext() {
    Candidate a = candidate("a");
    a.round();
    Candidate b = candidate("b");
    b.round();

    a.release();

    assertThat(a.isOpen()).isFalse();
    assertThat(spec().getHolderIdentity()).isEmpty();
    assertThat(spec().getLeaseDurationSeconds()).isEqualTo(1);
    assertThat(b.round()).contains(Duration.ofSeconds(2));
    assertThat(b.isOpen()).isTrue();
    assertThat(spec().getLeaseTransitions()).isEqualTo(1);
  }

  @Test
  void release_whenSomebodyElseHoldsTheLease_leavesIt() {
    candidate("a").round();
    Candidate b = candidate("b");
    b.round();

    b.release();

    assertThat(spec().getHolderIdentity()).isEqualTo("a");
  }

  @Test
  void fencedStore_whenTheDeadlineIsOver_startsNoWriteAndStillReads() {
    Candidate a = candidate("a");
    a.round();
    ResourceStore<V1Namespace> store =
        new FencedClusterStore(cluster.client(), a).resource(ResourceType.NAMESPACES);
    V1Namespace first = new V1Namespace().metadata(new V1ObjectMeta().name("first"));
    V1Namespace written = store.create(first).answer().orElseThrow();
    pass(60); // the thread was paused

    ObjectKey key = ObjectKey.of(written);
    assertThat(
            List.of(
                store.create(new V1Namespace().metadata(new V1ObjectMeta().name("second"))),
                store.update(written),
                store.updateStatus(written),
                store.patch(key, MergePatch.builder().labels(Map.of("a", "b")).build()),
                store.delete(key, Metadata.uid(written))))
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        refused -> assertThat(refused.message()).contains("not the leader")));
    assertThat(store.list().answer().orElseThrow()).containsExactly(written);
    assertThat(store.get(key).answer()).contains(written);
  }
}
