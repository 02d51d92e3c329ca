package io.flatnet.cni.attach;

import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.wire.Errno;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How to take back what was done, last step first. For one thread at a time.
 *
 * <p>Every step is tried, also after one that failed; what is gone already counts as taken back.
 */
public final class UndoLog {
  private final Deque<Runnable> steps = new ArrayDeque<>();

  /** Notes how to take the step back that was just done. */
  public void add(Runnable undo) {
    steps.push(undo);
  }

  /** Takes everything back, once; returns what the kernel refused. */
  public List<NetlinkException> run() {
    List<NetlinkException> refused = new ArrayList<>();
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (NetlinkException e) {
        if (!isGone(e)) {
          refused.add(e);
        }
      }
    }
    return refused;
  }

  /** Whether the kernel says that there is no such link, route or address (any more). */
  static boolean isGone(NetlinkException e) {
    return e.is(Errno.ENODEV)
        || e.is(Errno.ENXIO)
        || e.is(Errno.ESRCH)
        || e.is(Errno.ENOENT)
        || e.is(Errno.EADDRNOTAVAIL);
  }
}
