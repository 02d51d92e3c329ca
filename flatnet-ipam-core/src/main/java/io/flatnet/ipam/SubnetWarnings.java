package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is legal in a subnet and yet perhaps not meant; see {@link SubnetCheck#warnings}. */
final class SubnetWarnings {
  /** How many ranges that overlap are named; of the rest one warning says how many they are. */
  static final int MAX_OVERLAPS = 20;

  /**
   * Addresses that the stack gives to no interface or sends through no router.
   *
   * @param block the addresses
   * @param what what they are, to be read after "is" or "are"
   */
  private record Special(IpPrefix block, String what) {
    static Special of(String block, String what) {
      return new Special(IpPrefix.parse(block), what);
    }
  }

  private static final List<Special> SPECIAL =
      List.of(
          Special.of("0.0.0.0/8", "\"this network\" (RFC 1122 3.2.1.3)"),
          Special.of("127.0.0.0/8", "loopback (RFC 1122 3.2.1.3)"),
          Special.of("224.0.0.0/4", "multicast (RFC 5771)"),
          Special.of("255.255.255.255/32", "limited broadcast (RFC 1122 3.2.1.3)"),
          Special.of("::/128", "unspecified (RFC 4291 2.5.2)"),
          Special.of("::1/128", "loopback (RFC 4291 2.5.3)"),
          Special.of("ff00::/8", "multicast (RFC 4291 2.7)"));

  private final SubnetDraft draft;
  private final SubnetReader addresses;
  private final List<Finding> warnings = new ArrayList<>();

  private SubnetWarnings(SubnetDraft draft) {
    this.draft = draft;
    this.addresses = SubnetReader.read(draft);
  }

  static List<Finding> of(SubnetDraft draft) {
    SubnetWarnings check = new SubnetWarnings(draft);
    check.checkOverlaps();
    check.checkGateway();
    if (check.addresses.findings().isEmpty()) {
      check.checkCandidates();
    }
    return List.copyOf(check.warnings);
  }

  private void checkOverlaps() {
    IpRange reach = null; // of those before, the one that ends last
    int overlaps = 0;
    for (IpRange range : addresses.writtenRanges().stream().sorted().toList()) {
      if (reach != null && reach.overlaps(range) && ++overlaps <= MAX_OVERLAPS) {
        warnings.add(
            new Finding(
                "spec.ranges",
                range.toString(),
                "overlaps " + reach + " and is merged with it",
                "write the two as one range"));
      }
      reach = reach == null || range.to().compareTo(reach.to()) > 0 ? range : reach;
    }
    if (overlaps > MAX_OVERLAPS) {
      warnings.add(
          new Finding(
              "spec.ranges",
              draft.ranges().size() + " ranges",
              "has " + (overlaps - MAX_OVERLAPS) + " more that overlap others and are merged",
              "write ranges that overlap as one"));
    }
  }

  private void checkGateway() {
    IpAddress gateway = addresses.gateway();
    IpPrefix prefix = addresses.prefix();
    if (gateway == null || prefix == null) {
      return;
    }
    for (Special special : SPECIAL) {
      if (special.block().contains(gateway)) {
        warnGateway(gateway, "is " + special.what() + ", which no router has");
        return;
      }
    }
    if (prefix.family() == IpFamily.IPV4 && prefix.length() < IpFamily.IPV4.bits() - 1) {
      if (gateway.equals(prefix.network())) {
        warnGateway(gateway, "is the network address of " + prefix + ", which no router has");
      } else if (gateway.equals(prefix.last())) {
        warnGateway(gateway, "is the broadcast address of " + prefix + ", which no router has");
      }
    }
  }

  private void warnGateway(IpAddress gateway, String constraint) {
    warnings.add(
        new Finding(
            "spec.gateway",
            gateway.toString(),
            constraint,
            "name the router's own address, or leave the gateway out"));
  }

  private void checkCandidates() {
    RangeSet candidates = draft.toRules(Map.of()).candidates();
    if (candidates.isEmpty()) {
      warnAddresses(
          "leaves no address for pods beside the gateway, the network and the broadcast address",
          "choose a larger network or other ranges");
    }
    for (Special special : SPECIAL) {
      RangeSet hit = candidates.intersection(RangeSet.of(special.block().range()));
      if (!hit.isEmpty()) {
        warnAddresses(
            "lets pods have "
                + Shown.ranges(hit)
                + ", which no interface can use: "
                + special.what(),
            "choose another network or other ranges");
      }
    }
  }

  private void warnAddresses(String constraint, String nextStep) {
    warnings.add(
        draft.ranges().isEmpty()
            ? new Finding("spec.cidr", String.valueOf(addresses.prefix()), constraint, nextStep)
            : new Finding("spec.ranges", Shown.ranges(addresses.ranges()), constraint, nextStep));
  }
}
