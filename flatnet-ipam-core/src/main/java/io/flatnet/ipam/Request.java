package io.flatnet.ipam;

import java.util.List;
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
 */
public record Request(
    String owner,
    @Nullable String workload,
    List<IpAddress> addresses,
    List<MacAddress> macs,
    boolean attached) {
  /**
   * @throws IllegalArgumentException if the owner is empty
   */
  public Request {
    if (owner.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot request an address for \"\": the owner must be named");
    }
    addresses = List.copyOf(addresses);
    macs = List.copyOf(macs);
  }

  /** Any address and any MAC, for an owner without a workload whose interface does not exist. */
  public static Request auto(String owner) {
    return new Request(owner, null, List.of(), List.of(), false);
  }

  /** Whether any address will do. */
  public boolean isAuto() {
    return addresses.isEmpty();
  }

  /** Whether the i-th MAC goes with the i-th address. */
  boolean isPaired() {
    return !macs.isEmpty() && macs.size() == addresses.size();
  }
}
