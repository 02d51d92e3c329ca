package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import java.util.List;
import java.util.Map;

/**
 * Hears what the ledger decided, after the decision is written. Called on the writer's thread: hand
 * slow work over.
 */
public interface LedgerListener {
  /** Hears nothing. */
  LedgerListener NONE = new LedgerListener() {};

  /** No address could be given; the message says why, with numbers, and is in the status too. */
  default void refused(FlatNetworkIP ip, RefusalReason reason, String message) {}

  /** An object publishes an address that it did not publish before. */
  default void granted(FlatNetworkIP ip, Lease lease) {}

  /** An owner's address is given back. */
  default void freed(String subnet) {}

  /** The ledger was written, with so many leases that are published next. */
  default void committed(String subnet, int grants) {}

  /** The ledger could not be written: somebody else wrote the subnet. */
  default void conflict(String subnet) {}

  /**
   * The pod's interface has another address than it now wishes; the wish waits for the next pod.
   */
  default void wishWaits(FlatNetworkIP ip, Lease lease) {}

  /** An object that was to publish an address is gone; its pod may be there still. */
  default void left(ObjectKey ip) {}

  /** Several FlatNetworkIPs publish one address. */
  default void duplicates(String subnet, Map<IpAddress, List<Lease>> duplicates) {}
}
