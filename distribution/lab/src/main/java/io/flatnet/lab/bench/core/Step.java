package io.flatnet.lab.bench.core;

/**
 * One thing to measure.
 *
 * @param name unique in a run: the act, how the subnet is filled, whose act it is
 * @param act which method does it
 * @param occupancy how the subnet is filled
 * @param forks how many JVMs measure it
 */
record Step(String name, Act act, Occupancy occupancy, int forks) {

  /** The methods that JMH measures. */
  enum Act {
    GRANT(OurActs.class, "grant"),
    RELEASE(OurActs.class, "release"),
    PAIR_OF_ALL(OurActs.class, "pairOfAll"),
    PAIR_OF_THE_SAME(OurActs.class, "pairOfTheSame"),
    BATCH(OurActs.class, "batch"),
    BUILD(OurActs.class, "build"),
    ENCODE(OurActs.class, "encode"),
    DECODE(OurActs.class, "decode"),
    SCAN_GRANT(ScanActs.class, "grant"),
    SCAN_RELEASE(ScanActs.class, "release"),
    SCAN_BATCH(ScanActs.class, "batch"),
    LEAN_GRANT(ScanActs.class, "leanGrant"),
    LEAN_RELEASE(ScanActs.class, "leanRelease");

    private final String pattern;

    Act(Class<?> acts, String method) {
      this.pattern = "^" + acts.getName().replace(".", "\\.") + "\\." + method + "$";
    }

    /** The regular expression that JMH finds it by, and nothing else. */
    String pattern() {
      return pattern;
    }
  }
}
