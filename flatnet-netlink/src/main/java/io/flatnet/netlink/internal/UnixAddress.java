package io.flatnet.netlink.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The address of a socket file (struct sockaddr_un, unix(7)). */
public final class UnixAddress {
  /** The longest path in bytes: 108 without its terminator. */
  public static final int MAX_PATH_BYTES = 107;

  private UnixAddress() {}

  /**
   * Writes the address of a path.
   *
   * @return its length in bytes
   * @throws IllegalArgumentException if the path is empty or too long
   */
  public static int write(Path path, MemorySegment address) {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_PATH_BYTES) {
      throw new IllegalArgumentException(
          "cannot take socket path \""
              + path
              + "\": it must have 1 to "
              + MAX_PATH_BYTES
              + " bytes, got "
              + bytes.length
              + "; take a shorter directory");
    }
    address.fill((byte) 0);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) UnixCalls.AF_UNIX);
    MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, bytes.length);
    return Short.BYTES + bytes.length + 1;
  }
}
