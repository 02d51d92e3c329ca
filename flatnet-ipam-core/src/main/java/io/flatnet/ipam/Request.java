package io.flatnet.ipam;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What an owner wishes.
 *
 * @param owner who asks: {@code <namespace>/<name>} of the FlatNetworkIP; not empty
 * @param workload {@code <Kind>/<namespace>/<name>} of the workload whose reservation may be used,
 *     or null when there is none
 * @param addresses the addresses of which one is wished, in order of preference; empty for any
 *     ({@code auto})
 * @param macs the MACs of which one is wished; empty for the kernel's choice. With as many MACs as
 *     addresses, the i-th goes with the i-th address
 * @param attached whether the interface exists (phase {@code Active}): then the owner keeps what
 *     its interface has, whatever it wishes
 * @param identity what stays the same when the owner is made anew, such as {@code
 *     StatefulSet/<namespace>/<name>-<ordinal>}: an {@code auto} request gets back the address that
 *     this identity had last, if nobody else has it. Null when there is none; not empty
 * @param ordinal the owner's number in its workload, from 0: with named addresses, only the one at
 *     this place of the list will do (and with as many MACs, only the MAC at this place)
 * @param now when this is asked; it decides which addresses still rest. {@link Instant#EPOCH} will
 *     do where no subnet has a {@link SubnetRules#coolDown}
 */
public record Request(
    String owner,
    @Nullable String workload,
    List<IpAddress> addresses,
    List<MacAddress> macs,
    boolean attached,
    @Nullable String identity,
    OptionalInt ordinal,
    Instant now) {
  /**
   * @throws IllegalArgumentException if the owner or the identity is empty, or the ordinal negative
   */
  public Request {
    if (owner.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot request an address for \"\": the owner must be named");
    }
    if (identity != null && identity.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot request an address for \""
              + owner
              + "\": the identity must be named, got \"\"; give null when there is none");
    }
    if (ordinal.isPresent() && ordinal.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "cannot request an address for \""
              + owner
              + "\": the ordinal must be 0 or more, got "
              + ordinal.getAsInt());
    }
    addresses = List.copyOf(addresses);
    macs = List.copyOf(macs);
    Objects.requireNonNull(now, "now");
  }

  /** A request of an owner without identity and ordinal, at {@link Instant#EPOCH}. */
  public Request(
      String owner,
      @Nullable String workload,
      List<IpAddress> addresses,
      List<MacAddress> macs,
      boolean attached) {
    this(owner, workload, addresses, macs, attached, null, OptionalInt.empty(), Instant.EPOCH);
  }

  /** Any address and any MAC, for an owner without a workload whose interface does not exist. */
  public static Request auto(String owner) {
    return new Request(owner, null, List.of(), List.of(), false);
  }

  /** This request by a pod of the workload. */
  public Request withWorkload(@Nullable String newWorkload) {
    return new Request(owner, newWorkload, addresses, macs, attached, identity, ordinal, now);
  }

  /** This request for one of these addresses; none for any. */
  public Request withAddresses(List<IpAddress> newAddresses) {
    return new Request(owner, workload, newAddresses, macs, attached, identity, ordinal, now);
  }

  /** This request for one of these MACs; none for the kernel's choice. */
  public Request withMacs(List<MacAddress> newMacs) {
    return new Request(owner, workload, addresses, newMacs, attached, identity, ordinal, now);
  }

  /** This request of an owner whose interface exists, or does not. */
  public Request withAttached(boolean newAttached) {
    return new Request(owner, workload, addresses, macs, newAttached, identity, ordinal, now);
  }

  /** This request of an owner with this stable identity, or with none. */
  public Request withIdentity(@Nullable String newIdentity) {
    return new Request(owner, workload, addresses, macs, attached, newIdentity, ordinal, now);
  }

  /** This request of the owner with this number in its workload. */
  public Request withOrdinal(int newOrdinal) {
    return new Request(
        owner, workload, addresses, macs, attached, identity, OptionalInt.of(newOrdinal), now);
  }

  /** This request at another instant. */
  public Request withNow(Instant newNow) {
    return new Request(owner, workload, addresses, macs, attached, identity, ordinal, newNow);
  }

  /** Whether any address will do. */
  public boolean isAuto() {
    return addresses.isEmpty();
  }

  /** Whether the i-th MAC goes with the i-th address. */
  boolean isPaired() {
    return !macs.isEmpty() && macs.size() == addresses.size();
  }

  /** Whether only one of the named addresses will do. */
  boolean isOrdinal() {
    return ordinal.isPresent() && !isAuto();
  }

  /** Whether the list of addresses has none for the ordinal. */
  boolean isBeyondList() {
    return isOrdinal() && ordinal.getAsInt() >= addresses.size();
  }
}
