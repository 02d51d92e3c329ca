package io.flatnet.lab.bench.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run measures, and in which order. */
final class Plan {
  /** The figures that the ratios are made of come from so many JVMs each. */
  private static final int HEADLINE_FORKS = 3;

  /** The filling of which the goals speak. */
  static final String HEADLINE = "50k_fragmented";

  /** Every second address of a /16 are 32,767; a /15 holds 50,000 that way, in as many ranges. */
  private static final Occupancy FRAGMENTED = Occupancy.fragmented("10.16.0.0/15", 50_000);

  /** How the subnets are filled in which ours and the linear scan meet. */
  static final Map<String, Occupancy> SHARED = shared();

  /** Networks of which each is filled with as many leases. */
  static final Map<String, Occupancy> PREFIXES = prefixes();

  /** The numbers of leases of the growth. */
  static final List<Integer> GROWTH =
      List.of(1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000);

  /** With what the growth's steps begin, of which the number of leases is the rest. */
  static final String GROWTH_OF_THE_SAME = "growth_of_the_same_";

  /** As {@link #GROWTH_OF_THE_SAME}, when all owners take turns. */
  static final String GROWTH_OF_ALL = "growth_of_all_";

  private Plan() {}

  private static Map<String, Occupancy> shared() {
    Map<String, Occupancy> shared = new LinkedHashMap<>();
    shared.put("1k_contiguous", Occupancy.contiguous("10.16.0.0/16", 1_000));
    shared.put("1k_fragmented", Occupancy.fragmented("10.16.0.0/16", 1_000));
    shared.put("50k_contiguous", Occupancy.contiguous("10.16.0.0/16", 50_000));
    shared.put("50k_most_holes", Occupancy.parse("10.16.0.0/16 50000 65534"));
    shared.put(HEADLINE, FRAGMENTED);
    return shared;
  }

  private static Map<String, Occupancy> prefixes() {
    Map<String, Occupancy> prefixes = new LinkedHashMap<>();
    for (String prefix : List.of("10.16.0.0/24", "10.0.0.0/8", "fd00::/64", "2001:db8::/30")) {
      String length = prefix.substring(prefix.indexOf('/') + 1);
      prefixes.put("slash" + length, Occupancy.contiguous(prefix, 200));
    }
    return prefixes;
  }

  /** All steps; the order of the sides alternates. */
  static List<Step> steps(int forks) {
    List<Step> steps = new ArrayList<>();
    boolean oursFirst = true;
    for (Map.Entry<String, Occupancy> filled : SHARED.entrySet()) {
      addBothSides(steps, filled.getKey(), filled.getValue(), forks, oursFirst);
      oursFirst = !oursFirst;
    }
    Occupancy million = Occupancy.fragmented("fd00::/64", 1_000_000);
    steps.add(new Step("grant_1m_ours", Step.Act.GRANT, million, forks));
    steps.add(new Step("release_1m_ours", Step.Act.RELEASE, million, forks));
    steps.add(new Step("batch_50k_fragmented_ours", Step.Act.BATCH, FRAGMENTED, forks));
    steps.add(new Step("batch_50k_fragmented_scan", Step.Act.SCAN_BATCH, FRAGMENTED, forks));
    steps.add(new Step("build_50k_fragmented", Step.Act.BUILD, FRAGMENTED, forks));
    steps.add(new Step("ledger_encode_50k_fragmented", Step.Act.ENCODE, FRAGMENTED, forks));
    steps.add(new Step("ledger_decode_50k_fragmented", Step.Act.DECODE, FRAGMENTED, forks));
    PREFIXES.forEach(
        (name, filled) -> steps.add(new Step("grant_" + name, Step.Act.GRANT, filled, forks)));
    for (int leases : GROWTH) {
      Occupancy filled = Occupancy.fragmented("fd00::/64", leases);
      steps.add(new Step(GROWTH_OF_THE_SAME + leases, Step.Act.PAIR_OF_THE_SAME, filled, forks));
      steps.add(new Step(GROWTH_OF_ALL + leases, Step.Act.PAIR_OF_ALL, filled, forks));
    }
    return steps;
  }

  private static void addBothSides(
      List<Step> steps, String name, Occupancy filled, int forks, boolean oursFirst) {
    int own = name.equals(HEADLINE) ? HEADLINE_FORKS * forks : forks;
    addSides(steps, "grant_" + name, filled, own, oursFirst, Step.Act.GRANT, Step.Act.SCAN_GRANT);
    addSides(
        steps, "release_" + name, filled, own, !oursFirst, Step.Act.RELEASE, Step.Act.SCAN_RELEASE);
    if (name.equals(HEADLINE)) {
      steps.add(new Step("grant_" + name + "_lean", Step.Act.LEAN_GRANT, filled, own));
      steps.add(new Step("release_" + name + "_lean", Step.Act.LEAN_RELEASE, filled, own));
    }
  }

  private static void addSides(
      List<Step> steps,
      String name,
      Occupancy filled,
      int forks,
      boolean oursFirst,
      Step.Act ours,
      Step.Act scan) {
    Step first = new Step(name + "_ours", ours, filled, forks);
    Step second = new Step(name + "_scan", scan, filled, forks);
    steps.add(oursFirst ? first : second);
    steps.add(oursFirst ? second : first);
  }
}
