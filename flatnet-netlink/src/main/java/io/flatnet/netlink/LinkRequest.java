package io.flatnet.netlink;

import io.flatnet.ipam.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A link to be made: everything the kernel takes in one request.
 *
 * <p>The kernel takes settings of the families and the alias from a link that exists, not from the
 * request that makes it: see {@link LinkChange}.
 *
 * <p>{@code LinkRequest.macvlan("eth1", 2, MacvlanMode.BRIDGE).withMtu(1400).withUp()}
 *
 * @param name 1 to 15 bytes without slash, colon or white space
 * @param kind any but {@link LinkKind.Device} and {@link LinkKind.Other}
 * @param parentIndex the link below, in the namespace of the socket; 0 = none
 * @param mac the address, null = the kernel chooses; a passthru macvlan takes its parent's in any
 *     case, an ipvlan always
 * @param mtuBytes the largest packet, null = the kernel chooses (a link on a parent takes the
 *     parent's)
 * @param up whether it is set up at once
 * @param masterIndex the bridge or bond it joins; 0 = none
 * @param alias free text, null = none; set by a second request
 */
public record LinkRequest(
    String name,
    LinkKind kind,
    int parentIndex,
    @Nullable MacAddress mac,
    @Nullable Integer mtuBytes,
    boolean up,
    int masterIndex,
    @Nullable String alias) {
  /** The longest name in bytes: IFNAMSIZ without its terminator. */
  public static final int MAX_NAME_BYTES = 15;

  private static final int MAX_ALIAS_BYTES = 255;

  /**
   * @throws IllegalArgumentException if the name is not legal, the kind cannot be made, a macvlan,
   *     ipvlan or VLAN has no parent, another kind has one, an ipvlan has a MAC, a veth no peer,
   *     the MAC is multicast or zero, or the alias is over 255 bytes
   */
  public LinkRequest {
    requireName(name);
    Objects.requireNonNull(kind, "kind");
    switch (kind) {
      case LinkKind.Macvlan _, LinkKind.Vlan _ -> requireParent(parentIndex, name, kind);
      case LinkKind.Ipvlan _ -> {
        requireParent(parentIndex, name, kind);
        require(mac == null, name, "an ipvlan has its parent's MAC, got " + mac);
      }
      case LinkKind.Veth veth -> require(veth.peerName() != null, name, "a veth needs a peer name");
      case LinkKind.Bridge _, LinkKind.Bond _, LinkKind.Dummy _ ->
          require(parentIndex == 0, name, "its kind " + kind.kindName() + " has no parent link");
      case LinkKind.Device _ -> require(false, name, "hardware cannot be made");
      case LinkKind.Other other ->
          require(false, name, "kind \"" + other.kindName() + "\" is not supported");
    }
    require(
        mac == null || !(mac.isMulticast() || mac.isZero()), name, "MAC " + mac + " is no host's");
    require(mtuBytes == null || mtuBytes > 0, name, "the MTU must be positive, got " + mtuBytes);
    require(alias == null || bytes(alias) <= MAX_ALIAS_BYTES, name, "the alias is over 255 bytes");
  }

  private static void requireParent(int parentIndex, String name, LinkKind kind) {
    require(parentIndex > 0, name, "its kind " + kind.kindName() + " needs a parent link");
  }

  /**
   * A request with nothing but a name and a kind that needs no parent. Equivalent to: {@code ip
   * link add NAME type KIND …}.
   */
  public static LinkRequest of(String name, LinkKind kind) {
    return on(0, name, kind);
  }

  /**
   * A request with nothing but a parent, a name and a kind. Equivalent to: {@code ip link add NAME
   * link PARENT type KIND …}.
   */
  public static LinkRequest on(int parentIndex, String name, LinkKind kind) {
    return new LinkRequest(name, kind, parentIndex, null, null, false, 0, null);
  }

  /** Equivalent to: {@code ip link add NAME link PARENT type macvlan mode MODE}. */
  public static LinkRequest macvlan(String name, int parentIndex, MacvlanMode mode) {
    return on(parentIndex, name, new LinkKind.Macvlan(mode));
  }

  /** Equivalent to: {@code ip link add NAME link PARENT type ipvlan mode MODE FLAG}. */
  public static LinkRequest ipvlan(String name, int parentIndex, IpvlanMode mode, IpvlanFlag flag) {
    return on(parentIndex, name, new LinkKind.Ipvlan(mode, flag));
  }

  /** Equivalent to: {@code ip link add NAME link PARENT type vlan id ID}. */
  public static LinkRequest vlan(String name, int parentIndex, int id) {
    return on(parentIndex, name, new LinkKind.Vlan(id));
  }

  /** Equivalent to: {@code ip link add NAME type bond mode MODE}. */
  public static LinkRequest bond(String name, BondMode mode) {
    return of(name, new LinkKind.Bond(mode));
  }

  /** Equivalent to: {@code ip link add NAME type dummy}. */
  public static LinkRequest dummy(String name) {
    return of(name, new LinkKind.Dummy());
  }

  /** Equivalent to: {@code ip link add NAME type veth peer name PEER}. */
  public static LinkRequest veth(String name, String peerName) {
    return of(name, new LinkKind.Veth(peerName));
  }

  /** Equivalent to: {@code ip link add NAME type bridge}. */
  public static LinkRequest bridge(String name) {
    return of(name, new LinkKind.Bridge());
  }

  /** The same with that address; null = the kernel chooses. */
  public LinkRequest withMac(@Nullable MacAddress value) {
    return new LinkRequest(name, kind, parentIndex, value, mtuBytes, up, masterIndex, alias);
  }

  /** The same with that MTU in bytes. */
  public LinkRequest withMtu(int value) {
    return new LinkRequest(name, kind, parentIndex, mac, value, up, masterIndex, alias);
  }

  /** The same, set up at once. */
  public LinkRequest withUp() {
    return new LinkRequest(name, kind, parentIndex, mac, mtuBytes, true, masterIndex, alias);
  }

  /** The same, joined to a bridge or bond. */
  public LinkRequest withMaster(int value) {
    return new LinkRequest(name, kind, parentIndex, mac, mtuBytes, up, value, alias);
  }

  /** The same with that alias. */
  public LinkRequest withAlias(String value) {
    return new LinkRequest(name, kind, parentIndex, mac, mtuBytes, up, masterIndex, value);
  }

  /**
   * Checks a link's name as the kernel does ({@code dev_valid_name}).
   *
   * @return the name
   * @throws IllegalArgumentException if it is empty, over 15 bytes, {@code .} or {@code ..}, or has
   *     a slash, a colon or white space
   */
  public static String requireName(String name) {
    boolean plain =
        name.chars().noneMatch(c -> c == '/' || c == ':' || c == 0 || Character.isWhitespace(c));
    require(!name.isEmpty() && bytes(name) <= MAX_NAME_BYTES, name, "a name has 1 to 15 bytes");
    require(plain, name, "a name has no slash, colon, zero or white space");
    require(!name.equals(".") && !name.equals(".."), name, "the kernel refuses this name");
    return name;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void require(boolean holds, String name, String constraint) {
    if (!holds) {
      throw new IllegalArgumentException("cannot take link \"" + name + "\": " + constraint);
    }
  }
}
