package io.flatnet.netlink;

import java.util.Optional;

/** How macvlan links of one parent see each other ({@code enum macvlan_mode}, linux/if_link.h). */
public enum MacvlanMode {
  /** They do not. */
  PRIVATE(1),
  /** Through the switch outside, which must send frames back (IEEE 802.1Qbg). */
  VEPA(2),
  /** Directly. */
  BRIDGE(4),
  /** One link takes over the whole parent. */
  PASSTHRU(8);

  private final int number;

  MacvlanMode(int number) {
    this.number = number;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }

  /** The mode of the kernel's number, empty for one we do not know. */
  public static Optional<MacvlanMode> of(int number) {
    for (MacvlanMode mode : values()) {
      if (mode.number == number) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  /** The mode of its name in lower case, as {@code ip link} writes it; empty for another text. */
  public static Optional<MacvlanMode> parse(String text) {
    for (MacvlanMode mode : values()) {
      if (mode.toString().equals(text)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  /** The name in lower case, as {@code ip link} writes it. */
  @Override
  public String toString() {
    return switch (this) {
      case PRIVATE -> "private";
      case VEPA -> "vepa";
      case BRIDGE -> "bridge";
      case PASSTHRU -> "passthru";
    };
  }
}
