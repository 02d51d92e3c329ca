package io.flatnet.netlink;

import java.util.Optional;

/** How a bond spreads frames over its ports (BOND_MODE_ numbers, linux/if_bonding.h). */
public enum BondMode {
  /** In turn ({@code balance-rr}). */
  ROUNDROBIN(0),
  /** One port, another when it fails ({@code active-backup}). */
  ACTIVEBACKUP(1),
  /** By a hash of the addresses ({@code balance-xor}). */
  XOR(2),
  /** Each frame through all ports ({@code broadcast}). */
  BROADCAST(3),
  /** As agreed with the switch by LACP ({@code 802.3ad}, BOND_MODE_8023AD). */
  LACP(4),
  /** By the load when sending ({@code balance-tlb}). */
  TLB(5),
  /** By the load in both directions ({@code balance-alb}). */
  ALB(6);

  private final int number;

  BondMode(int number) {
    this.number = number;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }

  /** The mode of the kernel's number, empty for one we do not know. */
  public static Optional<BondMode> of(int number) {
    for (BondMode mode : values()) {
      if (mode.number == number) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
