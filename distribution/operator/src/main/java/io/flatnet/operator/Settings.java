package io.flatnet.operator;

import io.flatnet.controllers.namespace.AttachmentSettings;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What flags and environment come to.
 *
 * @param workers how many objects each controller works on at once
 * @param debug whether decisions are logged
 * @param resync how often every object is looked at though nothing happened
 * @param election the durations of the leader election
 * @param attachments what the CNI plugin is told
 */
record Settings(
    int workers,
    boolean debug,
    Duration resync,
    ElectionTimes election,
    AttachmentSettings attachments) {
  static final int DEFAULT_WORKERS = 5;
  static final int MAX_WORKERS = 50;
  private static final long DEFAULT_RESYNC_MINUTES = 600;
  private static final Logger log = LoggerFactory.getLogger(Settings.class);

  /** Reads the environment beside the flags; what is out of bounds is a warning and the default. */
  static Settings of(int workers, boolean debug, Map<String, String> environment) {
    boolean development = isOn(environment.getOrDefault("CATTLE_DEV_MODE", ""));
    return new Settings(
        workers(workers),
        debug || development,
        Duration.ofMinutes(minutes(environment.getOrDefault("CATTLE_RESYNC_DEFAULT", ""))),
        ElectionTimes.of(environment, development),
        AttachmentEnvironment.read(environment));
  }

  private static int workers(int asked) {
    if (asked >= 1 && asked <= MAX_WORKERS) {
      return asked;
    }
    log.warn("--worker must be 1 to {}, got {}; using {}", MAX_WORKERS, asked, DEFAULT_WORKERS);
    return DEFAULT_WORKERS;
  }

  private static boolean isOn(String value) {
    return !value.isEmpty() && !value.equals("0") && !value.equals("false");
  }

  private static long minutes(String value) {
    if (value.isEmpty()) {
      return DEFAULT_RESYNC_MINUTES;
    }
    try {
      long minutes = Long.parseLong(value);
      if (minutes > 0) {
        return minutes;
      }
    } catch (NumberFormatException _) {
      // told below with the number that is used instead
    }
    log.warn(
        "CATTLE_RESYNC_DEFAULT must be a number of minutes above 0, got \"{}\"; using {}",
        value,
        DEFAULT_RESYNC_MINUTES);
    return DEFAULT_RESYNC_MINUTES;
  }
}
