package io.flatnet.netlink;

import java.util.Optional;

/** How ipvlan links of one parent see each other (IPVLAN_F_ bits, linux/if_link.h; Linux 4.15). */
public enum IpvlanFlag {
  /** Directly. */
  BRIDGE(0),
  /** They do not. */
  PRIVATE(1),
  /** Through the router or switch outside, which must send packets back (IEEE 802.1Qbg). */
  VEPA(2);

  private final int number;

  IpvlanFlag(int number) {
    this.number = number;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }

  /** The flag of the kernel's number, empty for one we do not know. */
  public static Optional<IpvlanFlag> of(int number) {
    for (IpvlanFlag flag : values()) {
      if (flag.number == number) {
        return Optional.of(flag);
      }
    }
    return Optional.empty();
  }

  /** The flag of its name in lower case, as {@code ip link} writes it; empty for another text. */
  public static Optional<IpvlanFlag> parse(String text) {
    for (IpvlanFlag flag : values()) {
      if (flag.toString().equals(text)) {
        return Optional.of(flag);
      }
    }
    return Optional.empty();
  }

  /** The name in lower case, as {@code ip link} writes it. */
  @Override
  public String toString() {
    return switch (this) {
      case BRIDGE -> "bridge";
      case PRIVATE -> "private";
      case VEPA -> "vepa";
    };
  }
}
