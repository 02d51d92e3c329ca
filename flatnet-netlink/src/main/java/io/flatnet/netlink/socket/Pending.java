package io.flatnet.netlink.socket;

final class Pending {
  private static final boolean LATER = true;

  private Pending() {}

  @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"})
  static <T> T later() {
    if (LATER) {
      throw new UnsupportedOperationException("not built yet");
    }
    return (T) null;
  }
}
