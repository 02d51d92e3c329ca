package io.flatnet.controllers.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.flatnet.controllers.store.Faults;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Takes the log of the controllers while it is open: lines of ERROR are bugs, kept for the thread
 * that wrote them; all else would be millions of lines and is dropped.
 */
final class LoggedErrors implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.flatnet.controllers");
  private final ThreadLocal<List<String>> errors = ThreadLocal.withInitial(ArrayList::new);
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          add(event);
        }
      };

  LoggedErrors() {
    appender.start();
    logger.setLevel(Level.ERROR);
    logger.setAdditive(false);
    logger.addAppender(appender);
  }

  private void add(ILoggingEvent event) {
    Throwable thrown =
        event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
    if (!isCrash(thrown)) {
      errors.get().add(event.getFormattedMessage() + ": " + thrown);
    }
  }

  private static boolean isCrash(@Nullable Throwable thrown) {
    return thrown != null && (thrown instanceof Faults.Crash || isCrash(thrown.getCause()));
  }

  /** The first error of this thread since it was last asked, or null. */
  @Nullable String first() {
    List<String> mine = errors.get();
    String first = mine.isEmpty() ? null : mine.getFirst();
    mine.clear();
    return first;
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
    logger.setLevel(null);
  }
}
