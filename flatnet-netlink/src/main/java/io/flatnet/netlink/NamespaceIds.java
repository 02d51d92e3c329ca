package io.flatnet.netlink;

import io.flatnet.netlink.wire.Attributes;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.netlink.wire.MessageWriter;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.Rtnetlink;
import java.util.List;
import java.util.OptionalInt;

/**
 * The numbers by which a namespace knows others (nsid): with one, their links and addresses can be
 * read without entering them. A number ends with its namespace. Every verb throws {@link
 * NetlinkException}.
 *
 * <p>Numbers of {@code linux/net_namespace.h} and {@code linux/rtnetlink.h}, since Linux 4.0.
 */
public final class NamespaceIds {
  private static final int NETNSA_NSID = 1;
  private static final int NETNSA_FD = 3;
  private static final int NONE = -1; // NETNSA_NSID_NOT_ASSIGNED: to assign, any that is free
  private static final int HEADER_BYTES = 4; // struct rtgenmsg, padded

  private final RouteSocket socket;

  NamespaceIds(RouteSocket socket) {
    this.socket = socket;
  }

  /**
   * Makes sure that a namespace has a number here. Equivalent to: {@code ip netns set NAME auto}.
   */
  public void assign(NetworkNamespace namespace) {
    int descriptor = namespace.acquire();
    try {
      socket.execute(
          Rtnetlink.RTM_NEWNSID,
          0,
          out -> {
            writeHeader(out);
            out.attribute32(NETNSA_NSID, NONE).attribute32(NETNSA_FD, descriptor);
          },
          () -> "assign a number to namespace " + namespace.identity());
    } catch (NetlinkException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e; // else it has one already
      }
    } finally {
      namespace.release();
    }
  }

  /**
   * The number of a namespace here, empty if it has none. Equivalent to: {@code ip netns list-id},
   * and to look for its name.
   */
  public OptionalInt find(NetworkNamespace namespace) {
    int descriptor = namespace.acquire();
    try {
      NetlinkMessage reply =
          socket.get(
              Rtnetlink.RTM_GETNSID,
              out -> {
                writeHeader(out);
                out.attribute32(NETNSA_FD, descriptor);
              },
              () -> "read the number of namespace " + namespace.identity());
      int id = parse(reply);
      return id == NONE ? OptionalInt.empty() : OptionalInt.of(id);
    } finally {
      namespace.release();
    }
  }

  /** All numbers. Equivalent to: {@code ip netns list-id}. */
  public List<Integer> list() {
    return socket
        .dump(Rtnetlink.RTM_GETNSID, NamespaceIds::writeHeader, () -> "list numbers of namespaces")
        .stream()
        .filter(message -> message.type() == Rtnetlink.RTM_NEWNSID)
        .map(NamespaceIds::parse)
        .filter(id -> id != NONE)
        .toList();
  }

  private static void writeHeader(MessageWriter out) {
    out.int32(0); // AF_UNSPEC
  }

  private static int parse(NetlinkMessage message) {
    return Attributes.parse(message.payload().from(HEADER_BYTES)).int32(NETNSA_NSID, NONE);
  }
}
