package io.flatnet.ipam;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The kernel's rules for the name of a network interface ({@code dev_valid_name}). */
public final class InterfaceName {
  /** The most bytes that a name may have: {@code IFNAMSIZ} of {@code linux/if.h} less its zero. */
  public static final int MAX_BYTES = 15;

  private InterfaceName() {}

  /** What the text breaks, to be read after "the name": null when it can be an interface's name. */
  public static @Nullable String fault(String name) {
    if (name.isEmpty()) {
      return "must not be empty";
    }
    if (bytes(name) > MAX_BYTES) {
      return "must have at most " + MAX_BYTES + " bytes";
    }
    if (name.equals(".") || name.equals("..")) {
      return "must not be a directory";
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '/' || c == ':' || Character.isWhitespace(c) || Character.isISOControl(c)) {
        return "must have no '/', no ':', no white space and no control character";
      }
    }
    return null;
  }

  /** The length of a name as the kernel counts it. */
  static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }
}
