package io.flatnet.lab.bench.webhook;

import static io.flatnet.lab.bench.JsonReport.rounded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.lab.bench.JsonReport;
import io.flatnet.lab.bench.Machine;
import io.flatnet.lab.bench.Samples;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What the webhook's benchmark measured.
 *
 * @param latency of each kind, one request at a time
 * @param perSecond of each kind, many at a time
 * @param memory from time to time; empty when it was left out
 */
record WebhookReport(
    Map<Kind, Samples> latency, Map<Kind, Double> perSecond, List<Memory> memory, Machine machine) {

  /**
   * The server's memory.
   *
   * @param reviews how many there were
   * @param residentMib in RAM, in MiB
   * @param liveMib of the heap what is in use after a collection, in MiB
   */
  record Memory(int reviews, double residentMib, double liveMib) {}

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
    for (Memory point : memory) {
      figures
          .withArray("memory")
          .addObject()
          .put("reviews", point.reviews())
          .put("rss_mib", rounded(point.residentMib()))
          .put("live_heap_mib", rounded(point.liveMib()));
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
    for (Memory point : memory) {
      text.format(
          "memory %8.1f MiB of live heap, %.1f MiB resident after %d reviews%n",
          point.liveMib(), point.residentMib(), point.reviews());
    }
    text.format(
        "%d x %s, kernel %s, load %.2f before, %.2f after%n",
        machine.cpus(), machine.cpu(), machine.kernel(), machine.loadBefore(), machine.loadAfter());
    return text.toString();
  }
}
