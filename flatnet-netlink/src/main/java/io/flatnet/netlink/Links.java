package io.flatnet.netlink;

import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.netlink.wire.LinkHeader;
import io.flatnet.netlink.wire.MessageWriter;
import io.flatnet.netlink.wire.Rtnetlink;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The links of a namespace. Every verb throws {@link NetlinkException} with the kernel's error
 * number: EEXIST for a name that is taken, ENODEV for a link that is not there.
 */
public final class Links {
  private static final int NO_DESCRIPTOR = -1;
  private static final int IFLA_TARGET_NETNSID = 46; // linux/if_link.h

  private final RouteSocket socket;

  Links(RouteSocket socket) {
    this.socket = socket;
  }

  /**
   * Makes a link and reads it back: two requests, three with an alias. Equivalent to: {@code ip
   * link add …}.
   */
  public Link create(LinkRequest request) {
    create(request, NO_DESCRIPTOR);
    Link made = get(request.name());
    if (request.alias() == null) {
      return made;
    }
    setAlias(made.index(), request.alias());
    return get(request.name());
  }

  /**
   * Makes a link straight in another namespace, on a parent that is in this one: one request. Read
   * it back there. Equivalent to: {@code ip link add link PARENT netns TARGET …}.
   */
  public void createIn(NetworkNamespace target, LinkRequest request) {
    if (request.alias() != null) {
      throw new IllegalArgumentException(
          "cannot make link \""
              + request.name()
              + "\" in another namespace with an alias: set it there afterwards");
    }
    int descriptor = target.acquire();
    try {
      create(request, descriptor);
    } finally {
      target.release();
    }
  }

  private void create(LinkRequest link, int targetDescriptor) {
    socket.execute(
        Rtnetlink.RTM_NEWLINK,
        Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL,
        out -> LinkCodec.writeRequest(out, link, targetDescriptor),
        () -> "create " + link.kind().kindName() + " link \"" + link.name() + "\"");
  }

  /** The link of a name, empty if there is none. Equivalent to: {@code ip link show NAME}. */
  public Optional<Link> find(String name) {
    LinkRequest.requireName(name);
    return find(0, named(name), readingNamed(name), Errno.ENODEV);
  }

  /**
   * The link of an index, empty if there is none. Equivalent to: {@code ip link show}, and to look
   * for the index.
   */
  public Optional<Link> find(int index) {
    requireIndex(index);
    return find(index, _ -> {}, () -> "read link " + index, Errno.ENODEV);
  }

  /** The link of a name; ENODEV if there is none. Equivalent to: {@code ip link show NAME}. */
  public Link get(String name) {
    LinkRequest.requireName(name);
    return find(0, named(name), readingNamed(name), null).orElseThrow();
  }

  /**
   * The link of an index; ENODEV if there is none. Equivalent to: {@code ip link show}, and to look
   * for the index.
   */
  public Link get(int index) {
    requireIndex(index);
    return find(index, _ -> {}, () -> "read link " + index, null).orElseThrow();
  }

  private static Consumer<MessageWriter> named(String name) {
    return out -> out.attribute(Rtnetlink.IFLA_IFNAME, name);
  }

  private static Supplier<String> readingNamed(String name) {
    return () -> "read link \"" + name + "\"";
  }

  private Optional<Link> find(
      int index,
      Consumer<MessageWriter> selector,
      Supplier<String> request,
      @Nullable Errno absence) {
    return socket
        .find(
            Rtnetlink.RTM_GETLINK,
            out -> {
              new LinkHeader(index, 0, 0).write(out);
              out.attribute32(Rtnetlink.IFLA_EXT_MASK, Rtnetlink.RTEXT_FILTER_SKIP_STATS);
              selector.accept(out);
            },
            request,
            absence)
        .map(reply -> LinkCodec.parse(reply.payload()));
  }

  /** All links, by index. Equivalent to: {@code ip link show}. */
  public List<Link> list() {
    return dump(_ -> {}, () -> "list links");
  }

  /**
   * All links of another namespace, without entering it (since Linux 4.15); EINVAL if the number is
   * nobody's. The numbers of namespaces in these links are those of this namespace.
   *
   * @param namespaceId see {@link NamespaceIds}
   */
  public List<Link> listIn(int namespaceId) {
    return dump(
        out -> out.attribute32(IFLA_TARGET_NETNSID, namespaceId),
        () -> "list links of namespace number " + namespaceId);
  }

  /**
   * The link that carries a tag of a parent, whatever its name: a parent has at most one; empty if
   * it has none. Equivalent to: {@code ip -d link show type vlan}, and to look for PARENT and ID.
   *
   * @param parentIndex the parent, in this namespace
   * @param id the tag (IEEE 802.1Q)
   */
  public Optional<Link> findVlan(int parentIndex, int id) {
    requireIndex(parentIndex);
    LinkKind wanted = new LinkKind.Vlan(id);
    // A kernel without the kind takes no notice of the filter.
    return dump(
            out -> {
              int info = out.beginNested(Rtnetlink.IFLA_LINKINFO);
              out.attribute(Rtnetlink.IFLA_INFO_KIND, wanted.kindName()).endNested(info);
            },
            () -> "find VLAN " + id + " of link " + parentIndex)
        .stream()
        .filter(link -> link.kind().equals(wanted))
        .filter(link -> link.parentIndex() == parentIndex && link.parentNamespaceId() == null)
        .findFirst();
  }

  private List<Link> dump(Consumer<MessageWriter> filter, Supplier<String> request) {
    return socket
        .dump(
            Rtnetlink.RTM_GETLINK,
            out -> {
              new LinkHeader(0, 0, 0).write(out);
              out.attribute32(Rtnetlink.IFLA_EXT_MASK, Rtnetlink.RTEXT_FILTER_SKIP_STATS);
              filter.accept(out);
            },
            request)
        .stream()
        .filter(message -> message.type() == Rtnetlink.RTM_NEWLINK)
        .map(message -> LinkCodec.parse(message.payload()))
        .sorted(Comparator.comparingInt(Link::index))
        .toList();
  }

  /** Changes several things in one request. Equivalent to: {@code ip link set dev LINK …}. */
  public void change(int index, LinkChange change) {
    requireIndex(index);
    socket.execute(
        Rtnetlink.RTM_SETLINK,
        0,
        out -> LinkCodec.writeChange(out, index, change),
        () -> "change link " + index + " (" + change + ")");
  }

  /** Equivalent to: {@code ip link set dev LINK up}. */
  public void setUp(int index) {
    change(index, LinkChange.NONE.withUp(true));
  }

  /** Equivalent to: {@code ip link set dev LINK down}. */
  public void setDown(int index) {
    change(index, LinkChange.NONE.withUp(false));
  }

  /** Equivalent to: {@code ip link set dev LINK name NAME}. EEXIST if the name is taken. */
  public void rename(int index, String name) {
    change(index, LinkChange.NONE.withName(name));
  }

  /** Equivalent to: {@code ip link set dev LINK address MAC}. */
  public void setMac(int index, MacAddress mac) {
    change(index, LinkChange.NONE.withMac(mac));
  }

  /** Equivalent to: {@code ip link set dev LINK mtu BYTES}. EINVAL above the parent's. */
  public void setMtu(int index, int bytes) {
    change(index, LinkChange.NONE.withMtu(bytes));
  }

  /** Equivalent to: {@code ip link set dev LINK promisc on}, or {@code off}. */
  public void setPromiscuous(int index, boolean promiscuous) {
    change(index, LinkChange.NONE.withPromiscuous(promiscuous));
  }

  /**
   * Equivalent to: {@code ip link set dev LINK master BRIDGE}, or a bond; 0 is {@code nomaster}.
   */
  public void setMaster(int index, int masterIndex) {
    change(index, LinkChange.NONE.withMaster(masterIndex));
  }

  /** Equivalent to: {@code ip link set dev LINK alias TEXT}; empty takes it away. */
  public void setAlias(int index, String alias) {
    change(index, LinkChange.NONE.withAlias(alias));
  }

  /**
   * Moves a link to another namespace, where its index may differ. Equivalent to: {@code ip link
   * set dev LINK netns TARGET}.
   */
  public void moveTo(int index, NetworkNamespace target) {
    moveTo(index, target, _ -> {}, () -> "move link " + index + " to " + target.identity());
  }

  /**
   * Moves a link and renames it on the way, in one request. Equivalent to: {@code ip link set dev
   * LINK netns TARGET name NAME}.
   */
  public void moveTo(int index, NetworkNamespace target, String name) {
    LinkRequest.requireName(name);
    moveTo(
        index,
        target,
        out -> out.attribute(Rtnetlink.IFLA_IFNAME, name),
        () -> "move link " + index + " to " + target.identity() + " as \"" + name + "\"");
  }

  private void moveTo(
      int index, NetworkNamespace target, Consumer<MessageWriter> more, Supplier<String> request) {
    requireIndex(index);
    int descriptor = target.acquire();
    try {
      socket.execute(
          Rtnetlink.RTM_SETLINK,
          0,
          out -> {
            new LinkHeader(index, 0, 0).write(out);
            out.attribute32(Rtnetlink.IFLA_NET_NS_FD, descriptor);
            more.accept(out);
          },
          request);
    } finally {
      target.release();
    }
  }

  /** Equivalent to: {@code ip link delete dev LINK}. ENODEV if there is none. */
  public void delete(int index) {
    requireIndex(index);
    socket.execute(
        Rtnetlink.RTM_DELLINK,
        0,
        out -> new LinkHeader(index, 0, 0).write(out),
        () -> "delete link " + index);
  }

  /**
   * Deletes by name in one request. ENODEV if there is none. Equivalent to: {@code ip link delete
   * dev NAME}.
   */
  public void delete(String name) {
    LinkRequest.requireName(name);
    socket.execute(
        Rtnetlink.RTM_DELLINK,
        0,
        out -> {
          new LinkHeader(0, 0, 0).write(out);
          out.attribute(Rtnetlink.IFLA_IFNAME, name);
        },
        () -> "delete link \"" + name + "\"");
  }

  /** The kernel takes 0 as "not given", which could then mean another link. */
  static void requireIndex(int index) {
    if (index <= 0) {
      throw new IllegalArgumentException("the index of a link is positive, got " + index);
    }
  }
}
