package io.flatnet.controllers.simulation;

import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;

/**
 * One step of a script. What it does in detail is drawn from its own seed, so that it does much the
 * same when other steps are left out.
 *
 * @param faulty whether requests may go wrong in it, and others may act in between
 */
record Step(Kind kind, long seed, boolean faulty) {

  /** What a step is about. */
  enum Kind {
    /** A pod comes. */
    POD_COMES(14),
    /** A workload comes, or its pod template changes. */
    WORKLOAD_CHANGES(4),
    /** A workload is deleted. */
    WORKLOAD_LEAVES(1),
    /** A pod's annotations change. */
    WISH_CHANGES(5),
    /** A pod is deleted and has time to end. */
    POD_LEAVES(6),
    /** The kubelet has ended a pod that was deleted. */
    POD_IS_ENDED(6),
    /** A pod is deleted by force, and perhaps made again at once. */
    POD_IS_REMOVED(4),
    /** A pod's containers end for good, by themselves or evicted. */
    POD_FINISHES(2),
    /** A node's object goes, or is there again. */
    NODE_CHANGES(1),
    /** A node stops to answer, or is ready again. */
    NODE_TURNS(2),
    /** A node's plugin reads which address it is to set up. */
    PLUGIN_READS(6),
    /** A node's plugin has made the interface. */
    PLUGIN_WRITES(6),
    /** A subnet's spec changes: its ranges, to nonsense, or back. */
    SUBNET_CHANGES(3),
    /** A subnet is deleted. */
    SUBNET_LEAVES(1),
    /** A subnet that is gone is made again. */
    SUBNET_COMES(3),
    /** Somebody takes the finalizers off a FlatNetworkIP. */
    FINALIZERS_GO(1),
    /** Somebody deletes a FlatNetworkIP. */
    IP_LEAVES(2),
    /** A subnet's status is brought back from a time before it had a ledger. */
    LEDGER_GOES(1),
    /** A pod of the old system ends. */
    OLD_POD_ENDS(2),
    /** Watches bring changes to an operator. */
    WATCH(26),
    /** A watch breaks and a new list is read. */
    RELIST(3),
    /** An operator works. */
    WORK(60),
    /** An operator hears of everything, and works until it has nothing to do. */
    CATCH_UP(12),
    /** Time passes. */
    TIME(6),
    /** A request that was delayed arrives. */
    LATE_REQUEST(5),
    /** A process is killed. */
    KILL(1);

    private static final Kind[] BY_WEIGHT = byWeight();
    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    private static Kind[] byWeight() {
      return Arrays.stream(values())
          .flatMap(kind -> Collections.nCopies(kind.weight, kind).stream())
          .toArray(Kind[]::new);
    }

    static Kind draw(SplittableRandom random) {
      return BY_WEIGHT[random.nextInt(BY_WEIGHT.length)];
    }
  }

  static Step draw(SplittableRandom random) {
    return new Step(Kind.draw(random), random.nextLong(), true);
  }

  Step of(Kind otherKind) {
    return new Step(otherKind, seed, faulty);
  }

  Step withoutFaults() {
    return new Step(kind, seed, false);
  }

  @Override
  public String toString() {
    return kind + (faulty ? "" : " without faults");
  }
}
