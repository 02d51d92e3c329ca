package io.flatnet.operator;

import io.flatnet.controllers.migrate.HandBack;
import io.flatnet.operator.terminal.Terminal;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hand-back}: makes the cluster fit for the reference again. */
@Command(
    name = "hand-back",
    description = {
      "Give a cluster back to the reference: subnets show all addresses in use and have no ledger,"
          + " Services have their selectors again, and no object has a finalizer of ours. Pods and"
          + " their addresses stay.",
      "Scale the operator to 0 first; while one leads nothing is written. It can be run again at"
          + " any time."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is handed back; of a dry run: there is nothing to do",
      "1:nothing was written, or something failed; it is listed",
      "2:of a dry run: there is something to do; or wrong usage"
    })
final class HandBackCommand implements Callable<Integer> {
  private static final String WORD = "hand-back";

  @Mixin private final DryRunFlag dryRun = new DryRunFlag();

  @Mixin private final ToolFlags flags = new ToolFlags();

  @Override
  public Integer call() throws UsageException, InterruptedException {
    Terminal terminal = flags.terminal();
    HandBack handBack = new HandBack(flags.store(), terminal, flags.pace(), InstantSource.system());
    List<String> blockers = handBack.blockers();
    if (!blockers.isEmpty()) {
      System.err.println("nothing is written:");
      blockers.forEach(blocker -> System.err.println("  " + blocker));
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (dryRun.isSet()) {
      return ToolFlags.end(terminal, handBack.show(), true);
    }
    if (!flags.isYes()
        && !WORD.equals(terminal.line("Type " + WORD + " to give the cluster back: "))) {
      System.err.println("nothing is written: that was something else; --yes needs no answer");
      return CommandLine.ExitCode.SOFTWARE;
    }
    return ToolFlags.end(terminal, handBack.run(), false);
  }
}
