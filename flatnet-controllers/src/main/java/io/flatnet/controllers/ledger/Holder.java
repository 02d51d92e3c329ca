package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import java.util.Objects;

/**
 * The object for which the ledger keeps an address.
 *
 * @param uid the UID of the FlatNetworkIP: another object of its name is another holder
 * @param podId the UID of its pod
 */
public record Holder(String uid, String podId) {
  /** The holder that an object is. */
  static Holder of(FlatNetworkIP ip) {
    return new Holder(
        Objects.requireNonNullElse(ip.getMetadata().getUid(), ""), AddressObjects.podId(ip));
  }
}
