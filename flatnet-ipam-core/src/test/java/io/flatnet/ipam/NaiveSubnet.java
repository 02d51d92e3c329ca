package io.flatnet.ipam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rules of a subnet told once more, by lists and walks: what a state must come to. */
final class NaiveSubnet {
  SubnetRules rules;
  final Map<String, Lease> leases = new TreeMap<>();
  final TreeSet<IpAddress> held = new TreeSet<>();
  final Map<IpAddress, Instant> rests = new TreeMap<>();
  final Map<String, IpAddress> memory = new TreeMap<>();
  @Nullable IpAddress last;

  NaiveSubnet(SubnetRules rules) {
    this.rules = rules;
  }

  private List<IpAddress> candidates() {
    List<IpAddress> candidates = new ArrayList<>();
    for (IpRange range : rules.candidates()) {
      for (IpAddress a = range.from(); ; a = a.next()) {
        candidates.add(a);
        if (a.equals(range.to())) {
          break;
        }
      }
    }
    return candidates;
  }

  // ---- events

  void with(Lease lease, @Nullable Instant now) {
    Lease old = leases.get(lease.owner());
    if (lease.equals(old)) {
      return;
    }
    if (old == null || !old.address().equals(lease.address())) {
      release(lease.owner(), now);
      last = lease.address();
    }
    leases.put(lease.owner(), lease);
    held.remove(lease.address());
    rests.remove(lease.address());
    memory.values().removeIf(lease.address()::equals);
    if (lease.identity() != null) {
      memory.put(lease.identity(), lease.address());
    }
  }

  void release(String owner, @Nullable Instant now) {
    Lease old = leases.remove(owner);
    if (old != null
        && now != null
        && !rules.coolDown().isZero()
        && rules.candidates().contains(old.address())
        && leases.values().stream().noneMatch(l -> l.address().equals(old.address()))) {
      rests.put(old.address(), now.plus(rules.coolDown()));
    }
  }

  void hold(List<IpAddress> addresses) {
    held.clear();
    held.addAll(addresses);
    leases.values().forEach(lease -> held.remove(lease.address()));
    rests.keySet().removeAll(held);
  }

  void change(SubnetRules newRules) {
    rules = newRules;
    rests.keySet().removeIf(address -> !newRules.candidates().contains(address));
  }

  void wake(Instant now) {
    rests.values().removeIf(end -> !end.isAfter(now));
  }

  RangeSet used() {
    List<IpRange> used = new ArrayList<>();
    leases.values().forEach(lease -> used.add(IpRange.of(lease.address())));
    held.forEach(address -> used.add(IpRange.of(address)));
    return RangeSet.copyOf(used);
  }

  SubnetState rebuilt() {
    RangeSet heldSet = RangeSet.copyOf(held.stream().map(IpRange::of).toList());
    return SubnetState.of(rules, leases.values())
        .withHeld(heldSet)
        .withResting(rests)
        .withRemembered(memory)
        .withLast(last);
  }

  // ---- the decision

  /** The lease that the request must get; null when it must be refused. */
  @Nullable Lease decide(Request request) {
    Lease current = leases.get(request.owner());
    if (request.attached() && current != null) {
      return current;
    }
    for (IpAddress address : preferred(request, current)) {
      boolean same = current != null && current.address().equals(address);
      List<MacAddress> macs = freeMacs(request, current, address);
      if (!request.macs().isEmpty() && macs.isEmpty()) {
        continue;
      }
      MacAddress own =
          same && request.macs().isEmpty() ? Objects.requireNonNull(current).mac() : null;
      MacAddress mac = own != null && isFree(own, request.owner()) ? own : null;
      return new Lease(
          request.owner(), address, macs.isEmpty() ? mac : macs.getFirst(), request.identity());
    }
    return null;
  }

  private List<IpAddress> preferred(Request request, @Nullable Lease current) {
    List<IpAddress> all = new ArrayList<>();
    if (current != null && request.ordinal().isEmpty()) {
      all.add(current.address());
    }
    List<IpAddress> wished = wished(request);
    wished.removeIf(address -> !rests(address, request) ? all.add(address) : false);
    if (request.isAuto()) {
      wished.sort(Comparator.comparing((IpAddress a) -> rests.get(a)).thenComparing(a -> a));
    }
    all.addAll(wished);
    all.removeIf(address -> !isAllowed(address, request));
    return all;
  }

  /** What the request may have, the best first, whether it rests or not. */
  private List<IpAddress> wished(Request request) {
    if (request.isAuto()) {
      List<IpAddress> wished = new ArrayList<>();
      if (request.identity() != null && memory.containsKey(request.identity())) {
        wished.add(memory.get(request.identity()));
      }
      wished.addAll(inOrder(request.owner()));
      return wished;
    }
    if (request.ordinal().isEmpty()) {
      return new ArrayList<>(request.addresses());
    }
    int ordinal = request.ordinal().getAsInt();
    return new ArrayList<>(
        ordinal < request.addresses().size()
            ? List.of(request.addresses().get(ordinal))
            : List.of());
  }

  private List<IpAddress> inOrder(String owner) {
    List<IpAddress> candidates = candidates();
    IpAddress first =
        switch (rules.strategy()) {
          case Strategy.LowestFree _ -> null;
          case Strategy.NextAfterLast _ -> last == null ? null : last.next();
          case Strategy.Random random ->
              candidates.isEmpty()
                  ? null
                  : candidates.get(
                      random
                          .index(owner, java.math.BigInteger.valueOf(candidates.size()))
                          .intValueExact());
        };
    List<IpAddress> order = new ArrayList<>(candidates);
    if (first != null) {
      order.removeIf(address -> address.compareTo(first) < 0);
      candidates.removeAll(order);
      order.addAll(candidates);
    }
    return order;
  }

  private boolean rests(IpAddress address, Request request) {
    Instant end = rests.get(address);
    return end != null
        && end.isAfter(request.now())
        && (request.identity() == null || !address.equals(memory.get(request.identity())));
  }

  private boolean isAllowed(IpAddress address, Request request) {
    boolean wished = request.isAuto() || request.addresses().contains(address);
    boolean taken =
        held.contains(address)
            || leases.values().stream()
                .anyMatch(l -> l.address().equals(address) && !l.owner().equals(request.owner()));
    boolean reserved = rules.reserved().contains(address);
    RangeSet own =
        request.workload() == null
            ? RangeSet.empty()
            : rules.reservations().getOrDefault(request.workload(), RangeSet.empty());
    return wished
        && !taken
        && rules.candidates().contains(address)
        && (!reserved || own.contains(address));
  }

  private boolean isFree(MacAddress mac, String owner) {
    return leases.values().stream().noneMatch(l -> mac.equals(l.mac()) && !l.owner().equals(owner));
  }

  /** The MACs that may go with the address, the best first. */
  private List<MacAddress> freeMacs(Request request, @Nullable Lease current, IpAddress address) {
    List<MacAddress> macs = new ArrayList<>();
    if (!request.macs().isEmpty() && request.macs().size() == request.addresses().size()) {
      macs.add(request.macs().get(request.addresses().indexOf(address)));
    } else {
      if (current != null && current.mac() != null && request.macs().contains(current.mac())) {
        macs.add(current.mac());
      }
      macs.addAll(request.macs());
    }
    macs.removeIf(mac -> !isFree(mac, request.owner()));
    return macs;
  }
}
