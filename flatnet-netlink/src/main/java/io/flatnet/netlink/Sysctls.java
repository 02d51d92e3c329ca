package io.flatnet.netlink;

import java.nio.file.Path;
import java.util.Map;

/**
 * The settings of a network namespace ({@code /proc/sys/net}, which the kernel resolves in the
 * namespace of the thread that opens a file).
 */
public final class Sysctls {
  private Sysctls() {}

  /** The settings of the namespace that the calling thread of each verb is in. */
  public static Sysctls ofThread() {
    return Pending.later();
  }

  /** The settings of a namespace; each verb enters it. */
  public static Sysctls of(NetworkNamespace namespace) {
    return Pending.later();
  }

  /** The same where {@code /proc/sys/net} is mounted elsewhere. */
  public Sysctls under(Path root) {
    return Pending.later();
  }

  /**
   * The text of a setting, without the final line break. Equivalent to: {@code sysctl -n KEY}.
   *
   * @throws SysctlException if there is none such, or it may not be read
   */
  public String get(SysctlKey key) {
    return Pending.later();
  }

  /**
   * The number of a setting.
   *
   * @throws SysctlException if there is none such, it may not be read, or is no number
   */
  public int getInt(SysctlKey key) {
    return Pending.later();
  }

  /**
   * Equivalent to: {@code sysctl -w KEY=VALUE}.
   *
   * @throws SysctlException if there is none such, it may not be written, or the kernel refuses the
   *     value
   */
  public void set(SysctlKey key, String value) {
    set(Map.of(key, value));
  }

  /** As {@link #set(SysctlKey, String)} for a number. */
  public void set(SysctlKey key, int value) {
    set(key, Integer.toString(value));
  }

  /** Sets several in the map's order, entering the namespace once; the first failure ends it. */
  public void set(Map<SysctlKey, String> values) {
    Pending.later();
  }
}
