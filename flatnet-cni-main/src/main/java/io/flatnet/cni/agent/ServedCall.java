package io.flatnet.cni.agent;

import io.flatnet.cni.PodReference;
import java.util.Map;
import java.util.Optional;

/**
 * A call that an agent has answered.
 *
 * @param verb {@code CNI_COMMAND} where it is a known one, else empty
 * @param pod the pod that it was for, as far as the call names one
 * @param errorCode the code of the error result; 0 = success
 * @param message the message of the error result; empty for a success
 * @param delivered whether the caller has the answer; if not, it was taken back
 * @param nanos how long each phase took, in nanoseconds
 */
public record ServedCall(
    String verb,
    Optional<PodReference> pod,
    int errorCode,
    String message,
    boolean delivered,
    Map<Phase, Long> nanos) {
  /** Copies the map. */
  public ServedCall {
    nanos = Map.copyOf(nanos);
  }

  /** What an agent does with a call, one after the other. */
  public enum Phase {
    /** Reading the request from its socket. */
    READ,
    /** Waiting until the calls of the same container before it are done. */
    TURN,
    /** Waiting for the API server, or for the pod's address. */
    CLUSTER,
    /** The verb without that: mostly the kernel's work on links, addresses and routes. */
    NETWORK,
    /** Sending the answer, until the launcher has printed it; or taking all back. */
    ANSWER
  }

  /** The time from the first byte of the request to the end. */
  public long totalNanos() {
    return nanos.values().stream().mapToLong(Long::longValue).sum();
  }
}
