package io.flatnet.controllers.leader;

import io.flatnet.controllers.leader.Candidate.Role;
import io.flatnet.controllers.store.DeleteResult;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Three replicas, one Lease and the time, all in one thread. Each replica has a monotonic clock of
 * its own rate and origin and a wall clock that jumps; is frozen whole for up to 90 s at any point,
 * also between the instructions of a request; ends and comes back; and writes whenever it may. Its
 * requests hang, get lost, lose their answer, or arrive a minute later.
 *
 * <p>After every step, and at the arrival of every write, the world checks that nobody else may
 * write.
 */
final class ElectionWorld {
  static final Duration LEASE_DURATION = Duration.ofSeconds(45);
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long REQUEST_TIMEOUT = 8 * SECOND;
  private static final int REPLICAS = 3;

  final InMemoryCluster cluster = new InMemoryCluster();
  final List<Replica> replicas = new ArrayList<>();
  private final Random random;
  private final boolean fenced;
  private final List<Late> late = new ArrayList<>();
  private boolean faulty = true;
  private int identities;
  private long now;
  private @Nullable String broken;
  int terms;

  /** A write of a replica, or a request for the Lease, that arrives later. */
  private record Late(long at, @Nullable Replica writer, Runnable arrive) {}

  /** The end of a replica's process while its request was under way. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * A world whose course the seed decides.
   *
   * @param fenced whether a replica asks the fence before it writes; else it writes as long as
   *     nobody told it that it lost the Lease
   */
  ElectionWorld(long seed, boolean fenced) {
    this.random = new Random(seed);
    this.fenced = fenced;
    for (int i = 0; i < REPLICAS; i++) {
      replicas.add(new Replica());
    }
  }

  /** One process, with its clocks. */
  final class Replica {
    private final double rate = 0.97 + random.nextDouble() * 0.06;
    private final long origin = random.nextLong();
    private Candidate candidate = fresh();
    private long nextRound = now;
    private long frozenUntil = now;
    private boolean busy;
    private boolean ended;

    private Candidate fresh() {
      String identity = "replica-" + ++identities;
      ElectionSettings settings =
          new ElectionSettings(
              ElectionSettings.OPERATOR_LEASE,
              identity,
              LEASE_DURATION,
              Duration.ofSeconds(30),
              Duration.ofSeconds(2));
      settings.requireRoomFor(Duration.ofNanos(REQUEST_TIMEOUT));
      return new Candidate(settings, new Wire(this), this::nanoTime, this::wall);
    }

    private long nanoTime() {
      return origin + (long) (now * rate);
    }

    private Instant wall() {
      return Instant.ofEpochSecond(1_800_000_000L + random.nextInt(100_000));
    }

    private boolean isFrozen() {
      return now < frozenUntil;
    }

    boolean mayWrite() {
      return fenced ? candidate.isOpen() : candidate.role() == Role.LEADING && !isFrozen();
    }

    /** One of what this process's threads do, in any order. */
    private void live() {
      if (isFrozen() || (ended && busy)) {
        return;
      }
      if (!faulty) {
        roundIfDue(); // a healthy timer is not late
      }
      switch (random.nextInt(3)) {
        case 0 -> roundIfDue();
        case 1 -> write();
        default -> {
          var _ = candidate.expire();
        }
      }
      if (faulty && chance(2_000)) {
        frozenUntil = now + between(SECOND, 90 * SECOND);
      } else if (faulty && chance(2_000)) {
        end();
      } else if (faulty && chance(1_000) && !busy) {
        stop();
      }
      if (candidate.role() == Role.OVER && !busy) {
        stop(); // as the operator's process does it
      }
    }

    private void roundIfDue() {
      if (busy || now < nextRound) {
        return;
      }
      Role before = candidate.role();
      whileBusy(() -> candidate.round().ifPresent(next -> nextRound = now + next.toNanos()));
      terms += before == Role.STANDBY && candidate.role() == Role.LEADING ? 1 : 0;
    }

    private void whileBusy(Runnable work) {
      busy = true;
      try {
        work.run();
      } catch (Ended _) {
        restart();
      } finally {
        busy = false;
      }
    }

    private void write() {
      if (mayWrite()) {
        late.add(new Late(now + between(0, REQUEST_TIMEOUT), this, () -> {}));
      }
    }

    /** The process is killed. */
    private void end() {
      if (busy) {
        ended = true; // the thread that waits for an answer unwinds when it comes back
      } else {
        restart();
      }
    }

    /** A clean stop: the Lease is released once nothing is written any more. */
    private void stop() {
      if (late.stream().noneMatch(write -> write.writer() == this)) {
        whileBusy(candidate::release);
        restart();
      }
    }

    /** A clean stop for good, at this moment. */
    void stopNow() {
      late.removeIf(write -> write.writer() == this);
      whileBusy(candidate::release);
    }

    private void restart() {
      ended = false;
      candidate = fresh();
      nextRound = now + between(0, 5 * SECOND);
    }
  }

  // ---- time

  /** Lets time pass; replicas and requests do what is due, in an order of the seed. */
  void run(Duration time) {
    runUntil(now + time.toNanos());
  }

  private void runUntil(long end) {
    while (now < end && broken == null) {
      now += between(20 * MILLI, 300 * MILLI);
      arrivals();
      List<Replica> order = new ArrayList<>(replicas);
      Collections.shuffle(order, random);
      for (Replica replica : order) {
        replica.live();
        check();
      }
    }
  }

  private void arrivals() {
    List<Late> due = late.stream().filter(request -> request.at() <= now).toList();
    late.removeAll(due);
    for (Late request : due) {
      Replica writer = request.writer();
      if (writer != null && replicas.stream().anyMatch(r -> r != writer && r.mayWrite())) {
        fail("a write arrives while somebody else leads");
      }
      request.arrive().run();
    }
  }

  private void check() {
    if (replicas.stream().filter(Replica::mayWrite).count() > 1) {
      fail("two replicas may write");
    }
  }

  private void fail(String what) {
    if (broken == null) {
      broken = what + " at " + Duration.ofNanos(now);
    }
  }

  /** Ends all faults; what is under way arrives. */
  void heal() {
    faulty = false;
    late.stream().filter(request -> request.writer() == null).forEach(r -> r.arrive().run());
    late.removeIf(request -> request.writer() == null);
    replicas.forEach(replica -> replica.frozenUntil = now);
  }

  /** Makes everything go wrong again. */
  void trouble() {
    faulty = true;
  }

  /** Runs until somebody leads; how long that took, or the limit. */
  Duration untilLed(Duration limit) {
    long start = now;
    while (leader() == null && now - start < limit.toNanos() && broken == null) {
      runUntil(now + 1);
    }
    return Duration.ofNanos(now - start);
  }

  @Nullable Replica leader() {
    return replicas.stream().filter(Replica::mayWrite).findFirst().orElse(null);
  }

  /** The first thing that went wrong, or null. */
  @Nullable String broken() {
    return broken;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private long between(long low, long high) {
    return low + (long) (random.nextDouble() * (high - low));
  }

  // ---- requests

  /** The requests of one replica for the Lease. */
  private final class Wire implements ResourceStore<V1Lease> {
    private final Replica replica;
    private final ResourceStore<V1Lease> server = cluster.client().resource(ResourceType.LEASES);

    Wire(Replica replica) {
      this.replica = replica;
    }

    private <R> Outcome<R> request(Supplier<Outcome<R>> work) {
      Outcome<R> lost = new Outcome.Unavailable<>("no answer", null);
      long sent = now;
      pass();
      int fate = faulty ? random.nextInt(30) : -1;
      if (fate == 0) {
        return lost;
      }
      if (fate == 1) {
        late.add(
            new Late(
                now + between(0, 90 * SECOND),
                null,
                () -> {
                  var _ = work.get();
                }));
        return lost;
      }
      Outcome<R> answer = work.get();
      pass();
      boolean overdue = (now - sent) * replica.rate > REQUEST_TIMEOUT;
      return fate == 2 || (overdue && random.nextBoolean()) ? lost : answer;
    }

    /** Some time, in which the others live on, and the other threads of this replica perhaps. */
    private void pass() {
      long time = between(MILLI, 40 * MILLI);
      if (faulty && chance(60)) {
        time = between(0, REQUEST_TIMEOUT / 2);
      } else if (faulty && chance(60)) {
        time = between(SECOND, 90 * SECOND);
        replica.frozenUntil = now + time;
      }
      if (time < 40 * MILLI) {
        now += time;
      } else {
        runUntil(now + time);
      }
      if (replica.ended) {
        throw new Ended();
      }
    }

    @Override
    public Outcome<V1Lease> get(ObjectKey key) {
      return request(() -> server.get(key));
    }

    @Override
    public Outcome<V1Lease> create(V1Lease object) {
      return request(() -> server.create(object));
    }

    @Override
    public Outcome<V1Lease> update(V1Lease object) {
      return request(() -> server.update(object));
    }

    @Override
    public Outcome<List<V1Lease>> list() {
      throw new UnsupportedOperationException("an election lists no leases");
    }

    @Override
    public Outcome<V1Lease> updateStatus(V1Lease object) {
      throw new UnsupportedOperationException("a lease has no status");
    }

    @Override
    public Outcome<V1Lease> patch(ObjectKey key, MergePatch patch) {
      throw new UnsupportedOperationException("a lease is replaced, not patched");
    }

    @Override
    public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
      throw new UnsupportedOperationException("a lease is not deleted");
    }
  }
}
