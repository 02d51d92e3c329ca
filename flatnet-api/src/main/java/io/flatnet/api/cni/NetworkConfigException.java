package io.flatnet.api.cni;

import org.jspecify.annotations.Nullable;

/** A network configuration that the plugin cannot obey. */
public final class NetworkConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final WellKnownError error;

  NetworkConfigException(WellKnownError error, String message) {
    this(error, message, null);
  }

  NetworkConfigException(WellKnownError error, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.error = error;
  }

  /** The code that the specification has for it. */
  public WellKnownError error() {
    return error;
  }
}
