package io.flatnet.lab.bench;

import java.util.Arrays;
import java.util.List;

/**
 * Durations of the same act, in milliseconds.
 *
 * @param sortedMillis ascending, at least one
 */
public record Samples(List<Double> sortedMillis) {

  /** Sorts them. */
  public Samples {
    if (sortedMillis.isEmpty()) {
      throw new IllegalArgumentException("cannot describe \"no\" samples: at least one is needed");
    }
    sortedMillis = sortedMillis.stream().sorted().toList();
  }

  /** Samples of nanoseconds. */
  public static Samples ofNanos(long... nanos) {
    return new Samples(Arrays.stream(nanos).mapToObj(value -> value / 1e6).toList());
  }

  /** The arithmetic mean, in milliseconds. */
  public double mean() {
    return sortedMillis.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /** The value below which that share of the samples lies (nearest rank). */
  public double quantile(double share) {
    int rank = (int) Math.ceil(share * sortedMillis.size());
    return sortedMillis.get(Math.max(0, rank - 1));
  }

  /** The median. */
  public double p50() {
    return quantile(0.50);
  }

  /** The 95th percentile. */
  public double p95() {
    return quantile(0.95);
  }

  /** The fastest. */
  public double min() {
    return sortedMillis.getFirst();
  }

  /** The slowest. */
  public double max() {
    return sortedMillis.getLast();
  }
}
