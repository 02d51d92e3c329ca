package io.flatnet.webhook.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/** Looks at something again and again between its start and its stop, in the scheduler's thread. */
final class Watch extends AbstractLifeCycle {
  private final Scheduler scheduler;
  private final long everyMillis;
  private final Runnable look;

  Watch(Scheduler scheduler, Duration every, Runnable look) {
    this.scheduler = scheduler;
    this.everyMillis = Math.max(1, every.toMillis());
    this.look = look;
  }

  @Override
  protected void doStart() {
    next();
  }

  private void next() {
    scheduler.schedule(this::look, everyMillis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (isStarting() || isRunning()) {
      next();
      look.run();
    }
  }
}
