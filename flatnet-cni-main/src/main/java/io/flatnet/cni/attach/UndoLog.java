package io.flatnet.cni.attach;

import io.flatnet.netlink.Netlink;
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
  private final Netlink node;
  private final Netlink pod;
  private final Journal journal;
  private final Deque<Undo> steps = new ArrayDeque<>();

  /**
   * @param node a socket in the namespace where masters are
   * @param pod a socket in the pod's namespace
   * @param journal told of every step before it is done
   */
  UndoLog(Netlink node, Netlink pod, Journal journal) {
    this.node = node;
    this.pod = pod;
    this.journal = journal;
  }

  /** Notes how to take the step back that is about to be done. */
  void add(Undo undo) {
    journal.note(undo);
    steps.push(undo);
  }

  /** Forgets the step noted last: it did nothing, since it was so before. */
  void dropLast() {
    steps.pop();
    journal.dropLast();
  }

  /** Takes everything back, once; returns what the kernel refused. */
  public List<NetlinkException> run() {
    List<NetlinkException> refused = new ArrayList<>();
    while (!steps.isEmpty()) {
      try {
        steps.pop().run(node, pod);
      } catch (NetlinkException e) {
        refused.add(e);
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
