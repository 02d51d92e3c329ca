package io.flatnet.controllers.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing script small: leaves steps, faults and operators out while it still fails. */
final class Shrinker {
  private final Predicate<Script> fails;

  /** A shrinker of scripts that fail by this measure. */
  Shrinker(Predicate<Script> fails) {
    this.fails = fails;
  }

  /** A script that fails, and of which no single step can be left out. */
  Script shrink(Script failing) {
    Script small = failing;
    int before;
    do {
      before = small.steps().size();
      for (int chunk = Math.max(1, before / 2); chunk > 0; chunk /= 2) {
        small = withoutChunks(small, chunk);
      }
    } while (small.steps().size() < before);
    return withoutFaults(small);
  }

  private Script withoutChunks(Script script, int chunk) {
    Script small = script;
    for (int from = small.steps().size() - chunk; from >= 0; from -= chunk) {
      List<Step> rest = new ArrayList<>(small.steps());
      rest.subList(from, Math.min(rest.size(), from + chunk)).clear();
      small = smaller(small, small.with(rest));
    }
    return small;
  }

  private Script withoutFaults(Script script) {
    Script small = script;
    for (int i = 0; i < small.steps().size(); i++) {
      List<Step> steps = new ArrayList<>(small.steps());
      steps.set(i, steps.get(i).withoutFaults());
      small = smaller(small, small.with(steps));
    }
    return small;
  }

  private Script smaller(Script script, Script candidate) {
    return fails.test(candidate) ? candidate : script;
  }
}
