package io.flatnet.api.cni;

import java.util.Arrays;
import java.util.Optional;

/** Whether the plugin asks the network for another holder of an address before it uses it. */
public enum ProbePolicy {
  /** It does not: the ledger has made sure. */
  OFF("off"),
  /** It asks, and goes on with a warning in the log when there is another holder. */
  WARN("warn"),
  /** It asks, and refuses the interface when there is another holder. */
  REFUSE("refuse");

  private final String wire;

  ProbePolicy(String wire) {
    this.wire = wire;
  }

  /** The text in configurations. */
  public String wire() {
    return wire;
  }

  /** The policy of a text, or nothing when there is none of that name. */
  public static Optional<ProbePolicy> of(String wire) {
    return Arrays.stream(values()).filter(policy -> policy.wire.equals(wire)).findFirst();
  }
}
