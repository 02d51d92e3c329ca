package io.flatnet.lab.bench.core;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.SubnetRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How a subnet is filled: the leases lie as evenly as they can among the first {@code slots} of its
 * addresses, the first of these in use. With as many slots as leases they are contiguous, with
 * twice as many every second address is free.
 *
 * @param prefix the network; without gateway and reservations
 * @param leases how many addresses are in use
 * @param slots among how many addresses, not less than {@code leases}
 */
record Occupancy(IpPrefix prefix, int leases, int slots) {
  private static final int SEED = 20_261; // the same owners and order in every run
  private static final int NAMESPACES = 50;

  Occupancy {
    if (leases < 1 || slots < leases) {
      throw new IllegalArgumentException(
          "cannot fill \"%s\": at least 1 lease and as many slots are needed, got %d and %d"
              .formatted(prefix, leases, slots));
    }
  }

  /** One run of addresses, all in use. */
  static Occupancy contiguous(String prefix, int leases) {
    return new Occupancy(IpPrefix.parse(prefix), leases, leases);
  }

  /** Every second address in use. */
  static Occupancy fragmented(String prefix, int leases) {
    return new Occupancy(IpPrefix.parse(prefix), leases, 2 * leases);
  }

  /** Reads {@link #toString}: JMH hands parameters over as text. */
  static Occupancy parse(String text) {
    String[] parts = text.split(" ", 3);
    return new Occupancy(
        IpPrefix.parse(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  /** The subnet's rules: it gives all that the network has. */
  SubnetRules rules() {
    return SubnetRules.of(prefix);
  }

  /** The addresses that the rules allow: one range, since nothing is taken from its middle. */
  IpRange pool() {
    return rules().candidates().ranges().getFirst();
  }

  /** The addresses in use, ascending. */
  List<IpAddress> addresses() {
    List<IpAddress> addresses = new ArrayList<>(leases);
    IpAddress address = pool().from();
    for (long slot = 0; addresses.size() < leases; slot++) {
      if (Math.floorDiv(slot * leases, slots) != Math.floorDiv((slot - 1) * leases, slots)) {
        addresses.add(address);
      }
      address = address.next();
    }
    return addresses;
  }

  /** The leases in the order of their addresses; the owners are in no order. */
  List<Lease> leasesByAddress() {
    List<String> owners = owners("web", leases);
    List<Lease> all = new ArrayList<>(leases);
    for (IpAddress address : addresses()) {
      all.add(new Lease(owners.get(all.size()), address, null));
    }
    return all;
  }

  /** That many names of pods, each once, in no order. */
  static List<String> owners(String workload, int count) {
    Random random = new Random(SEED);
    int offset = random.nextInt();
    List<String> owners = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int mixed = (i + offset) * 0x9E3779B1; // odd, so no two i give the same
      owners.add(
          "team-%02d/%s-%08x"
              .formatted(Integer.remainderUnsigned(mixed, NAMESPACES), workload, mixed));
    }
    return owners;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %d %d", prefix, leases, slots);
  }
}
