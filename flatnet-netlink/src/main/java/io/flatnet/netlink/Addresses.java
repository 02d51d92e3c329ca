package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.netlink.wire.AddressHeader;
import io.flatnet.netlink.wire.Attributes;
import io.flatnet.netlink.wire.MessageWriter;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.NetlinkParseException;
import io.flatnet.netlink.wire.Payload;
import io.flatnet.netlink.wire.Rtnetlink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The addresses of links. Every verb throws {@link NetlinkException}. */
public final class Addresses {
  private static final int POINT_TO_POINT_LENGTH = 31; // RFC 3021: no broadcast address
  private static final int LOOPBACK_NETWORK = 127; // RFC 1122 3.2.1.3
  private static final int LOW_FLAGS = 0xff;
  private static final int IFA_TARGET_NETNSID = 10; // linux/if_addr.h

  private final RouteSocket socket;

  Addresses(RouteSocket socket) {
    this.socket = socket;
  }

  /**
   * Adds an address; EEXIST if the link has it. IPv4 gets the broadcast address of its prefix,
   * except in /31 and /32. Equivalent to: {@code ip addr add ADDRESS/LENGTH broadcast + dev LINK}.
   */
  public void add(int linkIndex, IpAddress address, int prefixLength, AddressOption... options) {
    put("add", Rtnetlink.NLM_F_EXCL, linkIndex, address, prefixLength, options);
  }

  /**
   * Adds an address, or sets it anew if the link has it. Equivalent to: {@code ip addr replace …}.
   */
  public void replace(
      int linkIndex, IpAddress address, int prefixLength, AddressOption... options) {
    put("replace", Rtnetlink.NLM_F_REPLACE, linkIndex, address, prefixLength, options);
  }

  private void put(
      String act, int mode, int linkIndex, IpAddress address, int length, AddressOption[] options) {
    IpPrefix prefix = new IpPrefix(address, length);
    int flags = 0;
    for (AddressOption option : options) {
      flags |= option.bit();
    }
    int bits = flags;
    socket.execute(
        Rtnetlink.RTM_NEWADDR,
        Rtnetlink.NLM_F_CREATE | mode,
        out -> {
          write(out, linkIndex, address, length, bits);
          if (address.family() == IpFamily.IPV4 && length < POINT_TO_POINT_LENGTH) {
            out.attribute(Rtnetlink.IFA_BROADCAST, prefix.last());
          }
          out.attribute32(Rtnetlink.IFA_FLAGS, bits);
        },
        () -> act + " address " + address + "/" + length + " to link " + linkIndex);
  }

  /** EADDRNOTAVAIL if the link has none such. Equivalent to: {@code ip addr del …}. */
  public void delete(int linkIndex, IpAddress address, int prefixLength) {
    socket.execute(
        Rtnetlink.RTM_DELADDR,
        0,
        out -> write(out, linkIndex, address, prefixLength, 0),
        () -> "delete address " + address + "/" + prefixLength + " from link " + linkIndex);
  }

  private static void write(
      MessageWriter out, int linkIndex, IpAddress address, int length, int flags) {
    Links.requireIndex(linkIndex);
    int family = Families.number(address.family());
    new AddressHeader(family, length, flags & LOW_FLAGS, scope(address).number(), linkIndex)
        .write(out);
    out.attribute(Rtnetlink.IFA_LOCAL, address);
    out.attribute(Rtnetlink.IFA_ADDRESS, address);
  }

  /** IPv6 scopes are the kernel's own: it takes them from the address. */
  private static RouteScope scope(IpAddress address) {
    boolean loopback =
        address.family() == IpFamily.IPV4 && address.low() >>> 24 == LOOPBACK_NETWORK;
    return loopback ? RouteScope.HOST : RouteScope.UNIVERSE;
  }

  /** The addresses of one link, both families. Equivalent to: {@code ip addr show dev LINK}. */
  public List<InterfaceAddress> list(int linkIndex) {
    Links.requireIndex(linkIndex);
    return dump(linkIndex).stream().filter(found -> found.linkIndex() == linkIndex).toList();
  }

  /** The addresses of all links. Equivalent to: {@code ip addr show}. */
  public List<InterfaceAddress> list() {
    return dump(0);
  }

  /**
   * Waits until duplicate address detection of an address has ended (RFC 4862 5.4): as the kernel
   * tells it, without asking again and again. With one address after the other on one monitor
   * nothing is missed, since each call first looks at what is. There is no such verb of {@code ip};
   * {@code ip addr show tentative} lists what this waits for.
   *
   * @param monitor of the same namespace, with {@link MonitorTopic#IPV6_ADDRESS}; what it tells
   *     meanwhile is taken
   * @param limit how long to wait; the kernel needs 1 to 2 s with its usual settings
   */
  public DadOutcome awaitDad(
      NetworkMonitor monitor, int linkIndex, IpAddress address, Duration limit) {
    long deadline = WaitingSocket.deadline(limit);
    DadOutcome outcome = dadNow(linkIndex, address);
    while (outcome == DadOutcome.UNSETTLED) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      Optional<NetworkEvent> event = monitor.next(left);
      if (event.isEmpty()) {
        return DadOutcome.UNSETTLED;
      }
      outcome =
          switch (event.get()) {
            case NetworkEvent.AddressChanged(InterfaceAddress now)
                when is(now, linkIndex, address) ->
                dad(now);
            case NetworkEvent.AddressGone(InterfaceAddress was) when is(was, linkIndex, address) ->
                DadOutcome.GONE;
            case NetworkEvent.Lost _ -> dadNow(linkIndex, address);
            case NetworkEvent _ -> outcome;
          };
    }
    return outcome;
  }

  private DadOutcome dadNow(int linkIndex, IpAddress address) {
    return list(linkIndex).stream()
        .filter(found -> is(found, linkIndex, address))
        .findFirst()
        .map(Addresses::dad)
        .orElse(DadOutcome.GONE);
  }

  private static boolean is(InterfaceAddress found, int linkIndex, IpAddress address) {
    return found.linkIndex() == linkIndex && found.address().equals(address);
  }

  /** A duplicate stays tentative as well. */
  private static DadOutcome dad(InterfaceAddress address) {
    if (address.isDuplicate()) {
      return DadOutcome.DUPLICATE;
    }
    return address.isTentative() ? DadOutcome.UNSETTLED : DadOutcome.USABLE;
  }

  /**
   * The addresses of another namespace, without entering it (since Linux 4.20); EINVAL if the
   * number is nobody's.
   *
   * @param namespaceId see {@link NamespaceIds}
   */
  public List<InterfaceAddress> listIn(int namespaceId) {
    return dump(
        out -> {
          new AddressHeader(Rtnetlink.AF_UNSPEC, 0, 0, 0, 0).write(out);
          out.attribute32(IFA_TARGET_NETNSID, namespaceId);
        },
        () -> "list addresses of namespace number " + namespaceId);
  }

  private List<InterfaceAddress> dump(int linkIndex) {
    return dump(
        out -> new AddressHeader(Rtnetlink.AF_UNSPEC, 0, 0, 0, linkIndex).write(out),
        () -> linkIndex == 0 ? "list addresses" : "list addresses of link " + linkIndex);
  }

  private List<InterfaceAddress> dump(Consumer<MessageWriter> body, Supplier<String> request) {
    return socket.dump(Rtnetlink.RTM_GETADDR, body, request).stream()
        .filter(Addresses::isIp)
        .map(message -> parse(message.payload()))
        .toList();
  }

  private static boolean isIp(NetlinkMessage message) {
    return message.type() == Rtnetlink.RTM_NEWADDR && Families.isIp(message.payload().uint8(0));
  }

  /** RTM_NEWADDR. On a point-to-point link IFA_ADDRESS is the other end's, IFA_LOCAL ours. */
  static InterfaceAddress parse(Payload payload) {
    AddressHeader header = AddressHeader.parse(payload);
    Attributes attributes = Attributes.parse(payload.from(AddressHeader.BYTES));
    IpAddress local = attributes.address(Rtnetlink.IFA_LOCAL);
    IpAddress address = local != null ? local : attributes.address(Rtnetlink.IFA_ADDRESS);
    if (address == null) {
      throw new NetlinkParseException("address", payload.position(), "it has no address");
    }
    return new InterfaceAddress(
        header.index(),
        address,
        header.prefixLength(),
        attributes.int32(Rtnetlink.IFA_FLAGS, header.flags()),
        header.scope(),
        attributes.address(Rtnetlink.IFA_BROADCAST));
  }
}
