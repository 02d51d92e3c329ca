package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;

/** Judges a subnet as it was just read. Called by the subnet's writer alone; must not block. */
@FunctionalInterface
public interface SubnetAssessor {
  /** What the subnet's spec, beside all other subnets, comes to. */
  Assessment assess(FlatNetworkSubnet subnet);

  /**
   * Who has what an object asks for by name without a FlatNetworkIP, to be read after why it gets
   * nothing; empty when nobody has. Must not block.
   */
  default String outsiders(FlatNetworkIP ip) {
    return "";
  }
}
