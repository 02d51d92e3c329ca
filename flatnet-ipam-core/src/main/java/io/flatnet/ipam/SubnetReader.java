package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses the addresses of a {@link SubnetDraft}, and collects what is wrong with them. Reads each
 * text once; of a fault it keeps the text itself and says where and why in a few words.
 */
final class SubnetReader {
  private final List<Finding> findings = new ArrayList<>();
  private final List<IpRange> written = new ArrayList<>();
  private final boolean hasAllRanges;
  private final RangeSet ranges;
  private String inside = ""; // the constraint that most findings share
  private @Nullable IpPrefix prefix;
  private @Nullable IpAddress gateway;

  private SubnetReader(SubnetDraft draft) {
    readCidr(draft.cidr());
    readGateway(draft.gateway());
    for (int i = 0; i < draft.ranges().size(); i++) {
      readRange("spec.ranges[" + i + "]", draft.ranges().get(i));
    }
    hasAllRanges = written.size() == draft.ranges().size();
    ranges = RangeSet.copyOf(written);
  }

  /** O(n log n) in the number of ranges. */
  static SubnetReader read(SubnetDraft draft) {
    return new SubnetReader(draft);
  }

  List<Finding> findings() {
    return Collections.unmodifiableList(findings);
  }

  /** Null when it cannot be read. */
  @Nullable IpPrefix prefix() {
    return prefix;
  }

  /** Null when it is absent or wrong. */
  @Nullable IpAddress gateway() {
    return gateway;
  }

  /** The ranges that could be read, even when they lie outside the network. */
  RangeSet ranges() {
    return ranges;
  }

  /** The ranges that could be read as they are written, those that overlap too. */
  List<IpRange> writtenRanges() {
    return Collections.unmodifiableList(written);
  }

  /** Whether every range could be read, which also holds when there are none. */
  boolean hasAllRanges() {
    return hasAllRanges;
  }

  /** Where pods' addresses may lie, gateway and the like included; empty without a network. */
  RangeSet reach() {
    if (prefix == null) {
      return RangeSet.empty();
    }
    RangeSet network = RangeSet.of(prefix.range());
    return written.isEmpty() && hasAllRanges ? network : ranges.intersection(network);
  }

  private void readCidr(@Nullable String cidr) {
    if (cidr == null) {
      findings.add(
          new Finding("spec.cidr", "", "is required", "write a network such as 10.0.0.0/24"));
      return;
    }
    try {
      prefix = IpPrefix.parse(cidr);
      inside = "must lie inside " + prefix;
    } catch (AddressFormatException e) {
      findings.add(unparsed("spec.cidr", cidr, "a network", e, "write one such as 10.0.0.0/24"));
    }
  }

  private void readGateway(@Nullable String text) {
    if (text == null) {
      return;
    }
    IpAddress address = address("spec.gateway", text, findings);
    if (address == null || prefix == null) {
      return;
    }
    if (address.family() != prefix.family()) {
      findings.add(
          new Finding(
              "spec.gateway",
              text,
              "must be of the family of " + prefix,
              "name a router of that family, or leave the gateway out"));
    } else if (prefix.length() < prefix.family().bits() && !prefix.contains(address)) {
      findings.add(
          new Finding(
              "spec.gateway", text, inside, "name a router inside it, or leave the gateway out"));
    } else {
      gateway = address;
    }
  }

  private void readRange(String field, SubnetDraft.Range range) {
    IpAddress from = rangeEnd(field + ".from", range.from());
    IpAddress to = rangeEnd(field + ".to", range.to());
    if (from == null || to == null) {
      return;
    }
    if (from.family() != to.family()) {
      findings.add(
          new Finding(
              field,
              from + "-" + to,
              "must be of one family",
              "write two addresses of the network"));
    } else if (from.compareTo(to) > 0) {
      findings.add(
          new Finding(field, from + "-" + to, "must go upwards", "exchange its two addresses"));
    } else {
      written.add(new IpRange(from, to));
    }
  }

  private @Nullable IpAddress rangeEnd(String field, @Nullable String text) {
    if (text == null) {
      findings.add(new Finding(field, "", "is required", "write an address of the network"));
      return null;
    }
    IpAddress address = address(field, text, findings);
    if (address != null && prefix != null && !prefix.contains(address)) {
      findings.add(new Finding(field, text, inside, "write an address of the network"));
    }
    return address;
  }

  /** The address of a text, or null and a finding. */
  static @Nullable IpAddress address(String field, String text, List<Finding> findings) {
    try {
      return IpAddress.parse(text);
    } catch (AddressFormatException e) {
      findings.add(
          unparsed(field, text, "an address", e, "write one such as 10.0.0.1 or 2001:db8::1"));
      return null;
    }
  }

  /** The finding that a text is not {@code what} it should be, with position and reason. */
  static Finding unparsed(
      String field, String text, String what, AddressFormatException e, String nextStep) {
    return new Finding(
        field,
        text,
        "must be " + what + " (character " + e.position() + ": " + e.reason() + ")",
        nextStep);
  }
}
