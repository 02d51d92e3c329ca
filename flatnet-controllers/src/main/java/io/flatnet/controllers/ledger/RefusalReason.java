package io.flatnet.controllers.ledger;

import io.flatnet.ipam.Decision;
import java.util.Locale;

/**
 * Why an object got no address: a closed set, for labels of metrics. People read the message beside
 * it.
 */
public enum RefusalReason {
  /** There is no subnet of that name. */
  NO_SUBNET,
  /** The subnet gives nothing: it failed, is being deleted, or its ledger cannot be read. */
  SUBNET_CLOSED,
  /** What the object asks for cannot be read. */
  BAD_REQUEST,
  /** {@link Decision.Refusal#EXHAUSTED}. */
  EXHAUSTED,
  /** {@link Decision.Refusal#NAMED_IN_USE}. */
  NAMED_IN_USE,
  /** {@link Decision.Refusal#NAMED_RESERVED}. */
  NAMED_RESERVED,
  /** {@link Decision.Refusal#NAMED_NOT_IN_SUBNET}. */
  NAMED_NOT_IN_SUBNET,
  /** {@link Decision.Refusal#ORDINAL_BEYOND_LIST}. */
  ORDINAL_BEYOND_LIST,
  /** {@link Decision.Refusal#NO_SUCH_POOL}. */
  NO_SUCH_POOL,
  /** {@link Decision.Refusal#MAC_IN_USE}. */
  MAC_IN_USE,
  /** {@link Decision.Refusal#MAC_NOT_USABLE}. */
  MAC_NOT_USABLE;

  /** What the core's refusal is here. */
  static RefusalReason of(Decision.Refusal refusal) {
    return switch (refusal) {
      case EXHAUSTED -> EXHAUSTED;
      case NAMED_IN_USE -> NAMED_IN_USE;
      case NAMED_RESERVED -> NAMED_RESERVED;
      case NAMED_NOT_IN_SUBNET -> NAMED_NOT_IN_SUBNET;
      case ORDINAL_BEYOND_LIST -> ORDINAL_BEYOND_LIST;
      case NO_SUCH_POOL -> NO_SUCH_POOL;
      case MAC_IN_USE -> MAC_IN_USE;
      case MAC_NOT_USABLE -> MAC_NOT_USABLE;
    };
  }

  /** As a label says it: {@code no_subnet}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
