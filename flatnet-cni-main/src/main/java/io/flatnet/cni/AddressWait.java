package io.flatnet.cni;

import io.flatnet.api.Phase;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.attach.AttachmentReader;
import java.time.Duration;
import java.util.Optional;

/** Waits for the address of a pod, and says what is missing when it does not come. */
final class AddressWait {
  private final AddressSource source;

  AddressWait(AddressSource source) {
    this.source = source;
  }

  /**
   * The pod's claim, with an address.
   *
   * @throws CniFailure if the time runs out, the subnet is {@code Failed}, or the caller is gone
   */
  Claim forAddress(PodReference pod, Duration timeout, Cancellation cancellation)
      throws CniFailure {
    Optional<Claim> claim = source.find(pod);
    if (claim.isPresent() && isReady(claim.get(), pod)) {
      return claim.get();
    }
    if (claim.isPresent()) {
      requireUsableSubnet(claim.get());
    }
    cancellation.beginWaiting();
    claim = source.await(pod, candidate -> isReady(candidate, pod), timeout, cancellation);
    if (claim.isPresent() && isReady(claim.get(), pod)) {
      return claim.get();
    }
    if (claim.isPresent()) {
      requireUsableSubnet(claim.get());
    }
    throw new CniFailure(WellKnownError.TRY_AGAIN_LATER, missing(claim, pod, timeout));
  }

  private static boolean isReady(Claim claim, PodReference pod) {
    return claim.hasAddress() && isOf(claim, pod);
  }

  private static boolean isOf(Claim claim, PodReference pod) {
    return pod.uid().isEmpty() || pod.uid().equals(claim.podId());
  }

  private void requireUsableSubnet(Claim claim) throws CniFailure {
    if (claim.subnet().isEmpty() || claim.hasAddress()) {
      return; // with an address, the attachment's reader looks at the subnet
    }
    Optional<Subnet> subnet = source.freshSubnet(claim.subnet());
    if (subnet.isPresent() && subnet.get().phase() == Phase.FAILED) {
      throw AttachmentReader.failed(subnet.get());
    }
  }

  private static String missing(Optional<Claim> claim, PodReference pod, Duration timeout) {
    String waited = "cannot attach pod \"%s\": after %d s ".formatted(pod, timeout.toSeconds());
    if (claim.isEmpty()) {
      return waited
          + "there is no FlatNetworkIP of this name; check that the operator runs and that the pod has the annotations flatnetwork.pandaria.io/ip and flatnetwork.pandaria.io/subnet";
    }
    if (!isOf(claim.get(), pod)) {
      return waited
          + "the FlatNetworkIP is still that of an earlier pod (podId \"%s\" instead of \"%s\"); check that the operator runs"
              .formatted(claim.get().podId(), pod.uid());
    }
    if (claim.get().phase() == Phase.FAILED) {
      return waited
          + "its FlatNetworkIP has no address: %s; see the pod's events"
              .formatted(claim.get().failureMessage());
    }
    return waited
        + "its FlatNetworkIP has no address yet; check that the operator runs, and the state of subnet \"%s\""
            .formatted(claim.get().subnet());
  }
}
