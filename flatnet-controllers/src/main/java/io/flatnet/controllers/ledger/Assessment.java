package io.flatnet.controllers.ledger;

import io.flatnet.ipam.SubnetRules;
import org.jspecify.annotations.Nullable;

/**
 * What a subnet's spec comes to.
 *
 * @param rules what may be given; null when the spec is too broken to tell
 * @param failure why nothing may be given, or null when the subnet is valid
 */
public record Assessment(@Nullable SubnetRules rules, @Nullable String failure) {
  /** A valid subnet. */
  public static Assessment valid(SubnetRules rules) {
    return new Assessment(rules, null);
  }

  /** A subnet that gives nothing; its rules are still known when only a part is wrong. */
  public static Assessment failed(@Nullable SubnetRules rules, String failure) {
    return new Assessment(rules, failure);
  }
}
