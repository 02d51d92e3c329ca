package io.flatnet.controllers.diagnose;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A picture of a subnet's addresses: cells in rows, each of the same number of addresses, a power
 * of two. Of a network with more addresses than {@link #WHOLE_BITS} bits tell, only the part with
 * its ranges, its gateway and what is used and reserved is shown.
 *
 * @param pool the subnet
 * @param shown the part that is shown
 * @param perCell addresses of a cell
 * @param cells the cells in the order of their addresses
 */
public record AddressMap(SubnetPool pool, IpPrefix shown, BigInteger perCell, List<Cell> cells) {
  /** Cells of a row. */
  public static final int COLUMNS = 64;

  /** At most this many cells, as bits. */
  private static final int CELL_BITS = 10;

  /** Networks of that many bits are shown whole: a /16 of IPv4. */
  static final int WHOLE_BITS = 16;

  /** What most is to be known of a cell. */
  public enum State {
    /** The gateway is in it. */
    GATEWAY,
    /** All that pods can get is used. */
    USED,
    /** Half or more is used. */
    MOSTLY_USED,
    /** Some is used. */
    PARTLY_USED,
    /** Nothing is used, and something reserved. */
    RESERVED,
    /** Nothing is used or reserved. */
    FREE,
    /** Pods can get none of it. */
    OUTSIDE
  }

  /**
   * Some addresses that follow each other.
   *
   * @param first the lowest
   * @param last the highest
   * @param state what is to be known of them
   */
  public record Cell(IpAddress first, IpAddress last, State state) {}

  /** The map; empty when the subnet's rules cannot be told. */
  public static Optional<AddressMap> of(SubnetPool pool) {
    SubnetRules rules = pool.rules();
    return rules == null ? Optional.empty() : Optional.of(of(pool, rules));
  }

  private static AddressMap of(SubnetPool pool, SubnetRules rules) {
    IpPrefix shown = shown(pool, rules);
    int hostBits = shown.family().bits() - shown.length();
    int cellBits = Math.max(0, hostBits - CELL_BITS);
    List<Cell> cells = new ArrayList<>();
    IpAddress first = shown.network();
    while (true) {
      IpPrefix block = new IpPrefix(first, shown.family().bits() - cellBits);
      cells.add(new Cell(first, block.last(), state(pool, rules, block)));
      if (block.last().equals(shown.last())) {
        return new AddressMap(pool, shown, BigInteger.ONE.shiftLeft(cellBits), List.copyOf(cells));
      }
      first = block.last().next();
    }
  }

  /** The whole network, or the smallest part of it with all that there is to see. */
  private static IpPrefix shown(SubnetPool pool, SubnetRules rules) {
    IpPrefix whole = rules.prefix();
    if (whole.family().bits() - whole.length() <= WHOLE_BITS) {
      return whole;
    }
    RangeSet seen = pool.used().union(rules.reserved()).union(rules.ranges());
    IpAddress gateway = rules.gateway();
    seen = gateway == null ? seen : seen.with(gateway);
    seen = seen.intersection(RangeSet.of(whole.range()));
    IpAddress low = seen.lowest().orElse(whole.network());
    IpAddress high = seen.highest().orElse(low);
    int length = whole.family().bits() - CELL_BITS;
    IpPrefix part = new IpPrefix(low, length);
    while (!part.contains(high)) {
      length--;
      part = new IpPrefix(low, length);
    }
    return part;
  }

  private static State state(SubnetPool pool, SubnetRules rules, IpPrefix block) {
    RangeSet all = RangeSet.of(new IpRange(block.network(), block.last()));
    IpAddress gateway = rules.gateway();
    if (gateway != null && block.contains(gateway)) {
      return State.GATEWAY;
    }
    RangeSet given = all.intersection(pool.pool());
    RangeSet used = all.intersection(pool.used());
    if (given.isEmpty() && used.isEmpty()) {
      return State.OUTSIDE;
    }
    if (used.isEmpty()) {
      return all.intersection(pool.reserved()).isEmpty() ? State.FREE : State.RESERVED;
    }
    BigInteger count = used.addressCount();
    BigInteger whole = given.union(used).addressCount();
    if (count.equals(whole)) {
      return State.USED;
    }
    return count.shiftLeft(1).compareTo(whole) >= 0 ? State.MOSTLY_USED : State.PARTLY_USED;
  }
}
