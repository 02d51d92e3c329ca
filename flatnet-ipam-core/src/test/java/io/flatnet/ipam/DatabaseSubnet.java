package io.flatnet.ipam;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A subnet of 10.0.0.1 to .6, of which .1 is the gateway and .2 is reserved for a database. */
final class DatabaseSubnet {
  static final String WEB = "Deployment/ns/web";
  static final String DATABASE = "StatefulSet/ns/database";
  static final MacAddress MAC_1 = MacAddress.parse("02:00:00:00:00:01");
  static final MacAddress MAC_2 = MacAddress.parse("02:00:00:00:00:02");

  static final SubnetRules RULES =
      new SubnetRules(
          IpPrefix.parse("10.0.0.0/29"),
          ip(1),
          RangeSet.empty(),
          Map.of(DATABASE, RangeSet.of(IpRange.of(ip(2)))));

  private DatabaseSubnet() {}

  static IpAddress ip(int last) {
    return IpAddress.ofIpv4(0x0a00_0000 + last);
  }

  static RangeSet ips(int... last) {
    return RangeSet.copyOf(Arrays.stream(last).mapToObj(i -> IpRange.of(ip(i))).toList());
  }

  static SubnetState state(Lease... leases) {
    return SubnetState.of(RULES, Arrays.asList(leases));
  }

  static Lease lease(String owner, int last) {
    return new Lease(owner, ip(last), null);
  }

  static Request named(String owner, int... last) {
    return request(owner, null, List.of(), last);
  }

  static Request request(
      String owner, @Nullable String workload, List<MacAddress> macs, int... last) {
    List<IpAddress> addresses = Arrays.stream(last).mapToObj(DatabaseSubnet::ip).toList();
    return new Request(owner, workload, addresses, macs, false);
  }
}
