package io.flatnet.operator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SIGTERM and SIGINT do: they ask the work to end, wait for it, and end the process with code
 * 0, where the JVM's own code would be 143. More signals meanwhile change nothing.
 */
final class StopHook {
  private static final Logger log = LoggerFactory.getLogger(StopHook.class);
  private static final Duration LIMIT = Duration.ofSeconds(24);

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean well;

  private StopHook() {}

  /** Has signals call {@code stop} from now on; it must return within a few seconds. */
  static StopHook install(Runnable stop) {
    StopHook hook = new StopHook();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("flatnet-stop").unstarted(() -> hook.shutDown(stop)));
    return hook;
  }

  /** The work has come to its end. */
  void endedWell() {
    well = true;
    ended.countDown();
  }

  /** The work will not come to its end; the process ends with the code that it chooses itself. */
  void failed() {
    ended.countDown();
  }

  private void shutDown(Runnable stop) {
    stop.run();
    try {
      if (!ended.await(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        log.warn("not stopped within {} s; ending anyway", LIMIT.toSeconds());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (well) {
      Runtime.getRuntime().halt(0);
    }
  }
}
