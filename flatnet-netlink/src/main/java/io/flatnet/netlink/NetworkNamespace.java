package io.flatnet.netlink;

import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.internal.MountCalls;
import io.flatnet.netlink.internal.NamespaceCalls;
import io.flatnet.netlink.internal.OwnedDescriptor;
import io.flatnet.netlink.wire.Errno;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace, held by a file descriptor that this object owns (close-on-exec).
 *
 * <p>Thread-safe. {@link #close} may be called more than once; one that is forgotten is closed when
 * the object is collected.
 */
public final class NetworkNamespace implements AutoCloseable {
  private static final String OF_THREAD = "/proc/thread-self/ns/net";

  private final int number;
  private final OwnedDescriptor owned;
  private final Cleaner.Cleanable cleanable;
  private final NamespaceIdentity identity;

  private NetworkNamespace(int number) {
    this.number = number;
    this.owned = OwnedDescriptor.of(number);
    this.cleanable = owned.closeWith(this);
    FileCalls.FileIdentity file = FileCalls.identify(number);
    this.identity = new NamespaceIdentity(file.device(), file.inode());
  }

  /**
   * Opens a namespace by a file: {@code /run/netns/NAME}, {@code /proc/PID/ns/net}. Equivalent to:
   * {@code ip -n NAME …}.
   *
   * @throws NetlinkException if there is no such file, or it is no network namespace
   */
  public static NetworkNamespace open(Path path) {
    String request = "open network namespace \"" + path + "\"";
    return checked(orThrow(FileCalls.open(path.toString()), request), request);
  }

  /** The namespace of the calling thread. Equivalent to: {@code ip netns identify}. */
  public static NetworkNamespace current() {
    return open(Path.of(OF_THREAD));
  }

  /**
   * Makes an empty namespace, in which only the loopback is, and that is down. It has no name:
   * {@link #bindTo} gives it one. Equivalent to: {@code ip netns add NAME}.
   *
   * @throws NetlinkException if this process has no CAP_SYS_ADMIN
   */
  public static NetworkNamespace create() {
    int[] made = new int[1];
    NamespaceThreads.runOnce(
        () -> {
          int unshared = NamespaceCalls.unshareNetwork();
          made[0] = unshared < 0 ? unshared : FileCalls.open(OF_THREAD);
        });
    return new NetworkNamespace(orThrow(made[0], "create network namespace"));
  }

  /**
   * Takes a descriptor over, for example one that came by a Unix socket. It is closed if it is
   * refused.
   *
   * @throws NetlinkException if it is no network namespace
   */
  public static NetworkNamespace ofDescriptor(int descriptor) {
    return checked(descriptor, "take descriptor " + descriptor + " as network namespace");
  }

  private static NetworkNamespace checked(int descriptor, String request) {
    int kind = NamespaceCalls.kind(descriptor);
    if (kind == NamespaceCalls.CLONE_NEWNET) {
      return new NetworkNamespace(descriptor);
    }
    if (!Errno.EBADF.is(-kind)) {
      FileCalls.close(descriptor);
    }
    throw kind < 0
        ? new NetlinkException(request, -kind, "it is no namespace")
        : new NetlinkException(request, Errno.EINVAL.number(), "a namespace of another kind");
  }

  private static int orThrow(int result, String request) {
    if (result < 0) {
      throw new NetlinkException(request, -result, null);
    }
    return result;
  }

  /**
   * The descriptor; still owned by this object.
   *
   * @throws IllegalStateException if it is closed
   */
  public int descriptor() {
    if (owned.isClosed()) {
      throw closed();
    }
    return number;
  }

  private IllegalStateException closed() {
    return new IllegalStateException("the network namespace " + identity + " is closed");
  }

  /** Holds the descriptor open until {@link #release}. */
  int acquire() {
    int descriptor = owned.acquire();
    if (descriptor < 0) {
      throw closed();
    }
    return descriptor;
  }

  /** Ends what {@link #acquire} began. */
  void release() {
    owned.release();
  }

  /** Which namespace this is, to compare two. Equivalent to: {@code ip netns identify}. */
  public NamespaceIdentity identity() {
    return identity;
  }

  /**
   * Gives the namespace a name in the file system that keeps it alive: makes an empty file and
   * mounts the namespace on it. Equivalent to: {@code ip netns attach NAME PID}.
   *
   * @throws NetlinkException if the file exists, or mounting is not permitted
   */
  public void bindTo(Path path) {
    String request = "bind network namespace to \"" + path + "\"";
    try {
      Files.createFile(path);
    } catch (IOException e) {
      throw fileError(request, path, e);
    }
    int mounted;
    int descriptor = acquire();
    try {
      mounted = MountCalls.bindMount("/proc/self/fd/" + descriptor, path.toString());
    } finally {
      release();
    }
    if (mounted < 0) {
      remove(request, path);
      throw new NetlinkException(request, -mounted, null);
    }
  }

  /**
   * Takes such a name away; no file is success. Equivalent to: {@code ip netns delete NAME}.
   *
   * @throws NetlinkException if it cannot be unmounted, or is a file with content
   */
  public static void unbind(Path path) {
    String request = "unbind network namespace from \"" + path + "\"";
    int unmounted = MountCalls.unmount(path.toString());
    if (Errno.ENOENT.is(-unmounted)) {
      return;
    }
    if (unmounted < 0 && !(Errno.EINVAL.is(-unmounted) && isEmptyFile(path))) {
      throw new NetlinkException(request, -unmounted, null);
    }
    remove(request, path);
  }

  private static boolean isEmptyFile(Path path) {
    return Files.isRegularFile(path) && path.toFile().length() == 0;
  }

  private static void remove(String request, Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw fileError(request, path, e);
    }
  }

  private static NetlinkException fileError(String request, Path path, IOException e) {
    Errno errno =
        switch (e) {
          case java.nio.file.FileAlreadyExistsException _ -> Errno.EEXIST;
          case java.nio.file.NoSuchFileException _ -> Errno.ENOENT;
          case java.nio.file.AccessDeniedException _ -> Errno.EACCES;
          default -> Errno.EIO;
        };
    NetlinkException thrown = new NetlinkException(request, errno.number(), path + ": " + e);
    thrown.initCause(e);
    return thrown;
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
    return run(task, NamespaceThreads::run);
  }

  /**
   * The same for a task of a few microseconds that starts no thread, on the calling thread where it
   * can leave and come back.
   */
  <T extends @Nullable Object, X extends Exception> T callBriefly(NamespaceTask<T, X> task)
      throws X {
    return run(task, NamespaceThreads::runBriefly);
  }

  /** Runs a task in the namespace of a descriptor; gives 0, or the error number of entering. */
  private interface Runner {
    int run(int descriptor, Runnable task);
  }

  private <T extends @Nullable Object, X extends Exception> T run(
      NamespaceTask<T, X> task, Runner runner) throws X {
    TaskResult<T, X> result = new TaskResult<>(task);
    int errno;
    int descriptor = acquire();
    try {
      errno = runner.run(descriptor, result);
    } finally {
      release();
    }
    if (errno != 0) {
      throw new NetlinkException("enter network namespace " + identity, errno, null);
    }
    return result.get();
  }

  @Override
  public void close() {
    cleanable.clean();
  }
}
