package io.flatnet.controllers.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens in a simulation.
 *
 * @param seed from which all was drawn
 * @param operators how many there are at once
 * @param releasing whether they free the addresses of deleted pods on nodes that do not answer
 */
record Script(long seed, int operators, boolean releasing, List<Step> steps) {
  private static final int MIN_STEPS = 20;
  private static final int MORE_STEPS = 60;

  Script {
    steps = List.copyOf(steps);
  }

  /** The script of a seed. */
  static Script of(long seed) {
    return of(seed, List.of());
  }

  /**
   * The script of a seed in which half of the steps are of these kinds, for what is rare else.
   *
   * @param kinds all are as likely; none leaves the script as it is
   */
  static Script of(long seed, List<Step.Kind> kinds) {
    SplittableRandom random = new SplittableRandom(seed);
    int operators = 2 + random.nextInt(2);
    boolean releasing = random.nextBoolean();
    List<Step> steps = new ArrayList<>();
    for (int i = MIN_STEPS + random.nextInt(MORE_STEPS); i > 0; i--) {
      Step step = Step.draw(random);
      steps.add(
          kinds.isEmpty() || random.nextBoolean()
              ? step
              : step.of(kinds.get(random.nextInt(kinds.size()))));
    }
    return new Script(seed, operators, releasing, steps);
  }

  Script with(List<Step> otherSteps) {
    return new Script(seed, operators, releasing, otherSteps);
  }
}
