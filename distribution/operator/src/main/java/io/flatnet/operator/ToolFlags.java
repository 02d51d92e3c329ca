package io.flatnet.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.flatnet.controllers.migrate.Pace;
import io.flatnet.controllers.migrate.RawStore;
import io.flatnet.controllers.migrate.Tally;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.operator.terminal.Terminal;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The flags that the verbs beside the operator have in common, and what follows from them. */
final class ToolFlags {
  private static final Duration DEFAULT_INTERVAL = Duration.ofMillis(500);
  private static final int DEFAULT_LIST_LIMIT = 30;

  /** How often something is looked at that takes a moment in the API server. */
  private static final Duration SETTLING = Duration.ofMillis(250);

  @Mixin private final ClusterFlags cluster = new ClusterFlags();

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      converter = IntervalConverter.class,
      description = "Time between two writes, 0 for none; 500ms.")
  private Duration interval = DEFAULT_INTERVAL;

  @Option(
      names = "--list-limit",
      paramLabel = "N",
      description = "Objects that are asked for at once, 1 or more; 30.")
  private int listLimit = DEFAULT_LIST_LIMIT;

  @Option(
      names = {"-y", "--yes"},
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Ask nothing; false.")
  private boolean yes;

  @Option(
      names = "--debug",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Log requests that fail; false.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli itself acts on it
  private boolean help;

  /** The API server's objects. */
  RawStore store() throws UsageException {
    if (debug) {
      ((Logger) LoggerFactory.getLogger("io.flatnet")).setLevel(Level.DEBUG);
    }
    return new RawStore(cluster.calls(ApiClients.REQUEST_TIMEOUT));
  }

  /** The terminal; everything is confirmed beforehand with {@code --yes}. */
  Terminal terminal() {
    return Terminal.ofProcess(System.getenv(), yes);
  }

  boolean isYes() {
    return yes;
  }

  int listLimit() throws UsageException {
    if (listLimit < 1) {
      throw new UsageException("--list-limit must be 1 or more, got " + listLimit, null);
    }
    return listLimit;
  }

  /** Between two writes. */
  Pace pace() {
    return interval.isZero() ? Pace.NONE : () -> Thread.sleep(interval);
  }

  /** Between two looks at what takes a moment. */
  static Pace settling() {
    return () -> Thread.sleep(SETTLING);
  }

  /**
   * Tells the end of a run and what is left to do.
   *
   * @return the exit code: 0 well, 1 when somebody has to see to something, 2 when a dry run found
   *     something to do
   */
  static int end(Terminal terminal, Tally tally, boolean dryRun) {
    String did = dryRun ? " to write, " : " written, ";
    terminal.say(
        tally.looked()
            + " looked at, "
            + tally.changed()
            + did
            + tally.declined()
            + " declined, "
            + tally.skipped()
            + " left as they are, "
            + tally.failures().size()
            + " failed");
    if (terminal.isUnanswered()) {
      System.err.println("nobody answers: standard input has ended; confirm all with --yes");
    } else if (tally.isStopped()) {
      System.err.println("stopped; run it again to go on");
    }
    if (!tally.failures().isEmpty()) {
      System.err.println("failed:");
      tally.failures().forEach(failure -> System.err.println("  " + failure));
    }
    if (dryRun && tally.changed() > 0) {
      return 2;
    }
    return tally.failures().isEmpty() && !tally.isStopped() ? 0 : 1;
  }

  /** Go's durations, and zero. */
  private static final class IntervalConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (text.matches("0(ns|us|ms|s|m|h)?")) {
        return Duration.ZERO;
      }
      return GoDuration.parse(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "must be a duration such as 500ms or 0, got \"" + text + "\""));
    }
  }
}
