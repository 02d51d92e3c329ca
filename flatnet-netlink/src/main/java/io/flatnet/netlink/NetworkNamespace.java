package io.flatnet.netlink;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace, held by a file descriptor that this object owns (close-on-exec).
 *
 * <p>Thread-safe. {@link #close} may be called more than once; one that is forgotten is closed when
 * the object is collected.
 */
public final class NetworkNamespace implements AutoCloseable {
  private NetworkNamespace() {}

  /**
   * Opens a namespace by a file: {@code /run/netns/NAME}, {@code /proc/PID/ns/net}.
   *
   * @throws NetlinkException if there is no such file, or it is no network namespace
   */
  public static NetworkNamespace open(Path path) {
    return Pending.later();
  }

  /** The namespace of the calling thread. */
  public static NetworkNamespace current() {
    return Pending.later();
  }

  /**
   * Makes an empty namespace, in which only the loopback is, and that is down.
   *
   * @throws NetlinkException if this process has no CAP_SYS_ADMIN
   */
  public static NetworkNamespace create() {
    return Pending.later();
  }

  /**
   * Takes a descriptor over, for example one that came by a Unix socket. It is closed if it is
   * refused.
   *
   * @throws NetlinkException if it is no network namespace
   */
  public static NetworkNamespace ofDescriptor(int descriptor) {
    return Pending.later();
  }

  /**
   * The descriptor; still owned by this object.
   *
   * @throws IllegalStateException if it is closed
   */
  public int descriptor() {
    return Pending.later();
  }

  /** Which namespace this is, to compare two. */
  public NamespaceIdentity identity() {
    return Pending.later();
  }

  /**
   * Gives the namespace a name in the file system that keeps it alive: makes an empty file and
   * mounts the namespace on it. Equivalent to: {@code ip netns attach NAME PID}.
   *
   * @throws NetlinkException if the file exists, or mounting is not permitted
   */
  public void bindTo(Path path) {
    Pending.later();
  }

  /**
   * Takes such a name away; no file is success. Equivalent to: {@code ip netns delete NAME}.
   *
   * @throws NetlinkException if it cannot be unmounted, or is a file with content
   */
  public static void unbind(Path path) {
    Pending.later();
  }

  /**
   * Runs a task on a thread that has entered this namespace, and waits for it. Equivalent to:
   * {@code ip netns exec NAME …}.
   *
   * <p>The thread is a platform thread of a small pool kept for this. It goes back to the namespace
   * of the process afterwards; if it cannot, it ends. The task must not start threads nor give work
   * to pools, since a thread made there stays in this namespace for ever. Sockets opened by the
   * task belong to this namespace wherever they are used. An interrupt of the caller is handed on
   * to the task.
   *
   * @throws X as the task throws it
   * @throws NetlinkException if the namespace cannot be entered; the task did not run
   */
  public <T extends @Nullable Object, X extends Exception> T call(NamespaceTask<T, X> task)
      throws X {
    return Pending.later();
  }

  @Override
  public void close() {
    Pending.later();
  }
}
