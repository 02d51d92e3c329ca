package io.flatnet.operator.inspect;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.flatnet.controllers.diagnose.ClusterReader;
import io.flatnet.controllers.diagnose.ReadFailure;
import io.flatnet.controllers.migrate.YamlText;
import io.flatnet.operator.ClusterFlags;
import io.flatnet.operator.UsageException;
import io.flatnet.operator.terminal.ProgressLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flags that all verbs here have, and what follows from them. */
final class InspectFlags {
  /** For one page of a long list. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Mixin private final ClusterFlags cluster = new ClusterFlags();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, json or yaml; of map also svg; table.")
  private OutputFormat format = OutputFormat.TABLE;

  @Option(
      names = "--no-color",
      description = "No colours on a terminal either, as with the variable NO_COLOR.")
  private boolean plain;

  @Option(names = "--debug", description = "Show where an error came from.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli itself acts on it
  private boolean help;

  /** What a verb does. */
  @FunctionalInterface
  interface Verb {
    /** Does it; the exit code. */
    int run() throws UsageException, ReadFailure, InterruptedException;
  }

  /** Runs a verb; what cannot be asked is one line on standard error and exit code 2. */
  int run(Verb verb) throws InterruptedException {
    try {
      return verb.run();
    } catch (UsageException | ReadFailure e) {
      complain(String.valueOf(e.getMessage()));
      if (debug) {
        e.printStackTrace(command().getErr());
        command().getErr().flush();
      }
      return CommandLine.ExitCode.USAGE;
    }
  }

  /** Writes a line on standard error. */
  void complain(String line) {
    command().getErr().println(line);
    command().getErr().flush();
  }

  /** Reads the cluster; on a terminal standard error shows how far that is. */
  ClusterReader reader() throws UsageException {
    boolean shows = style().onTerminal();
    ProgressLine line = new ProgressLine(System.err, shows, System::nanoTime);
    return new ClusterReader(
        cluster.calls(TIMEOUT),
        (resource, done, total) -> {
          synchronized (line) {
            if (shows && done < total) {
              line.show(resource, done, total);
            } else {
              line.clear();
            }
          }
        });
  }

  /** The namespace of the context. */
  String namespace() throws UsageException {
    return cluster.namespace();
  }

  OutputFormat format() {
    return format;
  }

  OutputStyle style() {
    return OutputStyle.ofProcess(System.getenv(), plain);
  }

  PrintWriter out() {
    return command().getOut();
  }

  private CommandLine command() {
    return Objects.requireNonNull(spec).commandLine();
  }

  /** Writes an answer. */
  void print(Report report) throws UsageException {
    PrintWriter out = out();
    switch (format) {
      case TABLE -> report.print(out, style());
      case JSON -> out.println(JSON.toJson(report.tree()));
      case YAML -> out.print(YamlText.of(report.tree()));
      case SVG ->
          throw new UsageException(
              "cannot write this as \"svg\": only map can; name table, json or yaml", null);
    }
    out.flush();
  }
}
