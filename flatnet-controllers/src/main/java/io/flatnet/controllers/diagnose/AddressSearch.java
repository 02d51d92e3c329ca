package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who has an address or a MAC, and what is to be said of one that nobody has. Pure. */
public final class AddressSearch {
  private final @Nullable IpAddress address;
  private final @Nullable MacAddress mac;

  private AddressSearch(@Nullable IpAddress address, @Nullable MacAddress mac) {
    this.address = address;
    this.mac = mac;
  }

  /** Reads an address or a MAC; empty when the text is neither. */
  public static Optional<AddressSearch> parse(String text) {
    try {
      return Optional.of(new AddressSearch(IpAddress.parse(text), null));
    } catch (AddressFormatException _) {
      return parseMac(text);
    }
  }

  private static Optional<AddressSearch> parseMac(String text) {
    try {
      return Optional.of(new AddressSearch(null, MacAddress.parse(text)));
    } catch (AddressFormatException _) {
      return Optional.empty();
    }
  }

  /**
   * Selects the FlatNetworkIPs that say it in its canonical form, as all programs write it that
   * give addresses.
   */
  String fieldSelector() {
    return address != null ? "status.addr=" + address : "status.mac=" + mac;
  }

  /** Whether an object can say it in its canonical form only: IPv4 has no other. */
  boolean isWrittenOneWay() {
    return address != null && address.family() == IpFamily.IPV4;
  }

  /** Whether the object says what is looked for. */
  public boolean isIn(FlatNetworkIP ip) {
    return address != null
        ? AddressObjects.published(ip).filter(address::equals).isPresent()
        : isMac(ip.status().getMac());
  }

  private boolean isMac(@Nullable String text) {
    try {
      return text != null && !text.isEmpty() && MacAddress.parse(text).equals(mac);
    } catch (AddressFormatException _) {
      return false;
    }
  }

  /** What is to be said when no FlatNetworkIP says it; one line for each subnet that has it. */
  public List<String> whyNobody(List<SubnetPool> pools) {
    IpAddress sought = address;
    if (sought == null) {
      return List.of("no FlatNetworkIP has MAC " + mac);
    }
    List<String> lines = new ArrayList<>();
    for (SubnetPool pool : pools) {
      SubnetRules rules = pool.rules();
      if (rules != null && rules.prefix().contains(sought)) {
        lines.add(sought + " is in subnet \"" + pool.name() + "\": " + state(pool, rules, sought));
      }
    }
    return lines.isEmpty() ? List.of(sought + " is in no subnet; " + known(pools)) : lines;
  }

  private static String state(SubnetPool pool, SubnetRules rules, IpAddress address) {
    if (address.equals(rules.gateway())) {
      return "it is the gateway";
    }
    if (pool.used().contains(address)) {
      return "the ledger has it and no FlatNetworkIP does; see kubectl flatnet check";
    }
    Optional<String> workload =
        rules.reservations().entrySet().stream()
            .filter(entry -> entry.getValue().contains(address))
            .map(Map.Entry::getKey)
            .sorted()
            .findFirst();
    if (workload.isPresent()) {
      return "it is free, and reserved for " + workload.get();
    }
    return pool.pool().contains(address) ? "it is free" : "no pod can get it; " + gives(pool);
  }

  private static String gives(SubnetPool pool) {
    RangeSet given = pool.pool();
    return "the subnet gives " + Advice.ranges(given);
  }

  private static String known(List<SubnetPool> pools) {
    String all =
        pools.stream()
            .flatMap(pool -> Optional.ofNullable(pool.rules()).stream())
            .map(rules -> rules.prefix().toString())
            .sorted()
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? "there are no subnets" : "the subnets are " + all;
  }
}
