package io.flatnet.operator;

import io.flatnet.controllers.migrate.MigrationSettings;
import io.flatnet.controllers.migrate.Migrator;
import io.flatnet.controllers.migrate.Tally;
import io.flatnet.controllers.migrate.WorkloadMigration;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.operator.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code migrate}: rewrites what names the old system. */
@Command(
    name = "migrate",
    description = {
      "Migrate from macvlan.cluster.cattle.io/v1: MacvlanSubnets become FlatNetworkSubnets, and the"
          + " annotations and labels of workloads, Ingresses and Namespaces get their new names.",
      "Each change is shown and asked for. What is migrated already stays as it is, so it can be"
          + " run again at any time. The old subnets and Services stay until \"clean\"."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is done; of a dry run: there is nothing to do",
      "1:something failed, or was stopped; it is listed at the end",
      "2:of a dry run: there is something to do; or wrong usage"
    })
final class MigrateCommand implements Callable<Integer> {
  @Option(
      names = "--workload",
      split = ",",
      paramLabel = "KIND",
      description =
          "The kinds of workloads, joined by commas; deployment,daemonset,statefulset,cronjob,job.")
  private List<String> workloads =
      List.of("deployment", "daemonset", "statefulset", "cronjob", "job");

  @Option(
      names = "--migrate-service",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Make NAME-flat-network for each Service NAME-macvlan of the old system; true.")
  private boolean services = true;

  @Mixin private final DryRunFlag dryRun = new DryRunFlag();

  @Option(
      names = "--pause-rollouts",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description =
          "Replace no pods yet: Deployments are paused until \"kubectl rollout resume\", and"
              + " StatefulSets and DaemonSets that would roll are left and listed; false.")
  private boolean pauseRollouts;

  @Mixin private final ToolFlags flags = new ToolFlags();

  @Override
  public Integer call() throws UsageException, InterruptedException {
    MigrationSettings settings =
        new MigrationSettings(kinds(), services, dryRun.isSet(), pauseRollouts, flags.listLimit());
    Terminal terminal = flags.terminal();
    Tally tally = new Migrator(flags.store(), settings, terminal, flags.pace()).run();
    list(
        terminal,
        dryRun.isSet() ? "pods would be replaced of:" : "pods are replaced of:",
        tally.rolling());
    list(
        terminal,
        dryRun.isSet()
            ? "Deployments that would be paused:"
            : "paused; go on with \"kubectl -n NAMESPACE rollout resume deployment NAME\":",
        tally.paused());
    list(
        terminal,
        "left, since it cannot be paused; migrate it without --pause-rollouts when its pods may be"
            + " replaced:",
        tally.left());
    return ToolFlags.end(terminal, tally, dryRun.isSet());
  }

  private List<ResourceType<?>> kinds() throws UsageException {
    List<ResourceType<?>> kinds = new ArrayList<>();
    for (String name : workloads) {
      ResourceType<?> kind = WorkloadMigration.KINDS.get(name.strip().toLowerCase(Locale.ROOT));
      if (kind == null) {
        throw new UsageException(
            "--workload must be of "
                + String.join(", ", WorkloadMigration.KINDS.keySet())
                + ", got \""
                + name
                + "\"",
            null);
      }
      kinds.add(kind);
    }
    return kinds;
  }

  private static void list(Terminal terminal, String heading, List<String> titles) {
    if (!titles.isEmpty()) {
      terminal.say(heading);
      titles.forEach(title -> terminal.say("  " + title));
    }
  }
}
