package io.flatnet.operator;

import io.flatnet.controllers.ControllerStatus;
import io.flatnet.controllers.ledger.RefusalReason;
import io.flatnet.ipam.Decision;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reading of Prometheus' text format.
 *
 * @param samples by the name and the labels as they are written: {@code a{b="c"}}
 * @param types of the metrics, by the name
 */
record Scrape(Map<String, Double> samples, Map<String, String> types) {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_]+(?:\\{[^}]*})?) (\\S+)", Pattern.CASE_INSENSITIVE);

  /** Reads; a line that is none of the format fails. */
  static Scrape of(String text) {
    Map<String, Double> samples = new LinkedHashMap<>();
    Map<String, String> types = new TreeMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      } else if (!line.startsWith("# HELP ")) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
          throw new AssertionError("no sample: " + line);
        }
        samples.put(sample.group(1), Double.valueOf(sample.group(2)));
      }
    }
    return new Scrape(samples, types);
  }

  /** What the operator's page has once everything was counted. */
  static Scrape onceAllIsCounted() {
    FixedStatus status =
        FixedStatus.LEADER
            .queue("pod", 1)
            .pool("blue", new Decision.Counts(BigInteger.ONE, 0, BigInteger.ZERO));
    OperatorMetrics metrics = new OperatorMetrics("1", () -> Optional.<ControllerStatus>of(status));
    metrics.addressGranted("blue");
    metrics.addressFreed("blue");
    metrics.podAddressed("blue", Duration.ZERO);
    metrics.refused("blue", RefusalReason.EXHAUSTED);
    metrics.ledgerWritten("blue", 1);
    metrics.ledgerConflict("blue");
    return of(metrics.answer(null).body());
  }

  /** A sample's value; NaN when there is none. */
  double value(String sample) {
    return samples.getOrDefault(sample, Double.NaN);
  }
}
