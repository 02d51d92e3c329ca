package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.SubnetValues;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.LedgerFormatException;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A subnet's addresses, told from its object alone. Each address of the pool is in one of three
 * sets: used, reserved and not used, or free.
 *
 * @param name the subnet's name
 * @param rules what it gives; null when that cannot be told
 * @param pool the addresses that it gives
 * @param used what the ledger has, also outside the pool
 * @param reserved what workloads have reserved and no pod uses
 * @param free what any pod can get
 * @param fault why the rules or the ledger cannot be read, or null
 */
public record SubnetPool(
    String name,
    @Nullable SubnetRules rules,
    RangeSet pool,
    RangeSet used,
    RangeSet reserved,
    RangeSet free,
    @Nullable String fault) {
  private static final int PERCENT = 100;

  /** Reads a subnet; nothing is thrown, whatever it says. */
  public static SubnetPool of(FlatNetworkSubnet subnet) {
    String name = Objects.requireNonNullElse(subnet.getMetadata().getName(), "");
    RangeSet used;
    try {
      used = ledger(subnet);
    } catch (LedgerFormatException e) {
      return unreadable(name, RangeSet.empty(), e);
    }
    try {
      SubnetRules rules =
          SubnetValues.draft(subnet).toRules(SubnetValues.reservations(subnet.status()));
      RangeSet pool = rules.candidates();
      RangeSet reserved = rules.reserved().intersection(pool).minus(used);
      RangeSet free = pool.minus(used).minus(reserved);
      return new SubnetPool(name, rules, pool, used, reserved, free, null);
    } catch (IllegalArgumentException e) {
      return unreadable(name, used, e);
    }
  }

  private static SubnetPool unreadable(String name, RangeSet used, Exception reason) {
    RangeSet none = RangeSet.empty();
    return new SubnetPool(name, null, none, used, none, none, String.valueOf(reason.getMessage()));
  }

  /**
   * The addresses in a subnet's ledger; none when it has no ledger.
   *
   * @throws LedgerFormatException when the ledger cannot be read
   */
  static RangeSet ledger(FlatNetworkSubnet subnet) {
    String text = subnet.status().getLedger();
    return text == null || text.isEmpty() ? RangeSet.empty() : LedgerCodec.decode(text);
  }

  /** How many addresses the pool has. */
  public BigInteger size() {
    return pool.addressCount();
  }

  /**
   * How much of what is free does not lie in the longest run of free addresses, in percent, rounded
   * up: 0 when all of it is one run, or nothing is free.
   */
  public int fragmentationPercent() {
    BigInteger all = free.addressCount();
    if (all.signum() == 0) {
      return 0;
    }
    BigInteger longest =
        free.ranges().stream()
            .map(IpRange::addressCount)
            .max(BigInteger::compareTo)
            .orElse(BigInteger.ZERO);
    return percent(all.subtract(longest), all, RoundingMode.CEILING);
  }

  /** How much of the pool is used, in percent, rounded down; 100 of an empty pool. */
  public int usedPercent() {
    BigInteger size = size();
    return size.signum() == 0
        ? PERCENT
        : percent(used.intersection(pool).addressCount(), size, RoundingMode.FLOOR);
  }

  private static int percent(BigInteger part, BigInteger whole, RoundingMode rounding) {
    return new BigDecimal(part.multiply(BigInteger.valueOf(PERCENT)))
        .divide(new BigDecimal(whole), MathContext.DECIMAL128)
        .setScale(0, rounding)
        .intValueExact();
  }
}
