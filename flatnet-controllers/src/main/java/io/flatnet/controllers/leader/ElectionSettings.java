package io.flatnet.controllers.leader;

import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.queue.DurationText;
import io.flatnet.controllers.store.ObjectKey;
import java.time.Duration;
import java.util.Locale;

/**
 * How one process stands for election. Each run of the controllers needs an identity of its own,
 * also after another in the same process.
 *
 * @param lease the Lease that the leader holds
 * @param identity who this is; unique among all candidates, ever
 * @param leaseDuration how long others wait after the last renewal they saw; whole seconds
 * @param renewDeadline how long after the start of its last renewal a leader may start writes
 * @param retryPeriod the time from one renewal, or one look at the Lease, to the next
 */
public record ElectionSettings(
    ObjectKey lease,
    String identity,
    Duration leaseDuration,
    Duration renewDeadline,
    Duration retryPeriod) {
  /** The operator's Lease. */
  public static final ObjectKey OPERATOR_LEASE =
      new ObjectKey(FlatNetwork.NAMESPACE, FlatNetwork.OPERATOR_NAME);

  /** {@link #leaseDuration} when nobody says otherwise. */
  public static final Duration LEASE_DURATION = Duration.ofSeconds(45);

  /** {@link #renewDeadline} when nobody says otherwise. */
  public static final Duration RENEW_DEADLINE = Duration.ofSeconds(30);

  /** {@link #retryPeriod} when nobody says otherwise. */
  public static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

  private static final int RENEWALS_BEFORE_DEADLINE = 3;

  /**
   * Checks the durations against each other.
   *
   * @throws IllegalArgumentException unless 0 &lt; retryPeriod &lt; renewDeadline &lt;
   *     leaseDuration, the last in whole seconds that an int holds, and there is an identity
   */
  public ElectionSettings {
    require(!identity.isEmpty(), "identity must not be empty", "");
    require(
        leaseDuration.getNano() == 0 && leaseDuration.getSeconds() <= Integer.MAX_VALUE,
        "leaseDuration must be whole seconds",
        DurationText.of(leaseDuration));
    require(retryPeriod.isPositive(), "retryPeriod must be above 0", DurationText.of(retryPeriod));
    require(
        retryPeriod.compareTo(renewDeadline) < 0,
        "retryPeriod must be below renewDeadline " + DurationText.of(renewDeadline),
        DurationText.of(retryPeriod));
    require(
        renewDeadline.compareTo(leaseDuration) < 0,
        "renewDeadline must be below leaseDuration " + DurationText.of(leaseDuration),
        DurationText.of(renewDeadline));
  }

  /** The operator's Lease with the durations that nobody changed. */
  public static ElectionSettings of(String identity) {
    return new ElectionSettings(
        OPERATOR_LEASE, identity, LEASE_DURATION, RENEW_DEADLINE, RETRY_PERIOD);
  }

  /**
   * Checks that a write which starts just before the leader's deadline ends before another can
   * lead.
   *
   * @throws IllegalArgumentException unless renewDeadline + requestTimeout &lt;= leaseDuration
   */
  public void requireRoomFor(Duration requestTimeout) {
    require(
        renewDeadline.plus(requestTimeout).compareTo(leaseDuration) <= 0,
        String.format(
            Locale.ROOT,
            "renewDeadline %s + request timeout %s must be at most leaseDuration %s; make the"
                + " leaseDuration longer or one of the others shorter",
            DurationText.of(renewDeadline),
            DurationText.of(requestTimeout),
            DurationText.of(leaseDuration)),
        DurationText.of(renewDeadline.plus(requestTimeout)));
  }

  /**
   * How long a request for the Lease may take: at least three fit before the deadline, so that one
   * that hangs does not cost the leadership.
   */
  public Duration leaseRequestTimeout(Duration requestTimeout) {
    Duration third = renewDeadline.dividedBy(RENEWALS_BEFORE_DEADLINE);
    return requestTimeout.compareTo(third) < 0 ? requestTimeout : third;
  }

  private static void require(boolean holds, String constraint, String got) {
    if (!holds) {
      throw new IllegalArgumentException(
          "cannot stand for election: " + constraint + ", got " + got);
    }
  }
}
