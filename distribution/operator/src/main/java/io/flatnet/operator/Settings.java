package io.flatnet.operator;

import io.flatnet.controllers.namespace.AttachmentSettings;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What flags and environment come to; a flag counts more than the environment.
 *
 * @param workers how many objects each controller works on at once
 * @param debug whether decisions are logged
 * @param resync how often every object is looked at though nothing happened
 * @param election the durations of the leader election
 * @param attachments what the CNI plugin is told
 * @param endpoints whether core Endpoints are written beside EndpointSlices
 * @param releaseFromDeadNodes after which time addresses of deleted pods on nodes that are not
 *     ready are freed; null is never
 */
record Settings(
    int workers,
    boolean debug,
    Duration resync,
    ElectionTimes election,
    AttachmentSettings attachments,
    boolean endpoints,
    @Nullable Duration releaseFromDeadNodes) {
  static final int DEFAULT_WORKERS = 5;
  static final int MAX_WORKERS = 50;
  private static final long DEFAULT_RESYNC_MINUTES = 600;
  private static final long MAX_RESYNC_MINUTES = Duration.ofDays(36_500).toMinutes();
  private static final Logger log = LoggerFactory.getLogger(Settings.class);

  /**
   * Reads the environment beside the flags; what is out of bounds is a warning and the default.
   *
   * @param debug whether decisions are logged, or null when no flag says so
   */
  static Settings of(
      int workers,
      @Nullable Boolean debug,
      @Nullable Duration releaseFromDeadNodes,
      Map<String, String> values) {
    Environment environment = new Environment(values);
    boolean development = environment.isOn(Variable.CATTLE_DEV_MODE);
    return new Settings(
        workers(workers),
        debug == null ? development : debug,
        Duration.ofMinutes(
            environment.number(
                Variable.CATTLE_RESYNC_DEFAULT,
                1,
                MAX_RESYNC_MINUTES,
                "a number of minutes above 0",
                DEFAULT_RESYNC_MINUTES)),
        ElectionTimes.of(values, development),
        AttachmentEnvironment.read(values),
        environment.bool(Variable.FLAT_NETWORK_ENDPOINTS, true),
        releaseFromDeadNodes);
  }

  private static int workers(int asked) {
    if (asked >= 1 && asked <= MAX_WORKERS) {
      return asked;
    }
    log.warn("--worker must be 1 to {}, got {}; using {}", MAX_WORKERS, asked, DEFAULT_WORKERS);
    return DEFAULT_WORKERS;
  }
}
