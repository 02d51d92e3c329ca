package io.flatnet.ipam;

import org.jspecify.annotations.Nullable;

/**
 * A subnet as a neighbour of others on its parent interface and VLAN.
 *
 * @param draft what its author wrote
 * @param addresses the same, read
 */
record SubnetSide(SubnetDraft draft, SubnetReader addresses) {
  static SubnetSide of(SubnetDraft draft) {
    return new SubnetSide(draft, SubnetReader.read(draft));
  }

  /** Whether both name the same master and VLAN and each some kind. */
  boolean sharesLink(SubnetDraft other) {
    return draft.master() != null
        && draft.master().equals(other.master())
        && draft.vlanOrUntagged() == other.vlanOrUntagged()
        && draft.flatMode() != null
        && other.flatMode() != null;
  }

  /** Whether the two are of one kind; only for those that share a link. */
  boolean isOfKind(SubnetDraft other) {
    return draft.flatMode() != null && draft.flatMode().equals(other.flatMode());
  }

  /**
   * The addresses that both claim: of their ranges when both have some, else of their networks.
   * Empty when they do not share a link or are of different kinds. O(m log(n/m + 1)) for the fewer
   * ranges m and the more ranges n.
   */
  RangeSet conflict(SubnetSide other) {
    IpPrefix prefix = addresses.prefix();
    IpPrefix theirs = other.addresses.prefix();
    if (!sharesLink(other.draft) || !isOfKind(other.draft) || prefix == null || theirs == null) {
      return RangeSet.empty();
    }
    RangeSet network = RangeSet.of(prefix.range()).intersection(RangeSet.of(theirs.range()));
    return network.isEmpty() || draft.ranges().isEmpty() || other.draft.ranges().isEmpty()
        ? network
        : addresses.reach().intersection(other.addresses.reach());
  }

  /** What is wrong between this subnet and the other, beyond what was wrong before; or null. */
  @Nullable Finding beside(SubnetDraft other, @Nullable SubnetSide before) {
    if (!sharesLink(other)) {
      return null;
    }
    if (!isOfKind(other)) {
      boolean wasSo = before != null && before.sharesLink(other) && before.isOfKind(draft);
      return wasSo ? null : otherKind(other);
    }
    SubnetSide theirs = of(other);
    RangeSet common = conflict(theirs);
    RangeSet added = before == null ? common : common.minus(before.conflict(theirs));
    return added.isEmpty() ? null : overlap(theirs, added);
  }

  private Finding otherKind(SubnetDraft other) {
    return new Finding(
        "spec.flatMode",
        written(draft.flatMode()),
        "must be "
            + Shown.start(written(other.flatMode()))
            + " as in subnet \""
            + Shown.start(other.name())
            + "\", since one parent interface and VLAN carries one kind",
        "use that kind, another master or another vlan");
  }

  private Finding overlap(SubnetSide theirs, RangeSet common) {
    String name = "subnet \"" + Shown.start(theirs.draft.name()) + "\"";
    if (draft.ranges().isEmpty() || theirs.draft.ranges().isEmpty()) {
      return new Finding(
          "spec.cidr",
          written(draft.cidr()),
          "must not overlap "
              + theirs.addresses.prefix()
              + " of "
              + name
              + " on the same master and VLAN unless both have ranges",
          "give "
              + (draft.ranges().isEmpty() ? "this subnet" : name)
              + " ranges that the other does not use, or choose another network");
    }
    return new Finding(
        "spec.ranges",
        Shown.ranges(addresses.ranges()),
        "must not overlap the ranges of "
            + name
            + " on the same master and VLAN, and both have "
            + Shown.ranges(common),
        "take these addresses out of one of the two");
  }

  private static String written(@Nullable String text) {
    return text == null ? "" : text;
  }
}
