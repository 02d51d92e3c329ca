package io.flatnet.netlink;

import io.flatnet.ipam.MacAddress;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to change on a link, in one request: null means as it is.
 *
 * <p>The kernel applies MTU, MAC and name first, then flags, then the settings of the families. A
 * setting that must hold before the link comes up therefore goes in a request of its own.
 *
 * @param name the new name
 * @param mac the new address
 * @param mtuBytes the new largest packet
 * @param up true = up, false = down
 * @param promiscuous whether it takes frames for others
 * @param masterIndex the bridge or bond it joins; 0 = leaves
 * @param alias free text; empty = unset
 * @param ipv4Settings settings of IPv4 (IFLA_INET_CONF)
 * @param addressGeneration how it makes IPv6 addresses
 */
public record LinkChange(
    @Nullable String name,
    @Nullable MacAddress mac,
    @Nullable Integer mtuBytes,
    @Nullable Boolean up,
    @Nullable Boolean promiscuous,
    @Nullable Integer masterIndex,
    @Nullable String alias,
    Map<Ipv4Setting, Integer> ipv4Settings,
    @Nullable AddressGeneration addressGeneration) {
  /** No change. */
  public static final LinkChange NONE =
      new LinkChange(null, null, null, null, null, null, null, Map.of(), null);

  /**
   * @throws IllegalArgumentException if the name is not legal
   */
  public LinkChange {
    if (name != null) {
      LinkRequest.requireName(name);
    }
    ipv4Settings = Map.copyOf(ipv4Settings);
  }

  /** The same with that name. */
  public LinkChange withName(String value) {
    return new LinkChange(
        value, mac, mtuBytes, up, promiscuous, masterIndex, alias, ipv4Settings, addressGeneration);
  }

  /** The same with that MAC. */
  public LinkChange withMac(MacAddress value) {
    return new LinkChange(
        name,
        value,
        mtuBytes,
        up,
        promiscuous,
        masterIndex,
        alias,
        ipv4Settings,
        addressGeneration);
  }

  /** The same with that MTU in bytes. */
  public LinkChange withMtu(int value) {
    return new LinkChange(
        name, mac, value, up, promiscuous, masterIndex, alias, ipv4Settings, addressGeneration);
  }

  /** The same, up or down. */
  public LinkChange withUp(boolean value) {
    return new LinkChange(
        name,
        mac,
        mtuBytes,
        value,
        promiscuous,
        masterIndex,
        alias,
        ipv4Settings,
        addressGeneration);
  }

  /** The same, promiscuous or not. */
  public LinkChange withPromiscuous(boolean value) {
    return new LinkChange(
        name, mac, mtuBytes, up, value, masterIndex, alias, ipv4Settings, addressGeneration);
  }

  /** The same with that bridge or bond; 0 = none. A bond takes a link only while it is down. */
  public LinkChange withMaster(int value) {
    return new LinkChange(
        name, mac, mtuBytes, up, promiscuous, value, alias, ipv4Settings, addressGeneration);
  }

  /** The same with that alias; empty = none. */
  public LinkChange withAlias(String value) {
    return new LinkChange(
        name, mac, mtuBytes, up, promiscuous, masterIndex, value, ipv4Settings, addressGeneration);
  }

  /** The same with one more setting of IPv4. */
  public LinkChange with(Ipv4Setting setting, int value) {
    Map<Ipv4Setting, Integer> settings = new EnumMap<>(Ipv4Setting.class);
    settings.putAll(ipv4Settings);
    settings.put(setting, value);
    return new LinkChange(
        name, mac, mtuBytes, up, promiscuous, masterIndex, alias, settings, addressGeneration);
  }

  /** The same with that way to make IPv6 addresses. */
  public LinkChange with(AddressGeneration value) {
    return new LinkChange(
        name, mac, mtuBytes, up, promiscuous, masterIndex, alias, ipv4Settings, value);
  }
}
