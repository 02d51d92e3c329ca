package io.flatnet.controllers.leader;

import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.kubernetes.client.openapi.models.V1Lease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One candidate of an election: it stands by, leads at most once, and is over then. It has no
 * thread; somebody calls {@link #round} and {@link #expire} when they are due.
 *
 * <p><b>Why no two lead.</b> Let s be the moment by the leader's clock at which it started its last
 * renewal that was answered, D the renewDeadline, R the request timeout, T the leaseDuration, with
 * D + R &lt;= T.
 *
 * <ol>
 *   <li>The server carried the renewal out at some w &gt;= s; another candidate sees it at some o
 *       &gt;= w, and counts T from there by its own clock. It never reads the times in the Lease,
 *       so wall clocks do not matter; only the monotonic clocks' rates do, and what T leaves above
 *       D + R is room for them.
 *   <li>The leader starts no write after s + D, so none of its requests runs after s + D + R &lt;=
 *       s + T &lt;= o + T, the earliest moment at which another may take the Lease.
 *   <li>Whoever takes or renews names the resourceVersion of the Lease that it saw, so of two one
 *       gets a conflict; a renewal that arrives after the Lease was taken gets one too.
 *   <li>An answer that was lost proves nothing: the Lease is read, and if it names this candidate,
 *       renewed once more; only an answered write counts, from its start.
 * </ol>
 *
 * <p>A Lease that somebody deletes is waited for until it would have run out, by those who saw it.
 * {@code System.nanoTime} stands still while a machine is suspended; what is written after that is
 * fenced by resourceVersions alone (see {@link FencedClusterStore}).
 *
 * <p>{@link #round} and {@link #release} are for one thread at a time; the rest is safe for many.
 */
final class Candidate implements WriteFence {
  private static final Logger log = LoggerFactory.getLogger(Candidate.class);

  /** What a candidate is, in this order. */
  enum Role {
    STANDBY,
    LEADING,
    OVER
  }

  private final ElectionSettings settings;
  private final LeaseTerms terms;
  private final ResourceStore<V1Lease> leases;
  private final LongSupplier nanoTime;
  private final InstantSource wall;
  private final AtomicReference<Role> role = new AtomicReference<>(Role.STANDBY);
  private volatile long deadlineNanos;

  // Only the thread of a round.
  private @Nullable V1Lease held;
  private @Nullable Sight sight;
  private boolean wrote;
  private String said = "";

  /** A version of the Lease and when it was first seen. */
  private record Sight(String version, String holder, Duration duration, long sinceNanos) {}

  /**
   * A candidate that stands by.
   *
   * @param leases where the Lease is; each request must end within the request timeout
   * @param nanoTime a monotonic clock in nanoseconds of any origin, as {@link System#nanoTime}
   * @param wall the time that is written into the Lease for people
   */
  Candidate(
      ElectionSettings settings,
      ResourceStore<V1Lease> leases,
      LongSupplier nanoTime,
      InstantSource wall) {
    this.settings = settings;
    this.terms = new LeaseTerms(settings);
    this.leases = leases;
    this.nanoTime = nanoTime;
    this.wall = wall;
  }

  Role role() {
    return role.get();
  }

  /** Whether this candidate leads and its deadline is not over. */
  @Override
  public boolean isOpen() {
    return role.get() == Role.LEADING && nanoTime.getAsLong() - deadlineNanos < 0;
  }

  /**
   * Looks at the Lease once, and takes or renews it: a few requests.
   *
   * @return the time until the next round; empty when this candidate is over
   */
  Optional<Duration> round() {
    switch (role.get()) {
      case STANDBY -> standBy();
      case LEADING -> renew();
      case OVER -> {
        // nothing is left to do
      }
    }
    return switch (role.get()) {
      // sooner, so that one who waits leads within a retry period of a release
      case STANDBY -> Optional.of(settings.retryPeriod().dividedBy(2));
      case LEADING -> Optional.of(settings.retryPeriod());
      case OVER -> Optional.empty();
    };
  }

  /**
   * Ends a leadership whose deadline is over. Never blocks.
   *
   * @return the time until the deadline; empty when this candidate does not lead any more
   */
  Optional<Duration> expire() {
    if (role.get() != Role.LEADING) {
      return Optional.empty();
    }
    long rest = deadlineNanos - nanoTime.getAsLong();
    if (rest > 0) {
      return Optional.of(Duration.ofNanos(rest));
    }
    over("no renewal was answered within " + settings.renewDeadline());
    return Optional.empty();
  }

  /** Lets somebody else lead from now on; to be called when nothing is written any more. */
  void release() {
    role.set(Role.OVER);
    if (!wrote) {
      return;
    }
    Optional<V1Lease> lease = leases.get(settings.lease()).answer().filter(terms::isMine);
    if (lease.isPresent()) {
      Outcome<V1Lease> outcome = leases.update(terms.released(lease.get(), wall.instant()));
      if (outcome instanceof Outcome.Failure<V1Lease> failure) {
        log.warn("lease \"{}\" is not released: {}", settings.lease(), failure.message());
      } else {
        log.info("released lease \"{}\"", settings.lease());
      }
    }
  }

  private void standBy() {
    switch (leases.get(settings.lease())) {
      case Outcome.Done<V1Lease>(V1Lease lease) -> {
        see(lease);
        if (terms.isMine(lease) || isFree()) {
          tell(write(() -> leases.update(terms.taken(lease, wall.instant()))));
        } else {
          say("stands by: \"" + LeaseTerms.holder(lease) + "\" leads");
        }
      }
      case Outcome.NotFound<V1Lease> _ -> {
        if (isFree()) {
          tell(write(() -> leases.create(terms.first(wall.instant()))));
        }
      }
      case Outcome.Failure<V1Lease> failure -> warn(failure.message());
    }
  }

  private void renew() {
    if (expire().isEmpty()) {
      return;
    }
    V1Lease last = held;
    Outcome<V1Lease> outcome =
        last == null
            ? new Outcome.NotFound<>("not read yet")
            : write(() -> leases.update(terms.taken(last, wall.instant())));
    if (outcome instanceof Outcome.Conflict || outcome instanceof Outcome.NotFound) {
      outcome = renewWhatIsThere();
    }
    tell(outcome);
  }

  /** An earlier renewal's answer was lost, somebody edited the Lease, took it, or deleted it. */
  private Outcome<V1Lease> renewWhatIsThere() {
    return switch (leases.get(settings.lease())) {
      case Outcome.Done<V1Lease>(V1Lease lease) -> {
        if (terms.isMine(lease)) {
          yield write(() -> leases.update(terms.taken(lease, wall.instant())));
        }
        over("\"" + LeaseTerms.holder(lease) + "\" has the lease");
        yield new Outcome.Done<>(lease);
      }
      case Outcome.NotFound<V1Lease> _ -> write(() -> leases.create(terms.first(wall.instant())));
      case Outcome.Failure<V1Lease> failure -> failure;
    };
  }

  /** Sends a write of the Lease as one that names this candidate. */
  private Outcome<V1Lease> write(Supplier<Outcome<V1Lease>> request) {
    wrote = true;
    long start = nanoTime.getAsLong();
    Outcome<V1Lease> outcome = request.get();
    if (outcome instanceof Outcome.Done<V1Lease>(V1Lease written)) {
      held = written;
      see(written);
      holdsFrom(start);
    }
    return outcome;
  }

  private void holdsFrom(long startNanos) {
    if (role.get() == Role.LEADING && expire().isEmpty()) {
      return; // answered too late: what ended stays ended
    }
    long deadline = startNanos + settings.renewDeadline().toNanos();
    if (nanoTime.getAsLong() - deadline >= 0) {
      return; // an answer from long ago; the next round tries again or ends it
    }
    deadlineNanos = deadline;
    if (role.compareAndSet(Role.STANDBY, Role.LEADING)) {
      said = "";
      log.info("leads: \"{}\" holds lease \"{}\"", settings.identity(), settings.lease());
    }
  }

  private void see(V1Lease lease) {
    String version = Metadata.version(lease);
    if (sight == null || !sight.version().equals(version)) {
      sight =
          new Sight(version, LeaseTerms.holder(lease), terms.duration(lease), nanoTime.getAsLong());
    }
  }

  private boolean isFree() {
    return sight == null
        || sight.holder().isEmpty()
        || nanoTime.getAsLong() - sight.sinceNanos() >= sight.duration().toNanos();
  }

  private void over(String reason) {
    if (role.compareAndSet(Role.LEADING, Role.OVER)) {
      log.warn("leads no more: {}; \"{}\" writes nothing from now on", reason, settings.identity());
    }
  }

  private void tell(Outcome<V1Lease> outcome) {
    if (outcome instanceof Outcome.Failure<V1Lease> failure
        && !(failure instanceof Outcome.Conflict)
        && !(failure instanceof Outcome.AlreadyExists)) {
      warn(failure.message());
    } else if (role.get() == Role.LEADING) {
      said = "";
    }
  }

  private void say(String message) {
    if (!message.equals(said)) {
      said = message;
      log.info("{}", message);
    }
  }

  private void warn(String message) {
    if (!message.equals(said)) {
      said = message;
      log.warn("election for lease \"{}\": {}; trying again", settings.lease(), message);
    }
  }
}
