package io.flatnet.netlink.socket;

import io.flatnet.netlink.internal.FileCalls;

/** Raw file descriptors that no Java object owns. */
public final class Descriptors {
  private Descriptors() {}

  /**
   * Closes one; an error of the kernel is ignored, as the number is free afterwards in any case
   * (close(2)).
   */
  public static void close(int descriptor) {
    FileCalls.close(descriptor);
  }
}
