package io.flatnet.api;

import org.jspecify.annotations.Nullable;

/** Where a resource stands, as {@code status.phase} says it. */
public enum Phase {
  /** Nobody has looked at it yet. */
  NONE(""),
  /** An address is given, the interface is still to come. Only FlatNetworkIPs. */
  PENDING("Pending"),
  /** A valid subnet, or an address that an interface has. */
  ACTIVE("Active"),
  /** Invalid, or without an address; {@code status.failureMessage} says why. */
  FAILED("Failed");

  private final String wire;

  Phase(String wire) {
    this.wire = wire;
  }

  /** The text in {@code status.phase}. */
  public String wire() {
    return wire;
  }

  /** The phase of a text; {@code null}, empty and unknown text are {@link #NONE}. */
  public static Phase of(@Nullable String wire) {
    for (Phase phase : values()) {
      if (phase.wire.equals(wire)) {
        return phase;
      }
    }
    return NONE;
  }
}
