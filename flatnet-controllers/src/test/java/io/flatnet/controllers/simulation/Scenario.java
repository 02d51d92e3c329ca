package io.flatnet.controllers.simulation;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One operator that carries a fixed story out, step by step, and is ended at chosen writes; another
 * one then takes its place.
 */
final class Scenario {
  private static final int MAX_TURNS = 500;
  private static final Duration REST = Duration.ofSeconds(130);

  private final Map<Integer, Fault> faults;
  private final World world = new World(Sabotage.NONE, false);
  private SimulatedOperator operator;
  private int writes;

  /**
   * A scenario that has not begun.
   *
   * @param faults what befalls the n-th write, counted from 0
   */
  Scenario(Map<Integer, Fault> faults) {
    this.faults = Map.copyOf(faults);
    this.operator = start();
  }

  /** A subnet of 14 addresses, of which the last is the gateway's. */
  static void subnetComes(World world) {
    world.subnetComes(
        "s-0",
        FlatNetworkSubnetSpec.builder()
            .flatMode("macvlan")
            .master("eth0")
            .cidr("10.0.0.0/28")
            .gateway("10.0.0.14")
            .build());
  }

  /** Carries the steps out, with rest after each. How many writes it took. */
  int run(List<Consumer<World>> steps) {
    for (Consumer<World> step : steps) {
      step.accept(world);
      rest();
    }
    return writes;
  }

  /**
   * What is in the end: for each pod and FlatNetworkIP how it stands, and how many addresses each
   * subnet has given. Which address somebody got who did not ask for that one alone is left out.
   */
  Map<String, String> state() {
    Map<String, String> state = new TreeMap<>();
    for (FlatNetworkIP ip : world.allIps()) {
      List<String> asked = Objects.requireNonNullElse(ip.spec().getAddrs(), List.of());
      String address =
          AddressObjects.published(ip)
              .map(IpAddress::toString)
              .map(text -> !asked.contains(text) ? "another" : asked.size() == 1 ? text : "asked")
              .orElse("none");
      state.put(
          ip.key(),
          ip.status().getPhase()
              + ", address "
              + address
              + ", finalizers "
              + ip.getMetadata().getFinalizers()
              + (World.isDeleting(ip) ? ", leaving" : ""));
    }
    world.allPods().forEach(pod -> state.put("pod " + ObjectKey.of(pod), ""));
    world
        .allSubnets()
        .forEach(
            subnet ->
                state.put(
                    ObjectKey.of(subnet).toString(),
                    subnet.status().getPhase() + " " + subnet.status().getUsedIPCount()));
    return state;
  }

  /** What does not hold; empty when all is well. */
  List<String> broken() {
    String broken = world.invariants.broken();
    return broken != null ? List.of(broken) : EndState.check(world);
  }

  private SimulatedOperator start() {
    return new SimulatedOperator(
        "operator", world, Duration.ZERO, changes -> 0, (resource, verb, write) -> fate(write));
  }

  private Fault fate(boolean write) {
    Fault fault = write ? faults.get(writes++) : null;
    return fault == null ? Fault.NONE : fault;
  }

  private void rest() {
    long end = world.time.nanos() + REST.toNanos();
    for (int turn = 0; turn < MAX_TURNS; turn++) {
      if (operator.isEnded()) {
        operator = start();
      }
      if (!operator.catchUp()) {
        long next = operator.tasks().nextTimerNanos();
        if (next > end) {
          return;
        }
        world.time.passUntil(next);
      }
    }
    throw new AssertionError("the operator does not come to rest");
  }
}
