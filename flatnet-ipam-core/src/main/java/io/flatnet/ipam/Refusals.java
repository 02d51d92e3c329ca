package io.flatnet.ipam;

import io.flatnet.ipam.Decision.Counts;
import io.flatnet.ipam.Decision.Refusal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a request gets nothing, in words: made only when it does not. */
final class Refusals {
  private final SubnetState state;
  private final Request request;
  private final Counts counts;

  Refusals(SubnetState state, Request request) {
    this.state = state;
    this.request = request;
    this.counts = state.counts();
  }

  /** What stands between the owner and the address; null when nothing, or only a rest. */
  static @Nullable Refusal obstacle(SubnetState state, Request request, IpAddress address) {
    AddressPool pool = state.space().pool();
    if (!pool.candidates().contains(address)) {
      return Refusal.NAMED_NOT_IN_SUBNET;
    }
    if (state.holders().otherHolder(address, request.owner()) != null
        || state.held().contains(address)) {
      return Refusal.NAMED_IN_USE;
    }
    return pool.reserved().contains(address)
            && !pool.reservedFor(request.workload()).contains(address)
        ? Refusal.NAMED_RESERVED
        : null;
  }

  Decision exhausted() {
    return refused(
        Refusal.EXHAUSTED,
        "none is free, got "
            + counts
            + "; delete pods that hold an address, or widen the subnet's ranges or cidr");
  }

  Decision ordinalBeyondList() {
    return refused(
        Refusal.ORDINAL_BEYOND_LIST,
        "the list of addresses must have one for each ordinal, got "
            + request.addresses().size()
            + " addresses for ordinal "
            + request.ordinal().orElse(0)
            + ", which counts from 0 ("
            + counts
            + "); name more addresses, or have fewer replicas");
  }

  Decision macNotUsable(MacAddress mac) {
    return refused(
        Refusal.MAC_NOT_USABLE,
        "a MAC must be one interface's own, got "
            + mac
            + (mac.isZero() ? ", which is all zeros" : ", which is a multicast address")
            + "; choose one whose first octet is even, such as 02");
  }

  Decision macsInUse() {
    List<String> users = new ArrayList<>();
    for (MacAddress mac : request.macs()) {
      users.add(mac + " in use by " + state.holders().otherHolder(mac, request.owner()));
    }
    return refused(
        Refusal.MAC_IN_USE,
        "its MACs must be free, got "
            + Shown.items(users)
            + "; name another MAC, or \"auto\" for any");
  }

  /** None of the named addresses will do. */
  Decision named() {
    List<String> obstacles = new ArrayList<>();
    Set<Refusal> kinds = EnumSet.noneOf(Refusal.class);
    for (int i = 0; i < request.addresses().size(); i++) {
      if (!request.isOrdinal() || i == request.ordinal().getAsInt()) {
        kinds.add(explain(i, obstacles));
      }
    }
    return refused(
        gravest(kinds),
        (request.isOrdinal()
                ? "the address at its ordinal must be free, got "
                : "one of the named addresses must be free, got ")
            + Shown.items(obstacles)
            + " ("
            + counts
            + "); name another address, or \"auto\" for any");
  }

  private static Refusal gravest(Set<Refusal> kinds) {
    for (Refusal kind : List.of(Refusal.NAMED_IN_USE, Refusal.MAC_IN_USE, Refusal.NAMED_RESERVED)) {
      if (kinds.contains(kind)) {
        return kind;
      }
    }
    return Refusal.NAMED_NOT_IN_SUBNET;
  }

  private Refusal explain(int index, List<String> obstacles) {
    IpAddress address = request.addresses().get(index);
    Refusal obstacle = obstacle(state, request, address);
    if (obstacle == null) {
      MacAddress mac = request.macs().get(index);
      String user = state.holders().otherHolder(mac, request.owner());
      obstacles.add(address + " goes with the MAC " + mac + ", which " + user + " has");
      return Refusal.MAC_IN_USE;
    }
    obstacles.add(address + " " + describe(address, obstacle));
    return obstacle;
  }

  private String describe(IpAddress address, Refusal obstacle) {
    if (obstacle == Refusal.NAMED_NOT_IN_SUBNET) {
      return state.rules().whyExcluded(address);
    }
    if (obstacle == Refusal.NAMED_RESERVED) {
      return "is reserved for " + state.space().pool().workloadOf(address);
    }
    String user = state.holders().otherHolder(address, request.owner());
    return "is in use by " + (user == null ? "an owner that is not known yet" : user);
  }

  private Decision refused(Refusal kind, String why) {
    return new Decision.Refused(
        kind,
        counts,
        "cannot give an address of "
            + state.rules().prefix()
            + " to \""
            + request.owner()
            + "\": "
            + why);
  }
}
