package io.flatnet.ipam;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes a custom route of a subnet legal: {@code dev} and {@code dst} are required, the
 * addresses are of the family of {@code dst}, the priority is not negative.
 */
final class RouteCheck {
  private RouteCheck() {}

  static void check(String field, SubnetDraft.Route route, List<Finding> findings) {
    checkDev(field + ".dev", route.dev(), findings);
    IpFamily family = checkDst(field + ".dst", route.dst(), findings);
    checkAddress(field + ".src", route.src(), family, findings);
    checkAddress(field + ".via", route.via(), family, findings);
    Integer priority = route.priority();
    if (priority != null && priority < 0) {
      findings.add(
          new Finding(
              field + ".priority",
              priority.toString(),
              "must be 0 to " + Integer.MAX_VALUE,
              "leave it out for the kernel's default"));
    }
  }

  private static void checkDev(String field, @Nullable String dev, List<Finding> findings) {
    if (dev == null) {
      findings.add(
          new Finding(field, "", "is required", "write eth1 for the flat interface, or eth0"));
      return;
    }
    String fault = InterfaceName.fault(dev);
    if (fault != null) {
      findings.add(new Finding(field, dev, fault, "write eth1 for the flat interface, or eth0"));
    }
  }

  private static @Nullable IpFamily checkDst(
      String field, @Nullable String dst, List<Finding> findings) {
    if (dst == null) {
      findings.add(new Finding(field, "", "is required", "write a network such as 10.1.0.0/16"));
      return null;
    }
    try {
      return IpPrefix.parse(dst).family();
    } catch (AddressFormatException e) {
      findings.add(
          SubnetReader.unparsed(field, dst, "a network", e, "write one such as 10.1.0.0/16"));
      return null;
    }
  }

  private static void checkAddress(
      String field, @Nullable String text, @Nullable IpFamily family, List<Finding> findings) {
    IpAddress address = text == null ? null : SubnetReader.address(field, text, findings);
    if (address != null && family != null && address.family() != family) {
      findings.add(
          new Finding(
              field,
              address.toString(),
              "must be of the family of the destination",
              "write an address of that family, or leave it out"));
    }
  }
}
