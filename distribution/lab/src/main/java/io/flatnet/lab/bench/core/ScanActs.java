package io.flatnet.lab.bench.core;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
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

/** The same acts as {@link OurActs}, done by {@link LinearScan} and by {@link LeanScan}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScanActs {
  private static final IpRange NONE = IpRange.of(IpAddress.IPV4_LOWEST);

  /** The {@link Occupancy} as text. */
  @Param("10.0.0.0/24 1 1")
  public String occupancy = "";

  private LinearScan scan = LinearScan.of(NONE, List.of());
  private LeanScan lean = LeanScan.of(NONE, List.of());
  private Turns<IpAddress> addresses = new Turns<>(List.of());

  /** Fills the subnet. */
  @Setup
  public void fill() {
    Occupancy filled = Occupancy.parse(occupancy);
    IpRange pool = filled.pool();
    List<IpAddress> used = filled.addresses();
    scan = LinearScan.of(pool, used);
    lean = LeanScan.of(pool, used);
    addresses = new Turns<>(used);
  }

  /** Finds the lowest free address and takes it. */
  @Benchmark
  public Object grant() {
    return granted(scan);
  }

  /** Gives an address back. */
  @Benchmark
  public Object release() {
    return scan.without(addresses.next());
  }

  /** As many grants as the batch of {@link OurActs} has, one after the other. */
  @Benchmark
  public Object batch() {
    LinearScan next = scan;
    for (int i = 0; i < OurActs.BATCH; i++) {
      next = granted(next);
    }
    return next;
  }

  /** {@link #grant} without the deep copy. */
  @Benchmark
  public Object leanGrant() {
    return granted(lean);
  }

  /** {@link #release} without the deep copy. */
  @Benchmark
  public Object leanRelease() {
    return lean.without(addresses.next());
  }

  private static <L extends RangeList<L>> L granted(L list) {
    return list.with(list.lowestFree().orElseThrow());
  }
}
