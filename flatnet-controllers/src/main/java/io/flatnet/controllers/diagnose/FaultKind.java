package io.flatnet.controllers.diagnose;

import java.util.Locale;

/** What can be wrong in a cluster, by the order in which it matters. */
public enum FaultKind {
  /** Two FlatNetworkIPs hold one address of one link. */
  DUPLICATE_ADDRESS(true),
  /** Two FlatNetworkIPs have one MAC on one link. */
  DUPLICATE_MAC(true),
  /** A FlatNetworkIP says an address that the ledger of its subnet lacks. */
  NOT_IN_LEDGER(true),
  /** The ledger has an address that no FlatNetworkIP says. */
  LEAKED_ADDRESS(true),
  /** Addresses are reserved for a workload that does not exist. */
  LEAKED_RESERVATION(true),
  /** A FlatNetworkIP whose pod, or whose subnet, is gone. */
  ORPHAN(true),
  /** A FlatNetworkIP has an address that its subnet does not give. */
  OUTSIDE_SUBNET(false),
  /** A pod takes part and has had no address for a while. */
  POD_WITHOUT_ADDRESS(true),
  /** An EndpointSlice publishes an address that its pod does not have. */
  STALE_ENDPOINT(true),
  /** A Service does not publish the address of a pod that it selects. */
  MISSING_ENDPOINT(true),
  /** An object is to go, nothing needs it any more, and a finalizer keeps it. */
  STUCK_FINALIZER(false),
  /** A subnet gives no addresses. */
  SUBNET_FAILED(false);

  private final boolean momentary;

  FaultKind(boolean momentary) {
    this.momentary = momentary;
  }

  /**
   * Whether a cluster that works can look so for a moment: between two writes, or because no two
   * kinds of objects can be read at one time.
   */
  public boolean isMomentary() {
    return momentary;
  }

  /** As people and programs read it: {@code duplicate-address}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
