package io.flatnet.operator;

import io.flatnet.controllers.migrate.Backup;
import io.flatnet.controllers.migrate.BackupException;
import io.flatnet.controllers.migrate.BackupFile;
import io.flatnet.controllers.migrate.RawStore;
import io.flatnet.operator.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backup}: writes subnets, definitions and old Services to a file. */
@Command(
    name = "backup",
    description = {
      "Write subnets of both systems, their CRDs, the operator's namespace and the Services of the"
          + " old system to a file, as YAML that \"restore\" and \"kubectl create -f\" take.",
      "Without --v1, --v2 and --v1-service all of them are written."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the file is whole", "1:there is no new file", "2:wrong usage"})
final class BackupCommand implements Callable<Integer> {
  /** The backup if no other file is named. */
  static final String DEFAULT_FILE = "flat-network-backup-output.yaml";

  @Option(
      names = "--v1",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "The MacvlanSubnets, and the CRDs of their group.")
  private boolean old;

  @Option(
      names = "--v2",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "The FlatNetworkSubnets, the CRDs of their group, and their namespace.")
  private boolean current;

  @Option(
      names = "--v1-service",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "The Services NAME-macvlan of the old system, and their namespaces.")
  private boolean oldServices;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to; " + DEFAULT_FILE + ".")
  private Path output = Path.of(DEFAULT_FILE);

  @Mixin private final ToolFlags flags = new ToolFlags();

  @Override
  public Integer call() throws UsageException, BackupException {
    Terminal terminal = flags.terminal();
    boolean replace = Files.exists(output);
    if (replace && !mayReplace(terminal)) {
      return CommandLine.ExitCode.SOFTWARE;
    }
    boolean everything = !old && !current && !oldServices;
    Backup backup = new Backup(old || everything, current || everything, oldServices || everything);
    RawStore store = flags.store();
    int count = BackupFile.write(output, replace, sink -> backup.write(store, sink));
    terminal.say(output + ": " + count + " objects");
    return CommandLine.ExitCode.OK;
  }

  private boolean mayReplace(Terminal terminal) {
    if (flags.isYes()) {
      return true;
    }
    String answer =
        terminal.line("\"" + output + "\" is there already. Overwrite it? [y]es, [n]o: ");
    boolean isYes =
        switch (Objects.requireNonNullElse(answer, "").toLowerCase(Locale.ROOT)) {
          case "y", "yes" -> true;
          default -> false;
        };
    if (!isYes) {
      System.err.println(
          "\""
              + output
              + "\" stays as it is; name another file with -o, or overwrite it with --yes");
    }
    return isYes;
  }
}
