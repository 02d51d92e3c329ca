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
    SplittableRandom random = new SplittableRandom(seed);
    int operators = 2 + random.nextInt(2);
    boolean releasing = random.nextBoolean();
    List<Step> steps = new ArrayList<>();
    for (int i = MIN_STEPS + random.nextInt(MORE_STEPS); i > 0; i--) {
      steps.add(Step.draw(random));
    }
    return new Script(seed, operators, releasing, steps);
  }

  Script with(List<Step> otherSteps) {
    return new Script(seed, operators, releasing, otherSteps);
  }
}
