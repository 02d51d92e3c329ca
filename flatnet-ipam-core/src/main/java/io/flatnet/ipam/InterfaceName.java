package io.flatnet.ipam;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's rules for the name of a network interface ({@code dev_valid_name} of {@code
 * net/core/dev.c}), and no control characters, which the kernel takes and nobody can type.
 */
public final class InterfaceName {
  /** The most bytes that a name may have: {@code IFNAMSIZ} of {@code linux/if.h} less its zero. */
  public static final int MAX_BYTES = 15;

  private static final byte LATIN1_SPACE = (byte) 0xa0; // white space in the kernel's lib/ctype.c

  private InterfaceName() {}

  /**
   * What the text breaks, to be read after "the name": null when it can be an interface's name. One
   * pass over the text.
   *
   * @throws NullPointerException if the name is null
   */
  public static @Nullable String fault(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty()) {
      return "must not be empty";
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_BYTES) {
      return "must have at most " + MAX_BYTES + " bytes";
    }
    if (name.equals(".") || name.equals("..")) {
      return "must not be a directory";
    }
    if (name.chars().anyMatch(InterfaceName::isForbidden)) {
      return "must have no '/', no ':', no white space and no control character";
    }
    for (byte b : bytes) {
      if (b == LATIN1_SPACE) {
        return "must have no character whose UTF-8 has the byte 0xa0, white space to the kernel";
      }
    }
    return null;
  }

  private static boolean isForbidden(int c) {
    return c == '/' || c == ':' || Character.isWhitespace(c) || Character.isISOControl(c);
  }

  /** The length of a name as the kernel counts it. */
  static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }
}
