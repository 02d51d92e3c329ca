package io.flatnet.netlink;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.flatnet.netlink.wire.Errno;

/**
 * What a test of a kind asks first: whether this kernel makes such links. Tried in a namespace made
 * for it, not guessed from names. Where it does not, the test is skipped with the reason, or fails
 * with {@code FLATNET_REQUIRE_ALL=true}.
 */
final class LabKind {
  private LabKind() {}

  static void require(LinkKind kind) {
    try (NetworkNamespace namespace = NetworkNamespace.create();
        Netlink netlink = Netlink.open(namespace)) {
      Links links = netlink.links();
      links.create(LinkRequest.veth("parent0", "parent1"));
      boolean onParent = kind instanceof LinkKind.Ipvlan || kind instanceof LinkKind.Vlan;
      int parent = onParent ? links.get("parent0").index() : 0;
      links.create(LinkRequest.on(parent, "probe0", kind));
    } catch (NetlinkException e) {
      if (!e.is(Errno.EOPNOTSUPP)) {
        throw e;
      }
      String reason =
          "this kernel makes no " + kind.kindName() + " links; run it in the User-Mode Linux lab";
      if ("true".equals(System.getenv("FLATNET_REQUIRE_ALL"))) {
        fail(reason);
      }
      abort(reason);
    }
  }
}
