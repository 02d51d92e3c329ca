package io.flatnet.lab.bench.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Values that take turns in an order that no cache or branch predictor foresees. */
final class Turns<T> {
  private static final int SEED = 4;

  private final Object[] values;
  private int turn;

  Turns(List<T> values) {
    List<T> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, new Random(SEED));
    this.values = shuffled.toArray();
  }

  private Turns(Object[] values) {
    this.values = values;
  }

  /** That many of these at most, in the same order. */
  Turns<T> first(int count) {
    return new Turns<>(Arrays.copyOf(values, Math.min(count, values.length)));
  }

  /** The next value; after the last the first again. */
  @SuppressWarnings("unchecked") // only T were put in
  T next() {
    Object value = values[turn];
    turn = turn + 1 == values.length ? 0 : turn + 1;
    return (T) value;
  }
}
