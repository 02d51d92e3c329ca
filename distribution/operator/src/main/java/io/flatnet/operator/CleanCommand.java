package io.flatnet.operator;

import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.controllers.migrate.Cleanup;
import io.flatnet.operator.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clean}: takes the old system's objects away. */
@Command(
    name = "clean",
    description = {
      "Delete what is left of the old system: its Services NAME-macvlan, its networks for Multus,"
          + " the MacvlanSubnets and the CRDs of macvlan.cluster.cattle.io.",
      "While any pod has a MacvlanIP nothing is deleted, and the pods are named. Make a backup"
          + " first."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing of it is left",
      "1:nothing was deleted, or something failed; it is listed",
      "2:wrong usage"
    })
final class CleanCommand implements Callable<Integer> {
  @Mixin private final ToolFlags flags = new ToolFlags();

  @Override
  public Integer call() throws UsageException, InterruptedException {
    Terminal terminal = flags.terminal();
    Cleanup cleanup = new Cleanup(flags.store(), terminal, flags.pace(), ToolFlags.settling());
    Cleanup.Findings findings = cleanup.look();
    if (!findings.failures().isEmpty()) {
      findings.failures().forEach(System.err::println);
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (!findings.inUse().isEmpty()) {
      System.err.println(
          "nothing is deleted: pods have addresses of the old system; migrate their workloads, or"
              + " delete them:");
      findings.inUse().forEach(pod -> System.err.println("  " + pod));
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (findings.targets().isEmpty()) {
      terminal.say("there is nothing of " + Macvlan.GROUP + " in this cluster: nothing to delete");
      return CommandLine.ExitCode.OK;
    }
    terminal.say("to be deleted:");
    findings.targets().forEach(title -> terminal.say("  " + title));
    if (!flags.isYes()
        && !Macvlan.GROUP.equals(terminal.line("Type " + Macvlan.GROUP + " to delete them: "))) {
      System.err.println("nothing is deleted: that was something else; --yes needs no answer");
      return CommandLine.ExitCode.SOFTWARE;
    }
    return ToolFlags.end(terminal, cleanup.run(), false);
  }
}
