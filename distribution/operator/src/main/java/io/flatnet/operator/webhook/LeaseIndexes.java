package io.flatnet.operator.webhook;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.cache.CacheIndex;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds FlatNetworkIPs by what they hold, however that is spelled: one look at a hash table each.
 * What cannot be read, or is not there, is nobody's.
 */
final class LeaseIndexes {
  private static final String NONE = "";

  private static final CacheIndex<FlatNetworkIP> BY_SUBNET =
      new CacheIndex<>("webhook-subnet", LeaseIndexes::subnet);
  private static final CacheIndex<FlatNetworkIP> BY_ADDRESS =
      new CacheIndex<>("webhook-address", LeaseIndexes::address);
  private static final CacheIndex<FlatNetworkIP> BY_MAC =
      new CacheIndex<>("webhook-mac", LeaseIndexes::mac);

  private final ObjectCache<FlatNetworkIP> leases;

  /** Indexes of this cache, which is not filled yet. */
  LeaseIndexes(ObjectCache<FlatNetworkIP> leases) {
    this.leases = leases;
    leases.keep(BY_SUBNET);
    leases.keep(BY_ADDRESS);
    leases.keep(BY_MAC);
  }

  /** Those that hold any address of the subnet. */
  Collection<FlatNetworkIP> of(String subnet) {
    return leases.having(BY_SUBNET, subnet);
  }

  /** Those that hold the address in the subnet. */
  Collection<FlatNetworkIP> of(String subnet, IpAddress address) {
    return leases.having(BY_ADDRESS, key(subnet, address));
  }

  /** Those that hold the MAC, in any subnet. */
  Collection<FlatNetworkIP> of(MacAddress mac) {
    return leases.having(BY_MAC, mac.toString());
  }

  private static String subnet(FlatNetworkIP lease) {
    return text(lease.status().getAddr()).isBlank() ? NONE : text(lease.spec().getSubnet());
  }

  private static String address(FlatNetworkIP lease) {
    String text = text(lease.status().getAddr()).strip();
    try {
      return text.isEmpty() ? NONE : key(text(lease.spec().getSubnet()), IpAddress.parse(text));
    } catch (AddressFormatException _) {
      return NONE; // holds nothing that anyone could ask for
    }
  }

  private static String mac(FlatNetworkIP lease) {
    String text = text(lease.status().getMac()).strip();
    try {
      return text.isEmpty() ? NONE : MacAddress.parse(text).toString();
    } catch (AddressFormatException _) {
      return NONE;
    }
  }

  private static String key(String subnet, IpAddress address) {
    return subnet + "/" + address;
  }

  private static String text(@Nullable String wire) {
    return Objects.requireNonNullElse(wire, "");
  }
}
