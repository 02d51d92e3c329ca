package io.flatnet.cni.peer;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Where we differ from the plugins of the CNI project on purpose. {@code docs/peers.md} has each by
 * its name, with the reason.
 */
enum PeerDifference {
  /** The interface is marked as ours. */
  ALIAS("(address|link)\\[.*]/ifalias: flatnet:.*, absent"),
  /** The routes are marked as an administrator's, not as what came up at boot. */
  ROUTE_PROTOCOL("route -[46]\\[.*]/protocol: static, boot"),
  /** The ledger gives an address once, so nobody waits for duplicate address detection. */
  NO_DETECTION("address\\[.*]/addr_info\\[.*]/nodad: true, absent"),
  /** Results have the fields of their version: {@code priority} of a route came with 1.1.0. */
  ROUTE_PRIORITY("result/routes\\[.*]/priority: absent, 100");

  private final Pattern line;

  PeerDifference(String regex) {
    this.line = Pattern.compile(regex);
  }

  /** Whether a line of {@link Observed#differencesTo} is one of these. */
  static boolean explains(String line) {
    return Arrays.stream(values()).anyMatch(known -> known.line.matcher(line).matches());
  }
}
