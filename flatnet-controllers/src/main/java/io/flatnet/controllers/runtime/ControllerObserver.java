package io.flatnet.controllers.runtime;

import io.flatnet.controllers.ledger.RefusalReason;
import java.time.Duration;

/**
 * Hears what the controllers do, to count it. Called on worker threads, of many subnets at once,
 * after what it tells of is written: it must be safe for use by many threads, must not block and
 * must not throw.
 */
public interface ControllerObserver {
  /** Hears nothing. */
  ControllerObserver NONE = new ControllerObserver() {};

  /** An object that published no address, or another one, now publishes this subnet's. */
  default void addressGranted(String subnet) {}

  /**
   * A pod's first address is published.
   *
   * @param waited the time since the pod was made. The API server says that in whole seconds only,
   *     so for a pod that this process saw within 1.25 s of it, it is the time since this process
   *     first saw the pod; for one that it saw later, such as when it was started or became the
   *     leader, since the second in which the pod was made. At most 1.25 s too short and 1 s too
   *     long, if the clocks agree
   */
  default void podAddressed(String subnet, Duration waited) {}

  /** An owner's address is given back. */
  default void addressFreed(String subnet) {}

  /**
   * An object was told why it gets no address. The same reason is told once, though it is tried
   * again.
   *
   * @param subnet the subnet that was asked for; when the reason is {@link RefusalReason#NO_SUBNET}
   *     any text that somebody wrote
   */
  default void refused(String subnet, RefusalReason reason) {}

  /**
   * A subnet's ledger was written.
   *
   * @param grants how many leases the write commits; 0 for one that only gives back
   */
  default void ledgerWritten(String subnet, int grants) {}

  /** A write of a subnet's ledger met a newer version, so nothing was written. */
  default void ledgerConflict(String subnet) {}
}
