package io.flatnet.lab.bench;

import static io.flatnet.lab.bench.JsonReport.rounded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the CNI benchmark measured.
 *
 * @param warmUpPairs ADD and DEL pairs of each side that went before
 * @param network what pods were attached to
 * @param single one pod at a time
 * @param times of the agent in {@code single}
 * @param concurrent {@code atOnce} pods at a time
 * @param cold DELs of ours without an agent
 * @param peer which binaries ours was compared with
 * @param started the agent after its start, before its first call
 * @param idle the agent after all rounds, before the soak
 * @param soak null when it was left out
 */
record CniReport(
    int warmUpPairs,
    BenchNetwork network,
    int rounds,
    PairedRun single,
    AgentTimes times,
    PairedRun concurrent,
    int atOnce,
    Samples cold,
    String peer,
    ProcessFigures started,
    ProcessFigures idle,
    @Nullable Soak soak,
    Machine machine) {
  private static final double ADD_TARGET = 0.4;
  private static final double DEL_TARGET = 0.85;
  private static final double CONCURRENT_TARGET = 0.5;
  private static final double COLD_TARGET_MILLIS = 400;
  private static final double KERNEL_TARGET = 0.6;
  private static final double RESIDENT_TARGET_MIB = 96;
  private static final double GROWTH_TARGET = 0.1;

  /** The report as one line of JSON. */
  String toJson() {
    JsonReport report = new JsonReport("cni", machine);
    report.ratio("add_p50", single.ratio(PairedRun.Act.ADD));
    report.ratio("del_p50", single.ratio(PairedRun.Act.DEL));
    report.ratio("concurrent_add", concurrent.ratio(PairedRun.Act.ADD));
    report.ratio("kernel_share", kernelShare());
    report.ratio("kernel_share_without_cluster", kernelShareWithoutCluster());
    ObjectNode figures = report.figures();
    figures.put("network", network.toString());
    for (PairedRun.Act act : PairedRun.Act.values()) {
      ObjectNode node = figures.putObject(act.name().toLowerCase(Locale.ROOT) + "_mean_ms");
      node.put("launcher", rounded(launcherMillis(act)));
      for (String phase : AgentTimes.PHASES) {
        node.put(phase, rounded(millis(act, phase)));
      }
    }
    ObjectNode netlink = figures.putObject("netlink_mean_ms");
    times
        .requests()
        .forEach((kind, asked) -> netlink.put(kind, rounded(asked.seconds() * 1e3 / rounds)));
    figures.put("rounds", rounds).put("warm_up_pairs", warmUpPairs).put("peer", peer);
    putAll(figures, "", single);
    putAll(figures, "concurrent_", concurrent);
    figures.put("concurrent_pods", atOnce);
    put(figures.putObject("del_without_agent_ms"), cold);
    put(figures.putObject("agent_started"), started);
    put(figures.putObject("agent_idle"), idle);
    if (soak != null) {
      ObjectNode after = figures.putObject("agent_after_soak");
      put(after, soak.after());
      after.put("pairs", soak.pairs()).put("seconds", rounded(soak.duration().toMillis() / 1e3));
      after.put("rss_growth", rounded(soak.growth()));
    }
    return report.toString();
  }

  /** The report for people, with the targets beside the figures. */
  String toTable() {
    Formatter text = new Formatter(Locale.ROOT);
    text.format("%-24s %8s %8s %8s %8s%n", "ms", "p50", "p95", "min", "max");
    block(text, "", single, ADD_TARGET, DEL_TARGET);
    block(text, " x" + atOnce, concurrent, CONCURRENT_TARGET, Double.NaN);
    row(text, "DEL ours without agent", cold);
    text.format("  %d of them (target <= %.0f)%n", cold.sortedMillis().size(), COLD_TARGET_MILLIS);
    phases(text);
    text.format(
        "%s: %d rounds of pairs after %d to warm up, the order alternating; peer: %s%n",
        network, rounds, warmUpPairs, peer);
    agent(text, "started", started, RESIDENT_TARGET_MIB);
    agent(text, "idle after the rounds", idle, RESIDENT_TARGET_MIB);
    if (soak != null) {
      agent(text, "idle after %,d more pairs".formatted(soak.pairs()), soak.after(), Double.NaN);
      text.format(
          "  memory %+.1f %% (target <= %+.0f %%), threads %+d, open files %+d, in %d s%n",
          soak.growth() * 100,
          GROWTH_TARGET * 100,
          soak.after().threads() - soak.before().threads(),
          soak.after().descriptors() - soak.before().descriptors(),
          soak.duration().toSeconds());
    }
    text.format(
        "%d x %s, kernel %s, load %.2f before, %.2f after%n",
        machine.cpus(), machine.cpu(), machine.kernel(), machine.loadBefore(), machine.loadAfter());
    return text.toString();
  }

  private void phases(Formatter text) {
    text.format("%-24s %8s", "mean ms of ours", "launcher");
    for (String phase : AgentTimes.PHASES) {
      text.format(" %8s", phase);
    }
    text.format("%n");
    for (PairedRun.Act act : PairedRun.Act.values()) {
      text.format("%-24s %8.2f", act, launcherMillis(act));
      for (String phase : AgentTimes.PHASES) {
        text.format(" %8.2f", millis(act, phase));
      }
      text.format("%n");
    }
    text.format("%-24s %8s %8s%n", "netlink, ADD and DEL", "requests", "mean ms");
    times.requests().entrySet().stream()
        .sorted(Comparator.comparingDouble(asked -> -asked.getValue().seconds()))
        .forEach(
            asked ->
                text.format(
                    "  %-22s %8.1f %8.3f%n",
                    asked.getKey(),
                    asked.getValue().count() / rounds,
                    asked.getValue().seconds() * 1e3 / rounds));
    text.format(
        "  the kernel's share of ADD and DEL %.2f (target >= %.2f); without the API server %.2f%n",
        kernelShare(), KERNEL_TARGET, kernelShareWithoutCluster());
  }

  private double millis(PairedRun.Act act, String phase) {
    return times.of(act, phase) * 1e3 / rounds;
  }

  /** From the start of the launcher to its end, without what the agent accounts for. */
  private double launcherMillis(PairedRun.Act act) {
    double rest = single.ours(act).mean();
    for (String phase : AgentTimes.PHASES) {
      rest -= millis(act, phase);
    }
    return rest;
  }

  /** The part of all calls' time in which the kernel answers netlink requests. */
  private double kernelShare() {
    return times.kernelSeconds() * 1e3 / rounds / pairMillis();
  }

  /** The same of the time in which nobody waits for the API server. */
  private double kernelShareWithoutCluster() {
    double cluster = 0;
    for (PairedRun.Act act : PairedRun.Act.values()) {
      cluster += millis(act, "cluster");
    }
    return times.kernelSeconds() * 1e3 / rounds / (pairMillis() - cluster);
  }

  private double pairMillis() {
    double all = 0;
    for (PairedRun.Act act : PairedRun.Act.values()) {
      all += single.ours(act).mean();
    }
    return all;
  }

  private void block(
      Formatter text, String suffix, PairedRun run, double addTarget, double delTarget) {
    for (PairedRun.Act act : PairedRun.Act.values()) {
      row(text, act + suffix + " ours", run.ours(act));
      row(text, act + suffix + " " + network.kind() + "+static", run.peer(act));
      double target = act == PairedRun.Act.ADD ? addTarget : delTarget;
      text.format(
          "  ours / peer %.2f%s%n",
          run.ratio(act),
          Double.isNaN(target) ? "" : String.format(Locale.ROOT, " (target <= %.2f)", target));
    }
  }

  private static void row(Formatter text, String name, Samples samples) {
    text.format(
        "%-24s %8.2f %8.2f %8.2f %8.2f%n",
        name, samples.p50(), samples.p95(), samples.min(), samples.max());
  }

  private static void agent(Formatter text, String when, ProcessFigures figures, double target) {
    text.format(
        "agent, %s: %.1f MiB resident%s, %d threads, %d open files%n",
        when,
        figures.residentMib(),
        Double.isNaN(target) ? "" : String.format(Locale.ROOT, " (target <= %.0f)", target),
        figures.threads(),
        figures.descriptors());
  }

  private static void putAll(ObjectNode figures, String prefix, PairedRun run) {
    for (PairedRun.Act act : PairedRun.Act.values()) {
      String name = prefix + act.name().toLowerCase(Locale.ROOT) + "_";
      put(figures.putObject(name + "ours_ms"), run.ours(act));
      put(figures.putObject(name + "peer_ms"), run.peer(act));
    }
  }

  private static void put(ObjectNode node, Samples samples) {
    node.put("p50", rounded(samples.p50()))
        .put("p95", rounded(samples.p95()))
        .put("min", rounded(samples.min()))
        .put("max", rounded(samples.max()));
  }

  private static void put(ObjectNode node, ProcessFigures figures) {
    node.put("rss_mib", rounded(figures.residentMib()))
        .put("threads", figures.threads())
        .put("descriptors", figures.descriptors());
  }
}
