package io.flatnet.api;

/** The reasons of the events that people see beside their pods and workloads. */
public final class EventReasons {
  /** Warning on a pod or workload: a bad annotation; on a pod: no address could be given. */
  public static final String IP_ERROR = "FlatNetworkIPError";

  /**
   * Normal on a pod: its annotations changed while its interface exists, so the wish waits for the
   * next pod.
   */
  public static final String WISH_WAITS = "FlatNetworkIPWishWaits";

  /** Warning on a workload: others have addresses that its pod template names. */
  public static final String RESERVATION_ERROR = "FlatNetworkReservationError";

  /** Warning on a pod and its node: the node has no such parent interface. */
  public static final String MASTER_MISSING = "FlatNetworkMasterMissing";

  /** Warning on a Service: it has no twin, or is not on the flat network as it asks, and why. */
  public static final String SERVICE_ERROR = "FlatNetworkServiceError";

  /** Normal on a Service: its selector is in an annotation now. */
  public static final String SELECTOR_MOVED = "FlatNetworkSelectorMoved";

  /** Normal on a Service: its selector is back in its spec. */
  public static final String SELECTOR_RESTORED = "FlatNetworkSelectorRestored";

  /** Warning on a Service that keeps its selector: Kubernetes publishes other addresses as well. */
  public static final String SELECTOR_KEPT = "FlatNetworkSelectorKept";

  private EventReasons() {}
}
