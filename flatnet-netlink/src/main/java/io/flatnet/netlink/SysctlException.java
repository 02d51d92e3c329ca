package io.flatnet.netlink;

/** A setting cannot be read or written. */
public final class SysctlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SysctlKey key;

  /**
   * @param act {@code read} or {@code write "VALUE" to}
   * @param key the setting
   * @param reason why not, and what to do
   * @param cause the error behind it
   */
  public SysctlException(String act, SysctlKey key, String reason, Exception cause) {
    super("cannot " + act + " sysctl " + key + ": " + reason, cause);
    this.key = key;
  }

  /** The setting. */
  public SysctlKey key() {
    return key;
  }
}
