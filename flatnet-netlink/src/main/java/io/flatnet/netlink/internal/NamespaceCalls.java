package io.flatnet.netlink.internal;

import static io.flatnet.netlink.internal.Native.C_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls on namespaces. setns and unshare change the calling thread only. */
public final class NamespaceCalls {
  /** {@code linux/sched.h} */
  public static final int CLONE_NEWNET = 0x40000000;

  private static final long NS_GET_NSTYPE = 0xb703; // linux/nsfs.h

  private static final MethodHandle SETNS = Native.link("setns", C_INT, C_INT, C_INT);
  private static final MethodHandle UNSHARE = Native.link("unshare", C_INT, C_INT);

  private NamespaceCalls() {}

  /** setns(2) into a network namespace: 0. */
  public static int enterNetwork(int fd) {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) SETNS.invokeExact(state, fd, CLONE_NEWNET), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** unshare(2) into a new network namespace: 0. */
  public static int unshareNetwork() {
    MemorySegment state = Native.state();
    try {
      return Native.result((int) UNSHARE.invokeExact(state, CLONE_NEWNET), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** ioctl_ns(2): the CLONE_ flag of a namespace's kind; -ENOTTY for another file. */
  public static int kind(int fd) {
    return FileCalls.ioctl(fd, NS_GET_NSTYPE);
  }
}
