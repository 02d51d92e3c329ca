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
  default void refused(FlatNetworkIP ip, String message) {}

  /**
   * The pod's interface has another address than it now wishes; the wish waits for the next pod.
   */
  default void wishWaits(FlatNetworkIP ip, Lease lease) {}

  /** An object that was to publish an address is gone; its pod may be there still. */
  default void left(ObjectKey ip) {}

  /** Several FlatNetworkIPs publish one address. */
  default void duplicates(String subnet, Map<IpAddress, List<Lease>> duplicates) {}
}
