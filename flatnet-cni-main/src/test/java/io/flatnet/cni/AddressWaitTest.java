package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flatnet.api.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AddressWaitTest {
  private static final PodReference POD = new PodReference("default", "web", "pod-web");
  private static final Duration SHORT = Duration.ofMillis(30);

  private final FakeAddressSource source = new FakeAddressSource();
  private final AddressWait wait = new AddressWait(source);

  private CniFailure failure() {
    return catchThrowableOfType(
        CniFailure.class, () -> wait.forAddress(POD, SHORT, Cancellation.unwatched()));
  }

  @Test
  void forAddress_whenThere_returnsAtOnce() throws CniFailure {
    Claim claim = source.put(Claims.of("web", "10.7.0.10"));

    assertThat(wait.forAddress(POD, SHORT, Cancellation.unwatched())).isEqualTo(claim);
  }

  @Test
  void forAddress_whenThereIsNoClaim_saysSo() {
    assertThat(failure().code()).isEqualTo(11);
    assertThat(failure()).hasMessageContaining("no FlatNetworkIP");
  }

  @Test
  void forAddress_whenItHasNoAddress_saysSo() {
    source.put(Claims.pending("web"));

    assertThat(failure()).hasMessageContaining("no address yet").hasMessageContaining("\"net\"");
  }

  @Test
  void forAddress_whenTheClaimFailed_tellsItsReason() {
    Claim pending = Claims.pending("web");
    source.put(
        new Claim(
            pending.namespace(),
            pending.name(),
            pending.uid(),
            "",
            false,
            pending.subnet(),
            pending.podId(),
            Phase.FAILED,
            "subnet net is full",
            "",
            ""));

    assertThat(failure()).hasMessageContaining("subnet net is full");
  }

  @Test
  void forAddress_whenTheSubnetFailed_doesNotWait() {
    source.put(Claims.pending("web"));
    source.put(
        new Subnet("net", Claims.macvlan("eth0", "x").build(), Phase.FAILED, "cidr \"x\" is none"));

    CniFailure failure =
        catchThrowableOfType(
            CniFailure.class,
            () -> wait.forAddress(POD, Duration.ofHours(1), Cancellation.unwatched()));

    assertThat(failure.code()).isEqualTo(PluginError.SUBNET_UNUSABLE.code());
    assertThat(failure).hasMessageContaining("cidr \"x\" is none").hasMessageContaining("kubectl");
  }

  @Test
  void forAddress_whenTheClaimIsOfAnEarlierPod_doesNotTakeIt() {
    source.put(Claims.of("web", "10.7.0.10"));

    CniFailure failure =
        catchThrowableOfType(
            CniFailure.class,
            () ->
                wait.forAddress(
                    new PodReference("default", "web", "newer"), SHORT, Cancellation.unwatched()));

    assertThat(failure).hasMessageContaining("earlier pod").hasMessageContaining("newer");
  }
}
