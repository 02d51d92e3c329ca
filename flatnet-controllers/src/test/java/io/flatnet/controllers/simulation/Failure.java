package io.flatnet.controllers.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A script that failed, made small.
 *
 * @param script the small script
 * @param what what went wrong
 * @param trace all that happened
 */
record Failure(Script script, String what, List<String> trace) {

  Failure {
    trace = List.copyOf(trace);
  }

  /** The failure of a seed, made small; null when nothing goes wrong. */
  static @Nullable Failure of(long seed, Sabotage sabotage, LoggedErrors errors) {
    Script script = Script.of(seed);
    if (run(new Simulation(script, sabotage, false), errors) == null) {
      return null;
    }
    Script small =
        new Shrinker(other -> run(new Simulation(other, sabotage, false), errors) != null)
            .shrink(script);
    Simulation traced = new Simulation(small, sabotage, true);
    return new Failure(small, String.valueOf(run(traced, errors)), traced.trace());
  }

  /** What goes wrong in a simulation, an exception of a worker among it, or null. */
  private static @Nullable String run(Simulation simulation, LoggedErrors errors) {
    String what;
    try {
      what = simulation.run();
    } catch (RuntimeException e) {
      what = e + " at " + e.getStackTrace()[0];
    }
    String logged = errors.first();
    return what != null ? what : logged;
  }

  /** The seed, what went wrong, all that happened, and how to repeat it. */
  @Override
  public String toString() {
    return "seed "
        + script.seed()
        + ": "
        + what
        + "\n  "
        + String.join("\n  ", trace)
        + "\nrepeat it: mvn -B -o verify -pl flatnet-controllers -am -Dtest=OperatorSimulationTest"
        + " -Dit.test=None -Dsurefire.failIfNoSpecifiedTests=false"
        + " -Dfailsafe.failIfNoSpecifiedTests=false -Dflatnet.simulation.first="
        + script.seed()
        + " -Dflatnet.simulation.seeds=1";
  }
}
