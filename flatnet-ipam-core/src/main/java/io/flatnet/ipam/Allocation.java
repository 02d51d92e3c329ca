package io.flatnet.ipam;

import io.flatnet.ipam.Decision.Counts;
import io.flatnet.ipam.Decision.Reason;
import io.flatnet.ipam.Decision.Refusal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One decision: what a request gets in a state. */
final class Allocation {
  private final Request request;
  private final SubnetState rest; // without the owner's own lease, which is no obstacle
  private final Counts counts;
  private final @Nullable Lease current;
  private final List<String> obstacles = new ArrayList<>();
  private final Set<Refusal> kinds = EnumSet.noneOf(Refusal.class);

  Allocation(SubnetState state, Request request) {
    this.request = request;
    this.rest = state.without(request.owner());
    this.counts = state.counts();
    this.current = state.lease(request.owner()).orElse(null);
  }

  Decision decide() {
    if (current != null && request.attached()) {
      return new Decision.Kept(current);
    }
    for (MacAddress mac : request.macs()) {
      if (mac.isMulticast() || mac.isZero()) {
        return refused(Refusal.MAC_NOT_USABLE, unusableMac(mac));
      }
    }
    if (!request.macs().isEmpty() && !request.isPaired() && freeMac() == null) {
      return refused(Refusal.MAC_IN_USE, "its MACs must be free, got " + macUsers());
    }
    return request.isAuto() ? decideAuto() : decideNamed();
  }

  private Decision decideAuto() {
    if (current != null && obstacle(current.address()) == null) {
      return chosen(current.address(), Reason.LOWEST_FREE, wishedMac());
    }
    Optional<IpAddress> lowest = rest.lowestFree(request.workload());
    return lowest.isPresent()
        ? chosen(lowest.get(), Reason.LOWEST_FREE, wishedMac())
        : refused(
            Refusal.EXHAUSTED,
            "none is free, got "
                + describe(counts)
                + "; delete pods that hold an address, or widen the subnet's ranges or cidr");
  }

  private Decision decideNamed() {
    int held = current == null ? -1 : request.addresses().indexOf(current.address());
    Decision decision = held < 0 ? null : decideNamed(held);
    for (int i = 0; decision == null && i < request.addresses().size(); i++) {
      decision = i == held ? null : decideNamed(i);
    }
    return decision != null ? decision : refusedNamed();
  }

  private @Nullable Decision decideNamed(int index) {
    IpAddress address = request.addresses().get(index);
    Refusal obstacle = obstacle(address);
    if (obstacle != null) {
      kinds.add(obstacle);
      return null;
    }
    if (!request.isPaired()) {
      return chosen(address, Reason.NAMED, wishedMac());
    }
    MacAddress mac = request.macs().get(index);
    String user = rest.user(mac);
    if (user != null) {
      kinds.add(Refusal.MAC_IN_USE);
      obstacles.add(address + " goes with the MAC " + mac + ", which " + user + " has");
      return null;
    }
    return chosen(address, Reason.NAMED, mac);
  }

  /** What stands between the owner and the address, noted for the message; null when nothing. */
  private @Nullable Refusal obstacle(IpAddress address) {
    String excluded = rest.whyNotCandidate(address);
    if (excluded != null) {
      obstacles.add(address + " " + excluded);
      return Refusal.NAMED_NOT_IN_SUBNET;
    }
    String user = rest.user(address);
    if (user != null) {
      obstacles.add(address + " is in use by " + user);
      return Refusal.NAMED_IN_USE;
    }
    String workload = rest.reservedForOther(address, request.workload());
    if (workload != null) {
      obstacles.add(address + " is reserved for " + workload);
      return Refusal.NAMED_RESERVED;
    }
    return null;
  }

  private @Nullable MacAddress wishedMac() {
    return request.macs().isEmpty() ? null : freeMac();
  }

  /** The owner's MAC if it was asked for and nobody else has it, else the first that is free. */
  private @Nullable MacAddress freeMac() {
    MacAddress own = current == null ? null : current.mac();
    if (own != null && request.macs().contains(own) && rest.user(own) == null) {
      return own;
    }
    for (MacAddress mac : request.macs()) {
      if (rest.user(mac) == null) {
        return mac;
      }
    }
    return null;
  }

  private Decision chosen(IpAddress address, Reason reason, @Nullable MacAddress wished) {
    boolean same = current != null && current.address().equals(address);
    MacAddress mac = same && request.macs().isEmpty() ? ownMac() : wished;
    Lease lease = new Lease(request.owner(), address, mac);
    if (lease.equals(current)) {
      return new Decision.Kept(lease);
    }
    return new Decision.Granted(lease, same ? Reason.OTHER_MAC : reason);
  }

  /** With no wish, the MAC that the owner has is as good as any, unless another has it too. */
  private @Nullable MacAddress ownMac() {
    MacAddress own = current == null ? null : current.mac();
    return own == null || rest.user(own) != null ? null : own;
  }

  private Decision refusedNamed() {
    Refusal kind =
        kinds.contains(Refusal.NAMED_IN_USE)
            ? Refusal.NAMED_IN_USE
            : kinds.contains(Refusal.MAC_IN_USE)
                ? Refusal.MAC_IN_USE
                : kinds.contains(Refusal.NAMED_RESERVED)
                    ? Refusal.NAMED_RESERVED
                    : Refusal.NAMED_NOT_IN_SUBNET;
    return refused(
        kind,
        "one of the named addresses must be free, got "
            + Shown.items(obstacles)
            + " ("
            + describe(counts)
            + "); name another address, or \"auto\" for any");
  }

  private Decision refused(Refusal kind, String rest) {
    return new Decision.Refused(
        kind,
        counts,
        "cannot give an address of "
            + this.rest.rules().prefix()
            + " to \""
            + request.owner()
            + "\": "
            + rest);
  }

  private static String unusableMac(MacAddress mac) {
    return "a MAC must be one interface's own, got "
        + mac
        + (mac.isZero() ? ", which is all zeros" : ", which is a multicast address")
        + "; choose one whose first octet is even, such as 02";
  }

  private String macUsers() {
    List<String> users = new ArrayList<>();
    for (MacAddress mac : request.macs()) {
      users.add(mac + " in use by " + rest.user(mac));
    }
    return Shown.items(users) + "; name another MAC, or \"auto\" for any";
  }

  private static String describe(Counts counts) {
    return counts.size()
        + " addresses for pods, "
        + counts.used()
        + " used, "
        + counts.reserved()
        + " reserved";
  }
}
