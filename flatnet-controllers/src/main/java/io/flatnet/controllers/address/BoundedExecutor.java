package io.flatnet.controllers.address;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** Runs only so many tasks at once; those beyond wait on a virtual thread of their own. */
final class BoundedExecutor implements Executor {
  private final Executor executor;
  private final Semaphore permits;

  BoundedExecutor(Executor executor, int atOnce) {
    this.executor = executor;
    this.permits = new Semaphore(atOnce);
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(
        () -> {
          permits.acquireUninterruptibly();
          try {
            task.run();
          } finally {
            permits.release();
          }
        });
  }
}
