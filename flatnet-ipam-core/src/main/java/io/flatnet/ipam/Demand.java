package io.flatnet.ipam;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What an owner wishes of several pools for one interface: an address of each leg, or nothing.
 *
 * @param request what goes for all legs: owner, workload, identity, ordinal, MACs, whether the
 *     interface exists, and the instant. It names no addresses: the legs do
 * @param legs one or more, such as one for IPv4 and one for IPv6; no pool is in two of them
 */
public record Demand(Request request, List<Leg> legs) {
  /**
   * One address of one of these pools.
   *
   * @param pools the names of the pools, the first choice first; not empty
   * @param addresses the addresses of which one is wished; empty for any. With as many addresses as
   *     MACs, the i-th goes with the i-th MAC
   */
  public record Leg(List<String> pools, List<IpAddress> addresses) {
    /**
     * @throws IllegalArgumentException if there is no pool
     */
    public Leg {
      pools = List.copyOf(pools);
      addresses = List.copyOf(addresses);
      if (pools.isEmpty()) {
        throw new IllegalArgumentException(
            "cannot make a leg of \"[]\": it must name a pool, got none");
      }
    }

    /** Any address of the first of these pools that has one. */
    public static Leg of(String... pools) {
      return new Leg(List.of(pools), List.of());
    }

    /** This leg for one of these addresses. */
    public Leg withAddresses(IpAddress... newAddresses) {
      return new Leg(pools, List.of(newAddresses));
    }
  }

  /**
   * @throws IllegalArgumentException if there is no leg, a pool is named twice, or the request
   *     names addresses
   */
  public Demand {
    Objects.requireNonNull(request, "request");
    legs = List.copyOf(legs);
    if (legs.isEmpty()) {
      throw fault(request.owner(), "it must have a leg, got none");
    }
    if (!request.isAuto()) {
      throw fault(request.owner(), "its legs name the addresses, got " + request.addresses());
    }
    Set<String> names = new HashSet<>();
    for (Leg leg : legs) {
      for (String pool : leg.pools()) {
        if (!names.add(pool)) {
          throw fault(request.owner(), "a pool must be named once, got \"" + pool + "\" again");
        }
      }
    }
  }

  private static IllegalArgumentException fault(String owner, String why) {
    return new IllegalArgumentException("cannot make a demand of \"" + owner + "\": " + why);
  }

  /** A demand of an address of each leg, any MAC, for an owner without a workload. */
  public static Demand of(String owner, Leg... legs) {
    return new Demand(Request.auto(owner), List.of(legs));
  }

  /** Whether the i-th MAC goes with the i-th address of the leg. */
  private boolean isPaired(Leg leg) {
    return !request.macs().isEmpty() && leg.addresses().size() == request.macs().size();
  }

  /** Whether the ordinal says which of the MACs it must be. */
  boolean hasMacOfOrdinal() {
    return request.ordinal().isPresent() && legs.stream().anyMatch(this::isPaired);
  }

  /** What the leg asks a pool for. */
  Request of(Leg leg) {
    return request.withAddresses(leg.addresses());
  }

  /** What the leg asks a pool for with the MAC at this place as the only one that will do. */
  Request of(Leg leg, int place) {
    Request all = of(leg).withMacs(List.of(request.macs().get(place)));
    if (!isPaired(leg)) {
      return all;
    }
    Request one = all.withAddresses(List.of(leg.addresses().get(place)));
    return request.ordinal().isPresent() ? one.withOrdinal(0) : one;
  }
}
