package io.flatnet.netlink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a network namespace ({@code /proc/sys/net}, which the kernel resolves in the
 * namespace of the thread that opens a file). Immutable and safe for use by many threads.
 *
 * <p>Every verb throws {@link NetlinkException} if the namespace cannot be entered.
 */
public final class Sysctls {
  private static final Path ROOT = Path.of("/proc/sys/net");

  private final @Nullable NetworkNamespace namespace;
  private final Path root;

  private Sysctls(@Nullable NetworkNamespace namespace, Path root) {
    this.namespace = namespace;
    this.root = root;
  }

  /** The settings of the namespace that the calling thread of each verb is in. */
  public static Sysctls ofThread() {
    return new Sysctls(null, ROOT);
  }

  /** The settings of a namespace, which stays the caller's; each verb enters it. */
  public static Sysctls of(NetworkNamespace namespace) {
    return new Sysctls(namespace, ROOT);
  }

  /**
   * The same where {@code /proc/sys/net} is mounted elsewhere, as it is read-only in containers.
   */
  public Sysctls under(Path mountPoint) {
    return new Sysctls(namespace, mountPoint);
  }

  /**
   * The text of a setting, without the final line break. Equivalent to: {@code sysctl -n KEY}.
   *
   * @throws SysctlException if there is none such, or it may not be read
   */
  public String get(SysctlKey key) {
    return inside(() -> read(key));
  }

  /**
   * The number of a setting. Equivalent to: {@code sysctl -n KEY}.
   *
   * @throws SysctlException if there is none such, it may not be read, or is no number
   */
  public int getInt(SysctlKey key) {
    String text = get(key);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new SysctlException("read", key, "it must be a number, got \"" + text + "\"", e);
    }
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

  /** Sets a number. Equivalent to: {@code sysctl -w KEY=VALUE}. */
  public void set(SysctlKey key, int value) {
    set(key, Integer.toString(value));
  }

  /**
   * Sets several in the map's order, entering the namespace once; the first failure ends it.
   * Equivalent to: {@code sysctl -w KEY=VALUE KEY=VALUE …}.
   */
  public void set(Map<SysctlKey, String> values) {
    inside(
        () -> {
          values.forEach(this::write);
          return values.size();
        });
  }

  private <T> T inside(NamespaceTask<T, RuntimeException> task) {
    return namespace == null ? task.call() : namespace.callBriefly(task);
  }

  private String read(SysctlKey key) {
    try {
      return Files.readString(root.resolve(key.path()), StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException e) {
      throw new SysctlException("read", key, reason(e), e);
    }
  }

  private void write(SysctlKey key, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    try {
      Files.write(root.resolve(key.path()), bytes, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new SysctlException("write \"" + value + "\" to", key, reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ ->
          "there is none such in this namespace; check the name and that the link exists";
      case AccessDeniedException _ ->
          "permission denied; CAP_NET_ADMIN is needed in the namespace's owner";
      default -> e.getMessage() + "; check the value, and that " + ROOT + " is not read-only";
    };
  }
}
