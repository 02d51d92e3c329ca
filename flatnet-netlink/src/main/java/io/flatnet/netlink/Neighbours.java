package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import java.util.List;

/** The ARP and neighbour tables. Every verb throws {@link NetlinkException}. */
public final class Neighbours {
  Neighbours() {}

  /** The entries of one link, both families. Equivalent to: {@code ip neigh show dev LINK}. */
  public List<Neighbour> list(int linkIndex) {
    return Pending.later();
  }

  /** Adds an entry or overwrites it. Equivalent to: {@code ip neigh replace …}. */
  public void replace(Neighbour neighbour) {
    Pending.later();
  }

  /** ENOENT if there is none. Equivalent to: {@code ip neigh del ADDRESS dev LINK}. */
  public void delete(int linkIndex, IpAddress address) {
    Pending.later();
  }
}
