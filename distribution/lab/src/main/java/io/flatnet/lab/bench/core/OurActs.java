package io.flatnet.lab.bench.core;

import io.flatnet.ipam.Decision;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.Request;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.SubnetState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What the IPAM core does, as JMH measures it. Each act starts from the same state and makes a new
 * one, so that nothing grows while it is measured; owners take turns.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OurActs {
  static final int BATCH = 1_000;
  private static final int SAME = 256;
  private static final int NEWCOMERS = 4_096;

  /** The {@link Occupancy} as text. */
  @Param("10.0.0.0/24 1 1")
  public String occupancy = "";

  private SubnetRules rules = SubnetRules.of(Occupancy.parse("10.0.0.0/24 1 1").prefix());
  private SubnetState state = SubnetState.of(rules, List.of());
  private RangeSet used = RangeSet.empty();
  private String ledger = "";
  private List<Lease> leases = List.of();
  private List<Request> batch = List.of();
  private final Turns<String> newcomers = new Turns<>(Occupancy.owners("new", NEWCOMERS));
  private final Turns<String> sameNewcomers = newcomers.first(SAME);
  private Turns<String> owners = newcomers;
  private Turns<String> sameOwners = newcomers;

  /** Fills the subnet. */
  @Setup
  public void fill() {
    Occupancy filled = Occupancy.parse(occupancy);
    rules = filled.rules();
    leases = filled.leasesByAddress();
    state = SubnetState.of(rules, leases);
    used = state.used();
    ledger = LedgerCodec.encode(used);
    owners = new Turns<>(leases.stream().map(Lease::owner).toList());
    sameOwners = owners.first(SAME);
    batch = Occupancy.owners("batch", BATCH).stream().map(Request::auto).toList();
  }

  /** Gives a new owner an address: decision and next state. */
  @Benchmark
  public SubnetState grant() {
    return granted(state, Request.auto(newcomers.next()));
  }

  /** Takes an owner's address back. */
  @Benchmark
  public SubnetState release() {
    return state.without(owners.next());
  }

  /**
   * A grant to a new owner, then the release of an old one, any of all: what these touch is in no
   * cache of the processor when there are many.
   */
  @Benchmark
  public SubnetState pairOfAll() {
    return granted(state, Request.auto(newcomers.next())).without(owners.next());
  }

  /**
   * The same with {@value #SAME} new and as many old owners, however many there are: what these
   * touch is about as likely in a cache with many leases as with few, so this shows the work.
   */
  @Benchmark
  public SubnetState pairOfTheSame() {
    return granted(state, Request.auto(sameNewcomers.next())).without(sameOwners.next());
  }

  /** A thousand new owners in one pass. */
  @Benchmark
  public Object batch() {
    return state.decideAll(batch);
  }

  /** The state of leases that were read from somewhere. */
  @Benchmark
  public SubnetState build() {
    return SubnetState.of(rules, leases);
  }

  /** The ledger's text. */
  @Benchmark
  public String encode() {
    return LedgerCodec.encode(used);
  }

  /** The addresses of a ledger's text. */
  @Benchmark
  public RangeSet decode() {
    return LedgerCodec.decode(ledger);
  }

  private static SubnetState granted(SubnetState state, Request request) {
    return switch (state.decide(request)) {
      case Decision.Granted granted -> state.with(granted.lease());
      case Decision.Kept kept -> throw unexpected(request, kept);
      case Decision.Refused refused -> throw unexpected(request, refused);
    };
  }

  private static IllegalStateException unexpected(Request request, Decision decision) {
    return new IllegalStateException(
        "cannot measure \"%s\": a grant was expected, got %s".formatted(request, decision));
  }
}
