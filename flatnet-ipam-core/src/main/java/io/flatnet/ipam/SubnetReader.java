package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses the addresses of a {@link SubnetDraft}, and collects what is wrong with them. */
final class SubnetReader {
  private final List<Finding> findings = new ArrayList<>();
  private final List<IpRange> ranges = new ArrayList<>();
  private @Nullable IpPrefix prefix;
  private @Nullable IpAddress gateway;

  private SubnetReader() {}

  static SubnetReader read(SubnetDraft draft) {
    SubnetReader reader = new SubnetReader();
    reader.readCidr(draft.cidr());
    reader.readGateway(draft.gateway());
    for (int i = 0; i < draft.ranges().size(); i++) {
      reader.readRange("spec.ranges[" + i + "]", draft.ranges().get(i));
    }
    return reader;
  }

  List<Finding> findings() {
    return findings;
  }

  @Nullable IpPrefix prefix() {
    return prefix;
  }

  @Nullable IpAddress gateway() {
    return gateway;
  }

  RangeSet ranges() {
    return RangeSet.copyOf(ranges);
  }

  /** The ranges as written, those that overlap too. */
  List<IpRange> writtenRanges() {
    return Collections.unmodifiableList(ranges);
  }

  private void readCidr(@Nullable String cidr) {
    if (cidr == null) {
      findings.add(
          new Finding("spec.cidr", "", "is required", "write a network such as 10.0.0.0/24"));
      return;
    }
    try {
      prefix = IpPrefix.parse(cidr);
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
              "spec.gateway",
              text,
              "must lie inside " + prefix,
              "name a router inside it, or leave the gateway out"));
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
      ranges.add(new IpRange(from, to));
    }
  }

  private @Nullable IpAddress rangeEnd(String field, @Nullable String text) {
    if (text == null) {
      findings.add(new Finding(field, "", "is required", "write an address of the network"));
      return null;
    }
    IpAddress address = address(field, text, findings);
    if (address != null && prefix != null && !prefix.contains(address)) {
      findings.add(
          new Finding(field, text, "must lie inside " + prefix, "write an address of the network"));
    }
    return address;
  }

  static @Nullable IpAddress address(String field, String text, List<Finding> findings) {
    try {
      return IpAddress.parse(text);
    } catch (AddressFormatException e) {
      findings.add(
          unparsed(field, text, "an address", e, "write one such as 10.0.0.1 or 2001:db8::1"));
      return null;
    }
  }

  static Finding unparsed(
      String field, String text, String what, AddressFormatException e, String nextStep) {
    return new Finding(
        field,
        text,
        "must be " + what + " (character " + e.position() + ": " + e.reason() + ")",
        nextStep);
  }
}
