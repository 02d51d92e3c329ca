package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the ARP or neighbour table.
 *
 * @param linkIndex the link
 * @param address the neighbour's address
 * @param mac its MAC, null while unknown
 * @param state NUD_ bits of linux/neighbour.h
 */
public record Neighbour(int linkIndex, IpAddress address, @Nullable MacAddress mac, int state) {
  /** Confirmed lately. */
  public static final int REACHABLE = 0x02;

  /** To be confirmed at the next use. */
  public static final int STALE = 0x04;

  /** Nobody answered. */
  public static final int FAILED = 0x20;

  /** Set by hand, never asked for. */
  public static final int PERMANENT = 0x80;

  /**
   * @throws NullPointerException if the address is null
   */
  public Neighbour {
    Objects.requireNonNull(address, "address");
  }

  /** An entry that stays until it is deleted. */
  public static Neighbour permanent(int linkIndex, IpAddress address, MacAddress mac) {
    return new Neighbour(linkIndex, address, mac, PERMANENT);
  }
}
