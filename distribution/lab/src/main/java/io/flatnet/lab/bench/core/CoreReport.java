package io.flatnet.lab.bench.core;

import static io.flatnet.lab.bench.JsonReport.rounded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.lab.bench.JsonReport;
import io.flatnet.lab.bench.Machine;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What the core's benchmark measured.
 *
 * @param scores by the names of the {@link Plan}'s steps, in their order; not always all
 */
record CoreReport(Map<String, Score> scores, Machine machine) {
  private static final String OURS = "_ours";
  private static final String SCAN = "_scan";
  private static final String LEAN = "_lean";
  private static final double RATIO_GOAL = 100;
  private static final double GRANT_BYTES_GOAL = 1_024;

  /** What acts ought to take at most, by how the names of their steps begin and end. */
  private enum Goal {
    GRANT("grant_", OURS, 2_000),
    RELEASE("release_", OURS, 2_000),
    BUILD("build_", "", 50e6),
    LEDGER("ledger_", "", 5e6);

    private final String start;
    private final String end;
    private final double nanos;

    Goal(String start, String end, double nanos) {
      this.start = start;
      this.end = end;
      this.nanos = nanos;
    }

    private boolean isFor(String step) {
      return step.startsWith(start) && step.endsWith(end);
    }
  }

  /** The linear scan's median by ours, by act and filling; the lean scan's end in "_lean". */
  Map<String, Double> ratios() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    scores.forEach(
        (name, score) -> {
          Score ours = scores.get(actOf(name) + OURS);
          if (ours != null && !name.endsWith(OURS)) {
            String ratio = name.endsWith(SCAN) ? actOf(name) : name;
            ratios.put(ratio, score.median() / ours.median());
          }
        });
    return ratios;
  }

  /** How the steps of that name grow, when at least two points were measured. */
  Optional<Growth> growth(String name) {
    List<Growth.Point> points = new ArrayList<>();
    for (int leases : Plan.GROWTH) {
      Score score = scores.get(name + leases);
      if (score != null) {
        points.add(new Growth.Point(leases, score));
      }
    }
    return points.size() < 2 ? Optional.empty() : Optional.of(new Growth(points));
  }

  /** The slowest of the prefixes by the quickest; NaN when none was measured. */
  double prefixSpread() {
    double[] medians =
        Plan.PREFIXES.keySet().stream()
            .map(name -> scores.get("grant_" + name))
            .filter(score -> score != null)
            .mapToDouble(Score::median)
            .toArray();
    return DoubleStream.of(medians).max().orElse(Double.NaN)
        / DoubleStream.of(medians).min().orElse(Double.NaN);
  }

  /** The report as one line of JSON. */
  String toJson() {
    JsonReport report = new JsonReport("core", machine);
    ratios().forEach(report::ratio);
    ObjectNode figures = report.figures();
    scores.forEach(
        (name, score) ->
            figures
                .putObject(name)
                .put("median_ns", rounded(score.median()))
                .put("min_ns", rounded(score.min()))
                .put("max_ns", rounded(score.max()))
                .put("allocated_bytes", rounded(score.bytes())));
    if (!Double.isNaN(prefixSpread())) {
      figures.put("prefixes_slowest_by_quickest", rounded(prefixSpread()));
    }
    growth(Plan.GROWTH_OF_THE_SAME)
        .ifPresent(growth -> put(figures, "growth_of_the_same_", growth));
    growth(Plan.GROWTH_OF_ALL).ifPresent(growth -> put(figures, "growth_of_all_", growth));
    return report.toString();
  }

  /** The report for people, with the goals beside the figures. */
  String toTable() {
    Formatter text = new Formatter(Locale.ROOT);
    text.format("%-32s %12s %12s %12s %12s%n", "ns an act", "median", "min", "max", "bytes");
    scores.forEach((name, score) -> row(text, name, score));
    ratios().forEach((name, ratio) -> ratio(text, name, ratio));
    if (!Double.isNaN(prefixSpread())) {
      text.format("network's size: slowest / quickest grant %.2f (goal 1)%n", prefixSpread());
    }
    growth(Plan.GROWTH_OF_THE_SAME).ifPresent(growth -> growth(text, "the same", growth));
    growth(Plan.GROWTH_OF_ALL).ifPresent(growth -> growth(text, "all", growth));
    return text.format("%s%n", place()).toString();
  }

  private static void row(Formatter text, String name, Score score) {
    text.format(
        "%-32s %,12.0f %,12.0f %,12.0f %,12.0f",
        name, score.median(), score.min(), score.max(), score.bytes());
    for (Goal goal : Goal.values()) {
      if (goal.isFor(name)) {
        text.format("  (goal <= %,.0f ns", goal.nanos);
        if (goal == Goal.GRANT) {
          text.format(", %,.0f bytes", GRANT_BYTES_GOAL);
        }
        text.format(")");
      }
    }
    text.format("%n");
  }

  private static void ratio(Formatter text, String name, double ratio) {
    String scan = name.endsWith(LEAN) ? "lean scan" : "linear scan";
    text.format("%s: %s / ours %.1f", actOf(name), scan, ratio);
    if (name.endsWith(Plan.HEADLINE) && !name.startsWith("batch")) {
      text.format(" (goal >= %.0f)", RATIO_GOAL);
    }
    text.format("%n");
  }

  private static void growth(Formatter text, String owners, Growth growth) {
    text.format(
        "growth from %,d to %,d leases, %s owners: %.0f ns x log2(n);"
            + " beyond O(log n) %.2f in time, %.2f in bytes (goal <= 1)%n",
        growth.points().getFirst().leases(),
        growth.points().getLast().leases(),
        owners,
        growth.fit(),
        growth.timeBeyondLogarithm(),
        growth.bytesBeyondLogarithm());
  }

  private static void put(ObjectNode figures, String name, Growth growth) {
    figures
        .put(name + "fit_ns_per_log2", rounded(growth.fit()))
        .put(name + "time_beyond_log", rounded(growth.timeBeyondLogarithm()))
        .put(name + "bytes_beyond_log", rounded(growth.bytesBeyondLogarithm()));
  }

  /** Where it was measured, in one line. */
  String place() {
    return String.format(
        Locale.ROOT,
        "%d x %s, Java %s, load %.2f before, %.2f after",
        machine.cpus(),
        machine.cpu(),
        machine.java(),
        machine.loadBefore(),
        machine.loadAfter());
  }

  /** The name of a step without whose act it is. */
  private static String actOf(String step) {
    for (String side : List.of(OURS, SCAN, LEAN)) {
      if (step.endsWith(side)) {
        return step.substring(0, step.length() - side.length());
      }
    }
    return step;
  }
}
