package io.flatnet.api.cni;

/**
 * The error codes that the CNI specification gives a meaning (CNI SPEC 1.0.0, section 5, "Error";
 * 50 and 51 from 1.1.0). Codes from 100 on are a plugin's own.
 */
public enum WellKnownError {
  /** The plugin does not speak the asked version. */
  INCOMPATIBLE_VERSION(1),
  /** A field of the configuration asks for what the plugin cannot do; the message names both. */
  UNSUPPORTED_FIELD(2),
  /** There is no such container, so the runtime need not call DEL. */
  CONTAINER_UNKNOWN(3),
  /** Environment variables are missing or wrong; the message names them. */
  INVALID_ENVIRONMENT(4),
  /** Reading or writing failed. */
  IO_FAILURE(5),
  /** The configuration is not JSON, or not an object. */
  DECODE_FAILURE(6),
  /** The configuration was read, and says something that cannot be. */
  INVALID_CONFIG(7),
  /** A passing fault: the runtime may call again. */
  TRY_AGAIN_LATER(11),
  /** STATUS: the plugin cannot serve ADD. */
  NOT_AVAILABLE(50),
  /** STATUS: the plugin cannot serve ADD, and containers that exist may be cut off. */
  LIMITED_CONNECTIVITY(51);

  private final int code;

  WellKnownError(int code) {
    this.code = code;
  }

  /** The number in the error JSON. */
  public int code() {
    return code;
  }
}
