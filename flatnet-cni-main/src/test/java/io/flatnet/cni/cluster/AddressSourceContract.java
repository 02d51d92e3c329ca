package io.flatnet.cni.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.api.Phase;
import io.flatnet.cni.AddressSource;
import io.flatnet.cni.Cancellation;
import io.flatnet.cni.Claim;
import io.flatnet.cni.Claims;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PodReference;
import io.flatnet.cni.Subnet;
import io.flatnet.ipam.MacAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What every {@link AddressSource} does; one object is one pod's, so tests share a cluster. */
abstract class AddressSourceContract {
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:07:0a");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration BRIEF = Duration.ofSeconds(1);

  private final String pod = "pod-" + UUID.randomUUID();
  private final PodReference reference = new PodReference("default", pod, "");

  /** The source under test. */
  abstract AddressSource source();

  /** Writes a claim as the operator does, made anew or changed. */
  abstract Claim put(Claim claim) throws Exception;

  /** Deletes a claim. */
  abstract void delete(Claim claim) throws Exception;

  /** Writes a subnet. */
  abstract void put(Subnet subnet) throws Exception;

  private Claim current() throws CniFailure {
    return source().find(reference).orElseThrow();
  }

  @Test
  void find_whenThereIsNone_isEmpty() throws CniFailure {
    assertThat(source().find(reference)).isEmpty();
  }

  @Test
  void find_whenThere_returnsAllOfIt() throws Exception {
    Claim written = put(Claims.of(pod, "10.7.0.10", "02:00:00:00:07:0b"));

    assertThat(source().find(reference)).contains(written);
    assertThat(written.address()).isEqualTo("10.7.0.10");
    assertThat(written.podId()).isEqualTo("pod-" + pod);
    assertThat(written.subnet()).isEqualTo(Claims.SUBNET);
    assertThat(written.phase()).isEqualTo(Phase.PENDING);
  }

  @Test
  void await_whenAddressComesLater_returnsIt() throws Exception {
    put(Claims.pending(pod));
    CompletableFuture<Optional<Claim>> waiting = await(Claim::hasAddress, LONG);
    assertStillWaiting(waiting);

    put(Claims.of(pod, "10.7.0.10"));

    assertThat(waiting.get(1, TimeUnit.MINUTES).orElseThrow().address()).isEqualTo("10.7.0.10");
  }

  @Test
  void await_whenClaimIsMadeLater_returnsIt() throws Exception {
    CompletableFuture<Optional<Claim>> waiting = await(Claim::hasAddress, LONG);
    assertStillWaiting(waiting);

    put(Claims.of(pod, "10.7.0.10"));

    assertThat(waiting.get(1, TimeUnit.MINUTES).orElseThrow().address()).isEqualTo("10.7.0.10");
  }

  @Test
  void await_whenTimeRunsOut_returnsWhatWasSeenLast() throws Exception {
    put(Claims.pending(pod));

    Optional<Claim> claim = await(Claim::hasAddress, BRIEF).get(1, TimeUnit.MINUTES);

    assertThat(claim.orElseThrow().hasAddress()).isFalse();
  }

  @Test
  void await_whenThereIsNoneUntilTheEnd_isEmpty() throws Exception {
    assertThat(await(Claim::hasAddress, BRIEF).get(1, TimeUnit.MINUTES)).isEmpty();
  }

  @Test
  void await_whenCancelled_endsWithAFailure() throws Exception {
    Cancellation cancellation = Cancellation.unwatched();
    CompletableFuture<Optional<Claim>> waiting =
        CompletableFuture.supplyAsync(() -> awaitUnchecked(Claim::hasAddress, LONG, cancellation));
    assertStillWaiting(waiting);

    cancellation.cancel();

    assertThatThrownBy(() -> waiting.get(1, TimeUnit.MINUTES))
        .hasRootCauseInstanceOf(CniFailure.class);
  }

  private CompletableFuture<Optional<Claim>> await(
      java.util.function.Predicate<Claim> wanted, Duration timeout) {
    return CompletableFuture.supplyAsync(
        () -> awaitUnchecked(wanted, timeout, Cancellation.unwatched()));
  }

  private Optional<Claim> awaitUnchecked(
      java.util.function.Predicate<Claim> wanted, Duration timeout, Cancellation cancellation) {
    try {
      return source().await(reference, wanted, timeout, cancellation);
    } catch (CniFailure e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertStillWaiting(CompletableFuture<?> waiting) {
    assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void activate_whenUnchanged_writesPhaseAndMac() throws Exception {
    Claim claim = put(Claims.of(pod, "10.7.0.10"));

    Claim active = source().activate(claim, MAC);

    assertThat(active).isEqualTo(current());
    assertThat(active.phase()).isEqualTo(Phase.ACTIVE);
    assertThat(active.mac()).isEqualTo(MAC.toString());
    assertThat(active.address()).isEqualTo("10.7.0.10");
  }

  @Test
  void activate_whenAlreadySo_writesNothing() throws Exception {
    Claim active = source().activate(put(Claims.of(pod, "10.7.0.10")), MAC);

    assertThat(source().activate(active, MAC)).isEqualTo(active);
    assertThat(current().resourceVersion()).isEqualTo(active.resourceVersion());
  }

  @Test
  void activate_whenOthersWroteSince_stillWrites() throws Exception {
    Claim claim = put(Claims.of(pod, "10.7.0.10"));
    put(Claims.with(claim, Phase.PENDING, "02:00:00:00:07:ff"));

    assertThat(source().activate(claim, MAC).mac()).isEqualTo(MAC.toString());
  }

  @Test
  void activate_whenTheAddressChangedSince_fails() throws Exception {
    Claim claim = put(Claims.of(pod, "10.7.0.10"));
    put(Claims.of(pod, "10.7.0.11"));

    assertThatThrownBy(() -> source().activate(claim, MAC)).isInstanceOf(CniFailure.class);
    assertThat(current().phase()).isEqualTo(Phase.PENDING);
  }

  @Test
  void activate_whenTheClaimIsGone_fails() throws Exception {
    Claim claim = put(Claims.of(pod, "10.7.0.10"));
    delete(claim);

    assertThatThrownBy(() -> source().activate(claim, MAC)).isInstanceOf(CniFailure.class);
  }

  @Test
  void activating_whenAwaited_isActivate() throws Exception {
    Claim claim = put(Claims.of(pod, "10.7.0.10"));

    Claim active = source().activating(claim, MAC).await();

    assertThat(active).isEqualTo(current());
    assertThat(active.phase()).isEqualTo(Phase.ACTIVE);
    assertThat(active.mac()).isEqualTo(MAC.toString());
  }

  @Test
  void activating_whenGivenUp_leavesPhaseAndMacAsBefore() throws Exception {
    Claim claim = put(Claims.of(pod, "10.7.0.10"));

    source().activating(claim, MAC).giveUp();

    assertThat(current().phase()).isEqualTo(Phase.PENDING);
    assertThat(current().mac()).isEmpty();
  }

  @Test
  void activating_whenTheAddressChangedSince_failsWhenAwaited() throws Exception {
    Claim claim = put(Claims.of(pod, "10.7.0.10"));
    put(Claims.of(pod, "10.7.0.11"));

    AddressSource.Activation activation = source().activating(claim, MAC);

    assertThatThrownBy(activation::await).isInstanceOf(CniFailure.class);
    assertThat(current().phase()).isEqualTo(Phase.PENDING);
  }

  @Test
  void deactivate_putsPhaseAndMacBack() throws Exception {
    Claim before = put(Claims.of(pod, "10.7.0.10"));
    Claim active = source().activate(before, MAC);

    source().deactivate(before, active);

    assertThat(current().phase()).isEqualTo(Phase.PENDING);
    assertThat(current().mac()).isEmpty();
  }

  @Test
  void deactivate_whenTheClaimIsGone_isDone() throws Exception {
    Claim before = put(Claims.of(pod, "10.7.0.10"));
    Claim active = source().activate(before, MAC);
    delete(active);

    source().deactivate(before, active);

    assertThat(source().find(reference)).isEmpty();
  }

  @Test
  void subnet_whenThere_hasItsSpecAndPhase() throws Exception {
    Subnet written =
        new Subnet(
            "net-" + pod.substring(4, 12),
            Claims.macvlan("eth0", "10.7.0.0/24").gateway("10.7.0.1").build(),
            Phase.FAILED,
            "cidr overlaps");
    put(written);

    assertThat(source().subnet(written.name())).contains(written);
    assertThat(source().freshSubnet(written.name())).contains(written);
  }

  @Test
  void subnet_whenThereIsNone_isEmpty() throws CniFailure {
    assertThat(source().subnet("none")).isEmpty();
    assertThat(source().subnet("")).isEmpty();
  }
}
