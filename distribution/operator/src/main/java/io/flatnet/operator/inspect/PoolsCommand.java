package io.flatnet.operator.inspect;

import io.flatnet.controllers.diagnose.ClusterReader;
import io.flatnet.controllers.diagnose.ReadFailure;
import io.flatnet.operator.UsageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pools}: how full the subnets are. */
@Command(
    name = "pools",
    description = {
      "Show how full the subnets are.",
      "SIZE is what pods can get, RESERVED what no pod uses and only one workload can get. FRAG is"
          + " how much of what is free lies outside the longest run of free addresses."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:well", "2:the cluster could not be asked, or wrong usage"})
public final class PoolsCommand implements Callable<Integer> {
  private static final long PERIOD_MILLIS = 2000;
  private static final String CLEAR = "\u001b[H\u001b[J";

  @Option(
      names = {"-w", "--watch"},
      description = "Show it again when it has changed, until Ctrl-C.")
  private boolean watch;

  @Mixin private final InspectFlags flags = new InspectFlags();

  @Override
  public Integer call() throws InterruptedException {
    return flags.run(
        () -> {
          ClusterReader reader = flags.reader();
          if (watch) {
            watch(reader);
          } else {
            flags.print(new PoolsReport(reader.subnets()));
          }
          return CommandLine.ExitCode.OK;
        });
  }

  /** Goes on when the API server does not answer for a while; the first answer must come. */
  private void watch(ClusterReader reader)
      throws UsageException, ReadFailure, InterruptedException {
    PoolsReport report = new PoolsReport(reader.subnets());
    String shown = "";
    while (true) {
      String text = text(report);
      if (!text.equals(shown)) {
        shown = text;
        boolean redraws = flags.style().onTerminal() && flags.format() == OutputFormat.TABLE;
        flags.out().print(redraws ? CLEAR : "");
        flags.print(report);
      }
      Thread.sleep(PERIOD_MILLIS);
      try {
        report = new PoolsReport(reader.subnets());
      } catch (ReadFailure e) {
        flags.complain(String.valueOf(e.getMessage()));
      }
    }
  }

  private static String text(PoolsReport report) {
    StringWriter text = new StringWriter();
    report.print(new PrintWriter(text), new OutputStyle(false, false, false));
    return text.toString();
  }
}
