package io.flatnet.controllers.simulation;

import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Carries a script out. All operators are at work at the same time: whenever one is about to write,
 * it may pause while the others, and the world, go on. The same script always does the same.
 */
final class Simulation {
  private static final int MAX_DEPTH = 3;
  private static final int MAX_PAUSE = 8;
  private static final int MAX_SKEW_SECONDS = 3_600;
  private static final int MAX_AGE = 8;
  private static final int MAX_CATCH_UPS = 6;
  private static final int MAX_TURNS = 2_000;

  /** Longer than the longest delay after a failure, and than two looks for a pod's node. */
  private static final Duration REST = Duration.ofSeconds(130);

  final World world;
  private final List<String> trace = new ArrayList<>();
  private final Script script;
  private final boolean tracing;
  private final Happenings happenings;
  private final SimulatedOperator[] operators;
  private SplittableRandom random;
  private boolean faulty;
  private int depth;
  private int started;

  /**
   * A simulation that has not begun.
   *
   * @param tracing whether all that happens is kept in {@link #trace}
   */
  Simulation(Script script, Sabotage sabotage, boolean tracing) {
    this.script = script;
    this.tracing = tracing;
    this.world = new World(sabotage, script.releasing());
    if (tracing) {
      Changes.tell(world.cluster, this::trace);
    }
    this.happenings = new Happenings(world);
    this.random = new SplittableRandom(script.seed());
    happenings.begin(random);
    this.operators = new SimulatedOperator[script.operators()];
    for (int slot = 0; slot < operators.length; slot++) {
      operators[slot] = start();
    }
  }

  /** What happened, a line each; indented while somebody pauses. */
  List<String> trace() {
    return trace;
  }

  /** What went wrong, or null. */
  @Nullable String run() {
    for (Step step : script.steps()) {
      random = new SplittableRandom(step.seed());
      faulty = step.faulty();
      step(step.kind());
      if (world.invariants.broken() != null) {
        return world.invariants.broken();
      }
    }
    faulty = false;
    trace("all faults end");
    return rest();
  }

  private void step(Step.Kind kind) {
    int slot = random.nextInt(operators.length);
    if (operators[slot].isEnded()) {
      operators[slot] = start();
    }
    SimulatedOperator operator = operators[slot];
    switch (kind) {
      case WATCH -> watch(operator);
      case RELIST -> {
        trace(operator + " lists anew");
        operator.caches().get(random.nextInt(operator.caches().size())).relist();
      }
      case WORK -> work(operator);
      case CATCH_UP -> {
        trace(operator + " catches up");
        for (int i = 0; i < MAX_CATCH_UPS && operator.catchUp(); i++) {}
      }
      case TIME -> {
        int millis = random.nextInt(random.nextInt(4) == 0 ? 700_000 : 2_000);
        trace(millis + " ms pass");
        world.time.pass(Duration.ofMillis(millis));
      }
      case LATE_REQUEST -> {
        if (world.cluster.delayed() > 0) {
          trace("a late request arrives");
          world.cluster.arrive(random.nextInt(world.cluster.delayed()));
        }
      }
      case KILL -> {
        trace(operator + " is killed");
        operator.end();
      }
      default -> {
        String happened = happenings.happen(kind, random);
        trace(happened);
      }
    }
  }

  /** A new process; what it lists first may be old. */
  private SimulatedOperator start() {
    String name = "operator-" + started++;
    trace(name + " starts");
    SplittableRandom age = random.split();
    return new SimulatedOperator(
        name,
        world,
        Duration.ofSeconds(random.nextInt(-MAX_SKEW_SECONDS, MAX_SKEW_SECONDS)),
        changes -> faulty && age.nextBoolean() ? age.nextInt(MAX_AGE) : 0,
        (resource, verb, write) -> fate(name, resource, verb, write));
  }

  /** How a request goes; before a write there may be a pause in which others go on. */
  private Fault fate(String operator, String resource, String verb, boolean write) {
    if (!faulty) {
      traceRequest(operator, resource, verb, write, Fault.NONE);
      return Fault.NONE;
    }
    if (!write) {
      return random.nextInt(60) == 0 ? Fault.LOST_REQUEST : Fault.NONE;
    }
    if (depth < MAX_DEPTH && random.nextInt(6) == 0) {
      pause(operator);
    }
    Fault fault =
        switch (random.nextInt(50)) {
          case 0 -> Fault.LOST_REQUEST;
          case 1 -> Fault.LOST_ANSWER;
          case 2 -> Fault.DELAYED;
          case 3 -> Fault.CRASH_BEFORE;
          case 4 -> Fault.CRASH_AFTER;
          default -> Fault.NONE;
        };
    traceRequest(operator, resource, verb, true, fault);
    return fault;
  }

  private void pause(String operator) {
    trace(operator + " pauses");
    depth++;
    for (int i = random.nextInt(MAX_PAUSE); i >= 0; i--) {
      step(Step.Kind.draw(random));
    }
    depth--;
    trace(operator + " goes on");
  }

  private void watch(SimulatedOperator operator) {
    SimulatedCache<?> cache = operator.caches().get(random.nextInt(operator.caches().size()));
    int count = 1 + random.nextInt(12);
    trace(operator + " hears of " + count + " changes");
    while (count-- > 0 && cache.isBehind()) {
      cache.next();
    }
  }

  private void work(SimulatedOperator operator) {
    for (int i = random.nextInt(5); i >= 0; i--) {
      int ready = operator.tasks().ready();
      if (ready == 0) {
        return;
      }
      trace(operator + " works");
      operator.tasks().run(random.nextInt(ready));
    }
  }

  /** Lets everything arrive and all operators work until there is nothing to do. */
  private @Nullable String rest() {
    while (world.cluster.delayed() > 0) {
      world.cluster.arrive(random.nextInt(world.cluster.delayed()));
    }
    if (random.nextBoolean()) {
      world.allPods().forEach(pod -> world.podIsEnded(ObjectKey.of(pod).name()));
    }
    if (random.nextBoolean()) {
      while (world.old.isAny()) {
        trace("OLD_POD_ENDS " + world.old.end(random));
      }
    }
    long end = world.time.nanos() + REST.toNanos();
    int turns = 0;
    while (turns++ < MAX_TURNS) {
      if (!turn()) {
        long next = nextTimerNanos();
        if (next > end) {
          return atRest();
        }
        world.time.passUntil(next);
      }
      if (world.invariants.broken() != null) {
        return world.invariants.broken();
      }
    }
    return "the operators do not come to rest";
  }

  /** All operators hear of everything and do what they can, in step; whether any did anything. */
  private boolean turn() {
    boolean any = false;
    for (int slot = 0; slot < operators.length; slot++) {
      if (operators[slot].isEnded()) {
        operators[slot] = start();
      }
      any |= operators[slot].catchUp();
    }
    return any;
  }

  private long nextTimerNanos() {
    long next = Long.MAX_VALUE;
    for (SimulatedOperator operator : operators) {
      next = Math.min(next, operator.tasks().nextTimerNanos());
    }
    return next;
  }

  private @Nullable String atRest() {
    List<String> faults = EndState.check(world);
    return faults.isEmpty() ? null : String.join("; ", faults);
  }

  private void traceRequest(
      String operator, String resource, String verb, boolean write, Fault fault) {
    if (tracing && write) {
      trace(operator + " " + verb + " " + resource + (fault == Fault.NONE ? "" : " " + fault));
    }
  }

  private void trace(String line) {
    if (tracing) {
      trace.add("  ".repeat(depth) + line);
    }
  }
}
