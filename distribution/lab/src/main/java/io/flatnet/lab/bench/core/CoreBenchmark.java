package io.flatnet.lab.bench.core;

import io.flatnet.lab.OutputOptions;
import io.flatnet.lab.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code distribution/benchmarks/core}. */
@Command(
    name = "core",
    description = {
      "Grant and release of the IPAM core and of a linear scan over merged ranges in a resource's status, as other "
          + "operators do it, in the same run; then batches, the ledger's encoding, states built from leases, networks "
          + "of several sizes, and the growth from 1,000 to 1,000,000 leases. Measured with JMH, in about three minutes.",
      "A grant is the decision and the next state; a release is the next state. Each starts from the same state. The lean "
          + "scan is a linear scan that need not copy its ranges. The figures are medians of the iterations' means."
    },
    sortOptions = false)
final class CoreBenchmark implements Callable<Integer> {
  private static final int LOG_LINES = 30;

  @Option(
      names = "--length",
      paramLabel = "LENGTH",
      defaultValue = "usual",
      description = "usual (3 minutes), thorough (an hour), or trial, whose figures say nothing")
  private Pace length = Pace.USUAL;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "only what has the text in its name, such as grant, 50k or growth")
  private String only = "";

  @Option(names = "--plot", paramLabel = "FILE", description = "draw the growth as SVG")
  private @Nullable Path plot;

  @Mixin private final OutputOptions output = new OutputOptions();

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new CoreBenchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    List<Step> steps =
        Plan.steps(length.forks()).stream().filter(step -> step.name().contains(only)).toList();
    if (steps.isEmpty()) {
      System.err.printf("core: cannot measure \"%s\": nothing has that in its name%n", only);
      return CommandLine.ExitCode.USAGE;
    }
    double loadBefore = Machine.load();
    Path log = Files.createTempFile("jmh", ".log");
    try {
      Map<String, Score> scores = measure(steps, new Jmh(length, log));
      CoreReport report = new CoreReport(scores, Machine.read(loadBefore));
      System.out.print(output.json() ? report.toJson() + "\n" : report.toTable());
      return drawn(report) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    } catch (RunnerException failure) {
      System.err.println("core: cannot measure: " + failure.getMessage() + "; JMH said last:");
      List<String> lines = Files.readAllLines(log);
      lines
          .subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
          .forEach(System.err::println);
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private Map<String, Score> measure(List<Step> steps, Jmh jmh) throws RunnerException {
    Map<String, Score> scores = new LinkedHashMap<>();
    for (Step step : steps) {
      output.progress().printf("# %d of %d: %s%n", scores.size() + 1, steps.size(), step.name());
      scores.put(step.name(), jmh.measure(step));
    }
    return scores;
  }

  private boolean drawn(CoreReport report) throws IOException {
    Optional<Growth> same = report.growth(Plan.GROWTH_OF_THE_SAME);
    Optional<Growth> all = report.growth(Plan.GROWTH_OF_ALL);
    if (plot == null) {
      return true;
    }
    if (same.isEmpty() || all.isEmpty()) {
      System.err.printf("core: cannot draw \"%s\": no growth was measured; omit --only%n", plot);
      return false;
    }
    Files.writeString(plot, GrowthPlot.draw(same.get(), all.get(), report.place()));
    return true;
  }
}
