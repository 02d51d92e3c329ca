package io.flatnet.ipam;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who has what beside the workload whose wish is judged. Implement it over whatever holds that
 * knowledge; {@link #of} does it for one subnet's state.
 */
public interface WishClaims {
  /** The pod of another workload that uses the address. */
  Optional<String> user(IpAddress address);

  /** The pod of another workload that has the MAC. */
  Optional<String> user(MacAddress mac);

  /** The other workload that the address is reserved for. */
  Optional<String> reservedFor(IpAddress address);

  /** Nobody has anything. */
  static WishClaims none() {
    return new WishClaims() {
      @Override
      public Optional<String> user(IpAddress address) {
        return Optional.empty();
      }

      @Override
      public Optional<String> user(MacAddress mac) {
        return Optional.empty();
      }

      @Override
      public Optional<String> reservedFor(IpAddress address) {
        return Optional.empty();
      }
    };
  }

  /**
   * What a subnet's state knows. An address that is held and whose owner is not known yet is taken
   * for nobody's: it may be the workload's own. Immutable; O(n log n) in leases and reservations to
   * make, O(log n) to ask.
   *
   * @param workload {@code <Kind>/<namespace>/<name>} of the workload that wishes; its reservation
   *     is its own
   * @param isOwn whether an owner is a pod of that workload
   */
  static WishClaims of(SubnetState state, String workload, Predicate<String> isOwn) {
    Map<IpAddress, String> users = new HashMap<>();
    Map<MacAddress, String> macUsers = new HashMap<>();
    for (Lease lease : state.leases()) {
      if (!isOwn.test(lease.owner())) {
        users.putIfAbsent(lease.address(), lease.owner());
        MacAddress mac = lease.mac();
        if (mac != null) {
          macUsers.putIfAbsent(mac, lease.owner());
        }
      }
    }
    return of(users, macUsers, OtherReservations.of(state.rules().reservations(), workload));
  }

  private static WishClaims of(
      Map<IpAddress, String> users,
      Map<MacAddress, String> macUsers,
      OtherReservations reservations) {
    return new WishClaims() {
      @Override
      public Optional<String> user(IpAddress address) {
        return Optional.ofNullable(users.get(address));
      }

      @Override
      public Optional<String> user(MacAddress mac) {
        return Optional.ofNullable(macUsers.get(mac));
      }

      @Override
      public Optional<String> reservedFor(IpAddress address) {
        return reservations.workload(address);
      }
    };
  }
}
