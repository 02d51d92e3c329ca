package io.flatnet.ipam;

import io.flatnet.ipam.SubnetDraft.Range;
import io.flatnet.ipam.SubnetDraft.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Subnets as an author may write them. */
final class Drafts {
  private Drafts() {}

  static SubnetDraft net(String name, @Nullable String cidr, Range... ranges) {
    return net(name, cidr, null, List.of(ranges));
  }

  static SubnetDraft net(
      String name, @Nullable String cidr, @Nullable String gateway, List<Range> ranges) {
    return new SubnetDraft(
        name, "macvlan", "eth0", 0, cidr, null, null, gateway, ranges, List.of());
  }

  static SubnetDraft on(String flatMode, String master, @Nullable Integer vlan, SubnetDraft like) {
    return new SubnetDraft(
        like.name(),
        flatMode,
        master,
        vlan,
        like.cidr(),
        null,
        null,
        like.gateway(),
        like.ranges(),
        like.routes());
  }

  static SubnetDraft routed(Route... routes) {
    return new SubnetDraft(
        "net", "macvlan", "eth0", 0, "10.0.0.0/24", null, null, null, List.of(), List.of(routes));
  }

  static IpAddress ip(String text) {
    return IpAddress.parse(text);
  }

  static RangeSet set(String from, String to) {
    return RangeSet.of(new IpRange(ip(from), ip(to)));
  }
}
