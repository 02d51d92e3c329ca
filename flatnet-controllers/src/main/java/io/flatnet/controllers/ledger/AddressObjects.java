package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.Phase;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the ledger needs out of a FlatNetworkIP. Pure. */
public final class AddressObjects {
  private AddressObjects() {}

  /** The published address; empty when there is none or it is no address. */
  public static Optional<IpAddress> published(FlatNetworkIP ip) {
    String text = ip.status().getAddr();
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(IpAddress.parse(text));
    } catch (AddressFormatException _) {
      return Optional.empty(); // not an address, so nobody can use it
    }
  }

  /**
   * Whether the object publishes this lease and says so by its phase. The MAC of an interface that
   * exists stays, whoever chose it.
   */
  static boolean isSettled(FlatNetworkIP ip, Lease lease) {
    Phase phase = Phase.of(ip.status().getPhase());
    boolean sameMac = mac(ip.status().getMac()).equals(Optional.ofNullable(lease.mac()));
    return (phase == Phase.ACTIVE || (phase == Phase.PENDING && sameMac))
        && published(ip).filter(lease.address()::equals).isPresent();
  }

  /** Whether the object publishes this lease and it is one of those that it wishes. */
  static boolean isContent(FlatNetworkIP ip, Lease lease) {
    if (!isSettled(ip, lease)) {
      return false;
    }
    try {
      return isWished(request(ip, null), lease);
    } catch (AddressFormatException _) {
      return false; // the ledger says so in the status
    }
  }

  /** Whether the lease is one of those that the request asks for, its MAC among them. */
  static boolean isWished(Request wish, Lease lease) {
    MacAddress mac = lease.mac();
    boolean macFits = wish.macs().isEmpty() || (mac != null && wish.macs().contains(mac));
    return macFits && (wish.isAuto() || wish.addresses().contains(lease.address()));
  }

  /** The UID of the pod that the object is of; empty text when it does not say. */
  public static String podId(FlatNetworkIP ip) {
    return Objects.requireNonNullElse(ip.spec().getPodId(), "");
  }

  /** Whether the interface exists. */
  public static boolean isActive(FlatNetworkIP ip) {
    return Phase.of(ip.status().getPhase()) == Phase.ACTIVE;
  }

  /**
   * Whether the object keeps its address from others: it does until our finalizer, or the one of
   * the reference, is taken off on its way out.
   */
  public static boolean isHolding(FlatNetworkIP ip) {
    return !Metadata.isDeleting(ip) || finalizersToTakeOff(ip);
  }

  /** Whether a finalizer is on the object that the release takes off. */
  public static boolean finalizersToTakeOff(FlatNetworkIP ip) {
    List<String> finalizers = ip.getMetadata().getFinalizers();
    return finalizers != null
        && (finalizers.contains(FlatNetwork.ADDRESS_FINALIZER)
            || finalizers.contains(FlatNetwork.REFERENCE_IP_FINALIZER));
  }

  /** The finalizers of others. */
  public static List<String> otherFinalizers(@Nullable List<String> finalizers) {
    if (finalizers == null) {
      return List.of();
    }
    return finalizers.stream()
        .filter(f -> !f.equals(FlatNetwork.ADDRESS_FINALIZER))
        .filter(f -> !f.equals(FlatNetwork.REFERENCE_IP_FINALIZER))
        .toList();
  }

  /**
   * The lease that the object publishes. Its MAC counts when the ledger gave it: always before the
   * interface exists, and afterwards, when the node may have chosen it, if the object asks for MACs
   * or the ledger knows this one, though it is not asked for any more.
   *
   * @param known the MACs that the ledger gave
   */
  static Optional<Lease> claim(FlatNetworkIP ip, Set<MacAddress> known) {
    return published(ip)
        .map(
            address -> {
              Optional<MacAddress> mac = mac(ip.status().getMac());
              boolean isGiven =
                  !isActive(ip)
                      || !nonNull(ip.spec().getMacs()).isEmpty()
                      || mac.filter(known::contains).isPresent();
              return new Lease(ip.key(), address, isGiven ? mac.orElse(null) : null);
            });
  }

  /** A MAC as it was written; empty when it is none, so that no interface has it. */
  static Optional<MacAddress> mac(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(MacAddress.parse(text));
    } catch (AddressFormatException _) {
      return Optional.empty();
    }
  }

  /**
   * What the object asks for.
   *
   * @throws AddressFormatException when an address or MAC cannot be read
   */
  public static Request request(FlatNetworkIP ip, @Nullable String workload) {
    List<IpAddress> addresses = new ArrayList<>();
    for (String text : nonNull(ip.spec().getAddrs())) {
      addresses.add(IpAddress.parse(text));
    }
    return new Request(
        ip.key(), workload, addresses, macs(nonNull(ip.spec().getMacs())), isActive(ip));
  }

  private static List<MacAddress> macs(List<String> texts) {
    List<MacAddress> macs = new ArrayList<>();
    for (String text : texts) {
      macs.add(MacAddress.parse(text));
    }
    return macs;
  }

  private static List<String> nonNull(@Nullable List<String> texts) {
    return texts == null ? List.of() : texts.stream().filter(text -> !text.isEmpty()).toList();
  }
}
