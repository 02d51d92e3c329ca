package io.flatnet.netlink;

import io.flatnet.ipam.IpFamily;
import java.util.Objects;

/**
 * A setting below {@code net}, as a path: {@code ipv4/ip_forward}. A path and not a dotted name,
 * since the name of a link may have dots.
 *
 * @param path parts joined by slashes
 */
public record SysctlKey(String path) {
  /**
   * @throws IllegalArgumentException if the path is empty, begins or ends with a slash, or has an
   *     empty part, {@code .} or {@code ..}
   */
  public SysctlKey {
    Objects.requireNonNull(path, "path");
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "cannot take sysctl \"net/" + path + "\": a part may not be \"" + part + "\"");
      }
    }
  }

  /** A setting of one link: {@code ipv4/conf/LINK/NAME}. */
  public static SysctlKey ofLink(IpFamily family, String link, String name) {
    String directory = family == IpFamily.IPV4 ? "ipv4" : "ipv6";
    return new SysctlKey(directory + "/conf/" + LinkRequest.requireName(link) + "/" + name);
  }

  /** {@code net/} and the path. */
  @Override
  public String toString() {
    return "net/" + path;
  }
}
