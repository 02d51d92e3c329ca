package io.flatnet.netlink;

import io.flatnet.ipam.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A link to be made: everything the kernel takes in one request.
 *
 * <p>{@code LinkRequest.macvlan("eth1", 2, MacvlanMode.BRIDGE).withMtu(1400).withUp()}
 *
 * @param name 1 to 15 bytes without slash, colon or white space
 * @param kind macvlan, veth or bridge
 * @param parentIndex the link below, in the namespace of the socket; 0 = none
 * @param mac the address, null = the kernel chooses; a passthru macvlan takes its parent's in any
 *     case
 * @param mtuBytes the largest packet, null = the kernel chooses (a macvlan takes its parent's)
 * @param up whether it is set up at once
 * @param masterIndex the bridge it joins; 0 = none
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
   * @throws IllegalArgumentException if the name is not legal, the kind cannot be made, a macvlan
   *     has no parent, a veth no peer, the MAC is multicast or zero, or the alias is over 255 bytes
   */
  public LinkRequest {
    requireName(name);
    Objects.requireNonNull(kind, "kind");
    switch (kind) {
      case LinkKind.Macvlan macvlan ->
          require(parentIndex > 0, name, "a " + macvlan.mode() + " macvlan needs a parent link");
      case LinkKind.Veth veth -> require(veth.peerName() != null, name, "a veth needs a peer name");
      case LinkKind.Bridge _ -> require(parentIndex == 0, name, "a bridge has no parent link");
      case LinkKind.Device _ -> require(false, name, "hardware cannot be made");
      case LinkKind.Other other ->
          require(false, name, "kind \"" + other.kindName() + "\" is not supported");
    }
    require(
        mac == null || !(mac.isMulticast() || mac.isZero()), name, "MAC " + mac + " is no host's");
    require(mtuBytes == null || mtuBytes > 0, name, "the MTU must be positive, got " + mtuBytes);
    require(alias == null || bytes(alias) <= MAX_ALIAS_BYTES, name, "the alias is over 255 bytes");
  }

  /**
   * A request with nothing but a name and a kind; for a macvlan, which needs a parent, take {@link
   * #macvlan}.
   */
  public static LinkRequest of(String name, LinkKind kind) {
    return new LinkRequest(name, kind, 0, null, null, false, 0, null);
  }

  /** Equivalent to: {@code ip link add NAME link PARENT type macvlan mode MODE}. */
  public static LinkRequest macvlan(String name, int parentIndex, MacvlanMode mode) {
    return new LinkRequest(
        name, new LinkKind.Macvlan(mode), parentIndex, null, null, false, 0, null);
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

  /** The same, joined to a bridge. */
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
