package io.flatnet.netlink;

import java.util.Optional;

/** Where an ipvlan link decides on packets ({@code enum ipvlan_mode}, linux/if_link.h). */
public enum IpvlanMode {
  /** On the link layer; ARP, broadcast and multicast work. */
  L2(0),
  /** By the routes of the parent's namespace; no ARP, broadcast or multicast. */
  L3(1),
  /** As {@link #L3}, seen by netfilter of the parent's namespace (since Linux 4.9). */
  L3S(2);

  private final int number;

  IpvlanMode(int number) {
    this.number = number;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }

  /** The mode of the kernel's number, empty for one we do not know. */
  public static Optional<IpvlanMode> of(int number) {
    for (IpvlanMode mode : values()) {
      if (mode.number == number) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  /** The mode of its name in lower case, as {@code ip link} writes it; empty for another text. */
  public static Optional<IpvlanMode> parse(String text) {
    for (IpvlanMode mode : values()) {
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
      case L2 -> "l2";
      case L3 -> "l3";
      case L3S -> "l3s";
    };
  }
}
