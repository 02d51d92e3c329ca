package io.flatnet.cni.attach;

import io.flatnet.netlink.Link;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The alias of links that this plugin made: who made them, and for which subnet. It tells what may
 * be collected, and what stands in another subnet's way.
 */
final class OwnMark {
  private static final String PREFIX = "flatnet:";
  private static final int MAX_ALIAS_BYTES = 255; // IFALIASZ less the final NUL, linux/if.h

  private OwnMark() {}

  /** The alias of a link made for a subnet; a name too long for an alias is cut. */
  static String of(String subnet) {
    String alias = PREFIX + subnet;
    while (alias.getBytes(StandardCharsets.UTF_8).length > MAX_ALIAS_BYTES) {
      alias = alias.substring(0, alias.length() - 1);
    }
    return alias;
  }

  /** Whether this plugin made a link. */
  static boolean isOn(Link link) {
    return subnet(link).isPresent();
  }

  /** The subnet for which this plugin made a link; empty for another's link. */
  static Optional<String> subnet(Link link) {
    String alias = link.alias();
    return alias != null && alias.startsWith(PREFIX)
        ? Optional.of(alias.substring(PREFIX.length()))
        : Optional.empty();
  }
}
