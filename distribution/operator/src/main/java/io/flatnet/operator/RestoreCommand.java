package io.flatnet.operator;

import com.google.gson.JsonObject;
import io.flatnet.controllers.migrate.BackupException;
import io.flatnet.controllers.migrate.BackupFile;
import io.flatnet.controllers.migrate.Restore;
import io.flatnet.controllers.migrate.Tally;
import io.flatnet.operator.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code restore}: brings back what a backup has. */
@Command(
    name = "restore",
    description = {
      "Bring the objects of a backup back. What is not there is made, what says something else is"
          + " overwritten, and either is shown and asked for first. Nothing is deleted."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is done; of a dry run: there is nothing to do",
      "1:something failed, or was stopped; it is listed at the end",
      "2:of a dry run: there is something to do; or wrong usage"
    })
final class RestoreCommand implements Callable<Integer> {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The backup; " + BackupCommand.DEFAULT_FILE + ".")
  private Path file = Path.of(BackupCommand.DEFAULT_FILE);

  @Mixin private final DryRunFlag dryRun = new DryRunFlag();

  @Mixin private final ToolFlags flags = new ToolFlags();

  @Override
  public Integer call() throws UsageException, BackupException, InterruptedException {
    List<JsonObject> objects = BackupFile.read(file);
    Terminal terminal = flags.terminal();
    Restore restore =
        new Restore(flags.store(), terminal, dryRun.isSet(), flags.pace(), ToolFlags.settling());
    Tally tally = restore.run(objects);
    return ToolFlags.end(terminal, tally, dryRun.isSet());
  }
}
