package io.flatnet.lab.bench.burst;

import static io.flatnet.lab.bench.JsonReport.rounded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.lab.bench.JsonReport;
import io.flatnet.lab.bench.Machine;
import io.flatnet.lab.bench.Samples;
import java.time.Duration;
import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the burst benchmark measured.
 *
 * @param limitBefore objects per second of the bare client, before the operator ran
 * @param limitAfter and after it
 * @param limitWithPods the same when it makes a pod before each object
 * @param plain the burst into an empty subnet
 * @param fragmented the same number into a subnet of which as many addresses are held, every second
 * @param beside waits in milliseconds of pods while others terminate
 * @param scale null when it was left out
 */
record BurstReport(
    double limitBefore,
    double limitAfter,
    double limitWithPods,
    Burst.Result plain,
    Burst.Result fragmented,
    Samples beside,
    @Nullable Scale scale,
    Machine machine) {

  /** The limit that ours is compared with: the better of the two. */
  private double limit() {
    return Math.max(limitBefore, limitAfter);
  }

  private double addressedPerLimit() {
    return plain.podsPerSecond() / limit();
  }

  private double addressedPerLimitWithPods() {
    return plain.podsPerSecond() / limitWithPods;
  }

  private double perPod(long writes) {
    return (double) writes / plain.pods();
  }

  /** The node agents' own write of each pod is not the operator's. */
  private double writesPerPod() {
    return perPod(plain.writes() - plain.pods());
  }

  private double releasePerAllocation() {
    return (double) plain.release().toNanos() / plain.allocation().toNanos();
  }

  private double fragmentedPerPlain() {
    return (double) fragmented.allocation().toNanos() / plain.allocation().toNanos();
  }

  /** The report as one line of JSON. */
  String toJson() {
    JsonReport report = new JsonReport("burst", machine);
    report.ratio("addressed_per_limit", addressedPerLimit());
    report.ratio("addressed_per_limit_with_pods", addressedPerLimitWithPods());
    report.ratio("writes_until_addressed", perPod(plain.writesUntilAddressed()));
    report.ratio("writes_per_pod", writesPerPod());
    report.ratio("ledger_writes_per_pod", perPod(plain.ledgerWrites()));
    report.ratio("release_per_allocation", releasePerAllocation());
    report.ratio("fragmented_per_plain", fragmentedPerPlain());
    ObjectNode figures =
        report
            .figures()
            .put("pods", plain.pods())
            .put("doubles", plain.doubles() + fragmented.doubles())
            .put("limit_before_per_second", rounded(limitBefore))
            .put("limit_after_per_second", rounded(limitAfter))
            .put("limit_with_pods_per_second", rounded(limitWithPods))
            .put("addressed_per_second", rounded(plain.podsPerSecond()))
            .put("allocation_seconds", seconds(plain.allocation()))
            .put("release_seconds", seconds(plain.release()))
            .put("addressed_p50_ms", rounded(plain.latency().p50()))
            .put("addressed_p99_ms", rounded(plain.latency().quantile(0.99)))
            .put("addressed_max_ms", rounded(plain.latency().max()))
            .put("beside_terminating_p99_ms", rounded(beside.quantile(0.99)))
            .put("beside_terminating_max_ms", rounded(beside.max()));
    if (scale != null) {
      report.ratio("rss_mib", scale.residentMib());
      figures
          .put("scale_flat_pods", scale.flatPods())
          .put("scale_other_pods", scale.otherPods())
          .put("start_to_address_seconds", seconds(scale.startToAddress()))
          .put("idle_cpu", rounded(scale.idleCpu()));
    }
    return report.toString();
  }

  /** The report for people, with the targets beside the figures. */
  String toTable() {
    Formatter text = new Formatter(Locale.ROOT);
    text.format(
        "bare client            %8.0f objects/s before, %.0f after; %.0f/s when it makes a pod before each%n",
        limitBefore, limitAfter, limitWithPods);
    text.format(
        "addressed              %8.0f pods/s = %.2f of the limit (target >= 0.70), %.2f of that with pods; %d pods in %.2f s; %d doubles%n",
        plain.podsPerSecond(),
        addressedPerLimit(),
        addressedPerLimitWithPods(),
        plain.pods(),
        seconds(plain.allocation()),
        plain.doubles() + fragmented.doubles());
    text.format(
        "from pod to address    %8.0f ms p50, %.0f p99 (target at 1000: <= 2000), %.0f max%n",
        plain.latency().p50(), plain.latency().quantile(0.99), plain.latency().max());
    text.format(
        "writes a pod           %8.2f until addressed (target <= 2), %.2f in all (<= 4), ledger %.3f (<= 0.05)%n",
        perPod(plain.writesUntilAddressed()), writesPerPod(), perPod(plain.ledgerWrites()));
    text.format(
        "release                %8.2f s = %.2f of the allocation (target <= 1)%n",
        seconds(plain.release()), releasePerAllocation());
    text.format(
        "beside terminating     %8.0f ms p99, %.0f max, while %d pods have a grace of 60 s%n",
        beside.quantile(0.99), beside.max(), plain.pods() / 2);
    text.format(
        "fragmented             %8.2f of the time of the empty subnet%n", fragmentedPerPlain());
    if (scale != null) {
      text.format(
          "%d + %d pods: %.1f MiB resident (target <= 256), first address %.2f s after the start (<= 3), idle %.2f %% of a CPU (<= 1)%n",
          scale.flatPods(),
          scale.otherPods(),
          scale.residentMib(),
          seconds(scale.startToAddress()),
          scale.idleCpu() * 100);
    }
    text.format(
        "%d x %s, kernel %s, load %.2f before, %.2f after%n",
        machine.cpus(), machine.cpu(), machine.kernel(), machine.loadBefore(), machine.loadAfter());
    return text.toString();
  }

  private static double seconds(Duration duration) {
    return rounded(duration.toNanos() / 1e9);
  }
}
