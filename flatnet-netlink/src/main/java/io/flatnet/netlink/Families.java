package io.flatnet.netlink;

import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.wire.Rtnetlink;

/** The kernel's numbers of the families. */
final class Families {
  private Families() {}

  static int number(IpFamily family) {
    return family == IpFamily.IPV4 ? Rtnetlink.AF_INET : Rtnetlink.AF_INET6;
  }

  /** Whether it is one of ours; dumps also hold entries of multicast routing and bridges. */
  static boolean isIp(int number) {
    return number == Rtnetlink.AF_INET || number == Rtnetlink.AF_INET6;
  }

  static IpFamily of(int number) {
    return number == Rtnetlink.AF_INET ? IpFamily.IPV4 : IpFamily.IPV6;
  }
}
