package io.flatnet.lab.bench.webhook;

import static io.flatnet.lab.bench.JsonReport.rounded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.lab.bench.JsonReport;
import io.flatnet.lab.bench.Machine;
import io.flatnet.lab.bench.Samples;
import java.util.Formatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the webhook's benchmark measured.
 *
 * @param latency of each kind, one request at a time
 * @param perSecond of each kind, many at a time
 * @param memory null when it was left out
 */
record WebhookReport(
    Map<Kind, Samples> latency,
    Map<Kind, Double> perSecond,
    @Nullable Memory memory,
    Machine machine) {

  /**
   * The server's memory in RAM.
   *
   * @param reviews how many there were
   * @param halfMib after one half of them, in MiB
   * @param afterMib after all, in MiB
   */
  record Memory(int reviews, double halfMib, double afterMib) {}

  private Samples latency(Kind kind) {
    return Objects.requireNonNull(latency.get(kind), kind.name());
  }

  private double perSecond(Kind kind) {
    return Objects.requireNonNull(perSecond.get(kind), kind.name());
  }

  private double perPing(Kind kind) {
    return latency(kind).p50() / latency(Kind.PING).p50();
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** The report as one line of JSON. */
  String toJson() {
    JsonReport report = new JsonReport("webhook", machine);
    report.ratio("p50_per_ping", perPing(Kind.AUTO));
    report.ratio("named_p50_per_ping", perPing(Kind.NAMED));
    ObjectNode figures = report.figures();
    for (Kind kind : Kind.values()) {
      figures
          .put(name(kind) + "_p50_ms", rounded(latency(kind).p50()))
          .put(name(kind) + "_p99_ms", rounded(latency(kind).quantile(0.99)))
          .put(name(kind) + "_per_second", rounded(perSecond(kind)));
    }
    if (memory != null) {
      figures
          .put("soak_reviews", memory.reviews())
          .put("rss_half_mib", rounded(memory.halfMib()))
          .put("rss_after_mib", rounded(memory.afterMib()));
    }
    return report.toString();
  }

  /** The report for people, with the targets beside the figures. */
  String toTable() {
    Formatter text = new Formatter(Locale.ROOT);
    for (Kind kind : Kind.values()) {
      text.format(
          "%-6s %8.3f ms p50, %.3f p99 one at a time; %.0f/s%s%n",
          name(kind),
          latency(kind).p50(),
          latency(kind).quantile(0.99),
          perSecond(kind),
          kind == Kind.PING
              ? ""
              : String.format(
                  Locale.ROOT, "; p50 = %.2f of the ping (target <= 2)", perPing(kind)));
    }
    if (memory != null) {
      text.format(
          "memory %8.1f MiB resident after %d reviews, %.1f after %d%n",
          memory.halfMib(), memory.reviews() / 2, memory.afterMib(), memory.reviews());
    }
    text.format(
        "%d x %s, kernel %s, load %.2f before, %.2f after%n",
        machine.cpus(), machine.cpu(), machine.kernel(), machine.loadBefore(), machine.loadAfter());
    return text.toString();
  }
}
