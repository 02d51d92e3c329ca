package io.flatnet.lab.bench.core;

import java.util.List;

/**
 * How a pair of grant and release grows with the number of leases.
 *
 * @param points ascending by leases, at least two
 */
record Growth(List<Point> points) {

  /** The score at one number of leases, at least 2. */
  record Point(int leases, Score score) {
    private double logarithm() {
      return Math.log(leases) / Math.log(2);
    }
  }

  Growth {
    points = List.copyOf(points);
    if (points.size() < 2) {
      throw new IllegalArgumentException(
          "cannot tell a growth from \"%d\" points: at least 2 are needed"
              .formatted(points.size()));
    }
  }

  /** The c of c·log2(n) that lies nearest to the medians (least squares). */
  double fit() {
    double products = 0;
    double squares = 0;
    for (Point point : points) {
      products += point.logarithm() * point.score().median();
      squares += point.logarithm() * point.logarithm();
    }
    return products / squares;
  }

  /**
   * How much more the time grew from the first to the last point than log n did: at most 1 is
   * growth within O(log n).
   */
  double timeBeyondLogarithm() {
    return beyond(points.getFirst().score().median(), points.getLast().score().median());
  }

  /** As {@link #timeBeyondLogarithm} for what is allocated, which no cache makes slower. */
  double bytesBeyondLogarithm() {
    return beyond(points.getFirst().score().bytes(), points.getLast().score().bytes());
  }

  private double beyond(double first, double last) {
    return last / first * points.getFirst().logarithm() / points.getLast().logarithm();
  }
}
