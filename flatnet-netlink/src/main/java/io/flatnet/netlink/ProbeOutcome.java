package io.flatnet.netlink;

import io.flatnet.ipam.MacAddress;

/** What a {@link DuplicateProbe} found. */
public sealed interface ProbeOutcome {
  /** Nobody spoke up: the address may be taken, and should then be announced. */
  record Free() implements ProbeOutcome {}

  /**
   * Another host has the address, or is about to take it.
   *
   * @param by its MAC address
   * @param probing whether it only asked for the address too (RFC 5227 2.1.1), as two hosts do that
   *     start at the same time: both may see this, and neither may take the address
   */
  record Conflict(MacAddress by, boolean probing) implements ProbeOutcome {}
}
