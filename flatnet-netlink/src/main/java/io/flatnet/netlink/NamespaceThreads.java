package io.flatnet.netlink;

import io.flatnet.netlink.internal.FileCalls;
import io.flatnet.netlink.internal.NamespaceCalls;
import io.flatnet.netlink.wire.Errno;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A namespace is a property of a thread (setns(2)), and a new thread begins in the namespace of the
 * thread that makes it. Hence:
 *
 * 1. Only threads of this class enter namespaces, but for the short tasks of runBriefly, after which
 *    a thread is back where it was. Between tasks they are in the namespace of the process: that of
 *    its first thread, /proc/self/ns/net, which never enters another one.
 * 2. A thread that cannot go back ends. That is the rule in a user namespace whose root does not own
 *    the network namespace of the process: each task then has a thread of its own.
 * 3. A thread may have been made by a caller inside some namespace. So a task's namespace is always
 *    entered, never assumed, and so is the one of the process before a thread waits.
 * 4. The thread has left before its caller goes on: a namespace that the caller then removes is not
 *    kept alive by it.
 */
final class NamespaceThreads {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceThreads.class);
  private static final long IDLE_SECONDS = 10;
  private static final long RETURN_PAUSE_NANOS = 10_000_000;
  private static final TransferQueue<Job> WAITING = new LinkedTransferQueue<>();
  private static final AtomicLong STARTED = new AtomicLong();
  private static final int HOME = FileCalls.open("/proc/self/ns/net"); // as long as the process

  private NamespaceThreads() {}

  /** Runs a task in the namespace of a descriptor; gives 0, or the error number of entering. */
  static int run(int descriptor, Runnable task) {
    Job job = new Job(descriptor, task);
    if (!WAITING.tryTransfer(job)) {
      Thread.ofPlatform()
          .daemon()
          .inheritInheritableThreadLocals(false)
          .name("flatnet-netns-" + STARTED.incrementAndGet())
          .start(() -> serve(job));
    }
    job.await();
    return job.errno;
  }

  /**
   * The same for a short task that starts no thread: on the calling thread where that can go back,
   * which spares two hand-overs between threads. Not so for a virtual thread, whose carrier others
   * use too, nor where {@link #run} would have to end its thread.
   */
  static int runBriefly(int descriptor, Runnable task) {
    int before =
        Thread.currentThread().isVirtual() ? -1 : FileCalls.open("/proc/thread-self/ns/net");
    if (before < 0) {
      return run(descriptor, task);
    }
    try {
      return NamespaceCalls.enterNetwork(before) == 0
          ? runInPlace(descriptor, task, before)
          : run(descriptor, task);
    } finally {
      FileCalls.close(before);
    }
  }

  private static int runInPlace(int descriptor, Runnable task, int before) {
    int entered = NamespaceCalls.enterNetwork(descriptor);
    if (entered < 0) {
      return -entered;
    }
    try {
      task.run();
    } finally {
      returnTo(before);
    }
    return 0;
  }

  /**
   * It was allowed a moment ago, so only want of memory refuses it; to go on elsewhere is worse.
   */
  private static void returnTo(int before) {
    int returned = NamespaceCalls.enterNetwork(before);
    while (returned < 0) {
      LOG.error("a thread cannot go back to its namespace ({}), trying on", Errno.name(-returned));
      LockSupport.parkNanos(RETURN_PAUSE_NANOS);
      returned = NamespaceCalls.enterNetwork(before);
    }
  }

  /** Runs a task on a thread that ends with it, so that it may leave for a new namespace. */
  static void runOnce(Runnable task) {
    Job job = new Job(-1, task);
    Thread.ofPlatform().daemon().name("flatnet-netns-new").start(job::runHere);
    job.await();
  }

  private static void serve(Job first) {
    Job job = first;
    while (job != null && job.runInside()) {
      job = next();
    }
  }

  private static @Nullable Job next() {
    try {
      return WAITING.poll(IDLE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      // An interrupt meant for the last task came late; this thread has no other owner.
      return null;
    }
  }

  private static final class Job {
    private final int descriptor;
    private final Runnable task;
    private final CountDownLatch done = new CountDownLatch(1);
    private int errno;
    private @Nullable Thread worker;
    private boolean interrupted; // also before the task has begun

    Job(int descriptor, Runnable task) {
      this.descriptor = descriptor;
      this.task = task;
    }

    /** Whether the thread is back, and may serve another. */
    boolean runInside() {
      int entered = NamespaceCalls.enterNetwork(descriptor);
      errno = Math.max(0, -entered);
      boolean back;
      try {
        if (entered == 0) {
          runTask();
        }
      } finally {
        back = HOME >= 0 && NamespaceCalls.enterNetwork(HOME) == 0;
        done.countDown();
      }
      if (!back) {
        LOG.debug("a thread cannot go back to the namespace of the process, it ends");
      }
      return back;
    }

    void runHere() {
      try {
        runTask();
      } finally {
        done.countDown();
      }
    }

    private void runTask() {
      synchronized (this) {
        worker = Thread.currentThread();
        if (interrupted) {
          worker.interrupt();
        }
      }
      try {
        task.run();
      } finally {
        synchronized (this) {
          worker = null;
        }
        boolean _ = Thread.interrupted();
      }
    }

    private synchronized void interrupt() {
      interrupted = true;
      if (worker != null) {
        worker.interrupt();
      }
    }

    /** Waits for the end; an interrupt goes on to the task, and is there again afterwards. */
    void await() {
      boolean again = false;
      while (true) {
        try {
          done.await();
          break;
        } catch (InterruptedException _) {
          again = true;
          interrupt();
        }
      }
      if (again) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
