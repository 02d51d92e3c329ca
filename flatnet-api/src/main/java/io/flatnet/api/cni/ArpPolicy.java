package io.flatnet.api.cni;

import java.util.Arrays;
import java.util.Optional;

/** How the plugin tells the network of a new interface. */
public enum ArpPolicy {
  /** The kernel does, when the interface comes up (sysctl {@code arp_notify}). */
  ARP_NOTIFY("arp_notify"),
  /** The plugin sends a gratuitous ARP, or an unsolicited neighbour advertisement. */
  ARPING("arping");

  private final String wire;

  ArpPolicy(String wire) {
    this.wire = wire;
  }

  /** The text in configurations. */
  public String wire() {
    return wire;
  }

  /** The policy of a text, or nothing when there is none of that name. */
  public static Optional<ArpPolicy> of(String wire) {
    return Arrays.stream(values()).filter(policy -> policy.wire.equals(wire)).findFirst();
  }
}
