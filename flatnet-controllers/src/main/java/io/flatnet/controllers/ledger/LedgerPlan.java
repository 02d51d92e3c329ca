package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.Decision;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.Request;
import io.flatnet.ipam.SubnetState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one batch comes to: decided in memory, not yet written.
 *
 * @param state the subnet's next state; addresses that owners give up are held in it until their
 *     new ones are published
 * @param heldMacs MACs that no lease has any more and some object may say, now or later
 * @param grants leases to publish once the state is committed
 * @param refusals objects that get nothing
 * @param waiting wishes that wait for the next pod: the interface has another address
 * @param superseded what owners give up, by owner
 */
record LedgerPlan(
    SubnetState state,
    Set<MacAddress> heldMacs,
    List<Grant> grants,
    List<Refusal> refusals,
    List<Grant> waiting,
    Map<String, Lease> superseded) {

  /** A lease and the object that is to publish it. */
  record Grant(FlatNetworkIP ip, Lease lease) {}

  /**
   * An object that gets nothing.
   *
   * @param reason why, for machines
   * @param kind what stays the same while only the numbers in the message change
   * @param message why
   */
  record Refusal(FlatNetworkIP ip, RefusalReason reason, String kind, String message) {}

  /**
   * Decides for all objects in their order.
   *
   * @param subnet the subnet's name, for messages
   * @param heldMacs MACs that are given to nobody though no lease has them
   * @param closed why nothing is given at all, or null
   * @param workloads whose reservation an object may use
   */
  static LedgerPlan of(
      String subnet,
      SubnetState start,
      Set<MacAddress> heldMacs,
      @Nullable String closed,
      Collection<FlatNetworkIP> objects,
      Function<FlatNetworkIP, Optional<String>> workloads) {
    Planning planning = new Planning(subnet, start, heldMacs, closed);
    for (FlatNetworkIP ip : objects) {
      planning.add(ip, workloads.apply(ip).orElse(null));
    }
    return new LedgerPlan(
        planning.state,
        Set.copyOf(planning.heldMacs),
        planning.grants,
        planning.refusals,
        planning.waiting,
        planning.superseded);
  }

  private static final class Planning {
    private final String subnet;
    private final @Nullable String closed;
    private SubnetState state;
    private final Set<MacAddress> heldMacs;
    private final List<Grant> grants = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<Grant> waiting = new ArrayList<>();
    private final Map<String, Lease> superseded = new HashMap<>();
    private @Nullable RangeSet reserved;

    Planning(String subnet, SubnetState start, Set<MacAddress> heldMacs, @Nullable String closed) {
      this.subnet = subnet;
      this.state = start;
      this.heldMacs = new HashSet<>(heldMacs);
      this.closed = closed;
    }

    void add(FlatNetworkIP ip, @Nullable String workload) {
      Optional<Lease> lease = state.lease(ip.key());
      Request request;
      try {
        request = AddressObjects.request(ip, workload);
      } catch (AddressFormatException e) {
        if (lease.isEmpty() || !AddressObjects.isActive(ip)) { // else it keeps what it has
          refuse(ip, RefusalReason.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        return;
      }
      if (lease.isPresent() && stays(request, lease.get())) {
        keep(ip, lease.get());
      } else if (closed != null) {
        refuse(ip, RefusalReason.SUBNET_CLOSED, closed);
      } else {
        decide(ip, request, lease);
      }
    }

    private void refuse(FlatNetworkIP ip, RefusalReason reason, String message) {
      refusals.add(new Refusal(ip, reason, message, message));
    }

    /** Whether nothing is decided: what is held stays held where nothing is given. */
    private boolean stays(Request request, Lease lease) {
      return closed == null
          ? staysThoughReserved(request, lease)
          : request.attached() || AddressObjects.isWished(request, lease);
    }

    /** A reservation that came later takes nothing from the one who has it and wishes it. */
    private boolean staysThoughReserved(Request request, Lease lease) {
      return !request.attached()
          && reserved().contains(lease.address())
          && !isReservedFor(request.workload(), lease.address())
          && state.candidates().contains(lease.address())
          && AddressObjects.isWished(request, lease);
    }

    private RangeSet reserved() {
      RangeSet known = reserved;
      if (known == null) {
        known = state.rules().reserved();
        reserved = known;
      }
      return known;
    }

    private boolean isReservedFor(@Nullable String workload, IpAddress address) {
      RangeSet own = workload == null ? null : state.rules().reservations().get(workload);
      return own != null && own.contains(address);
    }

    private void decide(FlatNetworkIP ip, Request request, Optional<Lease> before) {
      switch (state.decide(request)) {
        case Decision.Granted(Lease lease, Decision.Reason _) when isHeld(lease.mac()) ->
            byOtherMac(request)
                .ifPresentOrElse(
                    other -> grant(ip, other, before), () -> refuseHeld(ip, lease.mac()));
        case Decision.Granted(Lease lease, Decision.Reason _) -> grant(ip, lease, before);
        case Decision.Kept(Lease lease) -> {
          keep(ip, lease);
          if (request.attached() && !wishes(request, lease)) {
            waiting.add(new Grant(ip, lease));
          }
        }
        case Decision.Refused(Decision.Refusal reason, Decision.Counts _, String message) ->
            refusals.add(
                new Refusal(
                    ip,
                    RefusalReason.of(reason),
                    reason.name(),
                    "cannot give an address of subnet \"" + subnet + "\": " + message));
      }
    }

    private void grant(FlatNetworkIP ip, Lease lease, Optional<Lease> before) {
      state = state.with(lease);
      grants.add(new Grant(ip, lease));
      before.ifPresent(old -> supersede(old, lease));
    }

    /** Whether an object may say the MAC, now or later, that has no lease of it. */
    private boolean isHeld(@Nullable MacAddress mac) {
      return mac != null && heldMacs.contains(mac);
    }

    /** What the first of the MACs brings, each for itself, that nobody may yet publish. */
    private Optional<Lease> byOtherMac(Request request) {
      List<MacAddress> macs = request.macs();
      boolean paired = macs.size() == request.addresses().size();
      for (int i = 0; i < macs.size(); i++) {
        Request one = request.withMacs(List.of(macs.get(i)));
        one = paired ? one.withAddresses(List.of(request.addresses().get(i))) : one;
        if (!isHeld(macs.get(i))
            && state.decide(one) instanceof Decision.Granted(Lease lease, Decision.Reason _)) {
          return Optional.of(lease);
        }
      }
      return Optional.empty();
    }

    private void refuseHeld(FlatNetworkIP ip, @Nullable MacAddress mac) {
      refusals.add(
          new Refusal(
              ip,
              RefusalReason.of(Decision.Refusal.MAC_IN_USE),
              Decision.Refusal.MAC_IN_USE.name(),
              "cannot give an address of subnet \""
                  + subnet
                  + "\": MAC \""
                  + mac
                  + "\" is being given up; it is tried again then"));
    }

    private static boolean wishes(Request request, Lease lease) {
      boolean address = request.isAuto() || request.addresses().contains(lease.address());
      boolean mac =
          request.macs().isEmpty() || lease.mac() == null || request.macs().contains(lease.mac());
      return address && mac;
    }

    private void keep(FlatNetworkIP ip, Lease lease) {
      if (!AddressObjects.isSettled(ip, lease)) {
        grants.add(new Grant(ip, lease));
      }
    }

    private void supersede(Lease old, Lease lease) {
      boolean sameAddress = old.address().equals(lease.address());
      boolean keepsMac = old.mac() == null || old.mac().equals(lease.mac());
      if (sameAddress && keepsMac) {
        return;
      }
      superseded.put(old.owner(), old);
      if (!sameAddress) {
        state = state.withHeld(state.held().with(old.address()));
      }
      if (!keepsMac) {
        heldMacs.add(old.mac());
      }
    }
  }
}
