package io.flatnet.operator;

import io.flatnet.controllers.leader.ElectionSettings;
import io.flatnet.controllers.queue.DurationText;
import io.flatnet.controllers.store.ApiClients;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durations of the leader election: lease &gt; renewDeadline &gt; retryPeriod &gt; 0.
 *
 * @param lease how long others wait for a leader that is silent; whole seconds
 * @param renewDeadline how long a leader goes on without a renewal
 * @param retryPeriod the time between two looks at the Lease
 */
record ElectionTimes(Duration lease, Duration renewDeadline, Duration retryPeriod) {
  private static final Logger log = LoggerFactory.getLogger(ElectionTimes.class);

  /** The shortest time that is left for a request which starts before the deadline. */
  private static final Duration SHORTEST_REQUEST = Duration.ofSeconds(1);

  private static final ElectionTimes USUAL =
      new ElectionTimes(
          ElectionSettings.LEASE_DURATION,
          ElectionSettings.RENEW_DEADLINE,
          ElectionSettings.RETRY_PERIOD);

  /** For a process that stands still in a debugger. */
  private static final ElectionTimes DEVELOPMENT =
      new ElectionTimes(Duration.ofHours(45), Duration.ofHours(30), ElectionSettings.RETRY_PERIOD);

  /** Reads the environment; what is no duration, or does not fit, is a warning and the default. */
  static ElectionTimes of(Map<String, String> environment, boolean development) {
    ElectionTimes defaults = development ? DEVELOPMENT : USUAL;
    Environment reader = new Environment(environment);
    ElectionTimes asked =
        new ElectionTimes(
            reader.duration(Variable.CATTLE_ELECTION_LEASE_DURATION, defaults.lease),
            reader.duration(Variable.CATTLE_ELECTION_RENEW_DEADLINE, defaults.renewDeadline),
            reader.duration(Variable.CATTLE_ELECTION_RETRY_PERIOD, defaults.retryPeriod));
    if (asked.fits()) {
      return asked;
    }
    log.warn(
        "CATTLE_ELECTION_LEASE_DURATION must be whole seconds and at least {} above"
            + " CATTLE_ELECTION_RENEW_DEADLINE, which must be above CATTLE_ELECTION_RETRY_PERIOD,"
            + " got {}, {} and {}; using {}, {} and {}",
        DurationText.of(SHORTEST_REQUEST),
        DurationText.of(asked.lease),
        DurationText.of(asked.renewDeadline),
        DurationText.of(asked.retryPeriod),
        DurationText.of(defaults.lease),
        DurationText.of(defaults.renewDeadline),
        DurationText.of(defaults.retryPeriod));
    return defaults;
  }

  /**
   * How long a request may take: as usual, or less where there is less time between the leader's
   * deadline and the end of the lease.
   */
  Duration requestTimeout() {
    Duration room = lease.minus(renewDeadline);
    return room.compareTo(ApiClients.REQUEST_TIMEOUT) < 0 ? room : ApiClients.REQUEST_TIMEOUT;
  }

  /** The operator's election for a candidate of this name. */
  ElectionSettings settings(String identity) {
    return new ElectionSettings(
        ElectionSettings.OPERATOR_LEASE, identity, lease, renewDeadline, retryPeriod);
  }

  private boolean fits() {
    return lease.getNano() == 0
        && lease.getSeconds() <= Integer.MAX_VALUE
        && lease.minus(renewDeadline).compareTo(SHORTEST_REQUEST) >= 0
        && renewDeadline.compareTo(retryPeriod) > 0;
  }
}
