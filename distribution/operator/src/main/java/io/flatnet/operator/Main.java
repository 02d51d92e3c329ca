package io.flatnet.operator;

import io.flatnet.operator.inspect.CheckCommand;
import io.flatnet.operator.inspect.CompletionCommand;
import io.flatnet.operator.inspect.Completions;
import io.flatnet.operator.inspect.MapCommand;
import io.flatnet.operator.inspect.PoolsCommand;
import io.flatnet.operator.inspect.WhoCommand;
import io.flatnet.operator.inspect.WhyCommand;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * {@code java -jar flatnet-operator.jar VERB}: a table of verbs. Exit codes: 0 well, 1 it did not
 * work, 2 wrong usage.
 */
@Command(
    name = Main.NAME,
    description = "Gives pods addresses of the physical network.",
    synopsisSubcommandLabel = "VERB",
    versionProvider = VersionCommand.class,
    subcommands = {
      OperatorCommand.class,
      MigrateCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      CleanCommand.class,
      HandBackCommand.class,
      PoolsCommand.class,
      WhoCommand.class,
      WhyCommand.class,
      CheckCommand.class,
      MapCommand.class,
      CompletionCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  static final String NAME = "flatnet-operator";

  /** How a script that starts this program is called. */
  private static final String NAME_PROPERTY = "flatnet.name";

  /** The verbs whose flags are as kubectl's, {@code -ojson} among them, and not as Go's. */
  private static final Set<String> AS_KUBECTL =
      Set.of("pools", "who", "why", "check", "map", "completion");

  @CommandLine.Spec private @Nullable CommandSpec spec;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli itself acts on it
  private boolean help;

  @CommandLine.Option(names = "-v", versionHelp = true, description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli itself acts on it
  private boolean version;

  /** Runs a verb and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(run(arguments));
  }

  /** Runs a verb. */
  static int run(String... arguments) {
    if (arguments.length > 0 && arguments[0].equals(Completions.VERB)) {
      List<String> words = List.of(arguments).subList(1, arguments.length);
      Completions.of(commandLine(), words).forEach(System.out::println);
      return CommandLine.ExitCode.OK;
    }
    boolean looks = arguments.length > 0 && AS_KUBECTL.contains(arguments[0]);
    return commandLine().execute(looks ? arguments : GoFlags.normalise(arguments));
  }

  static CommandLine commandLine() {
    CommandLine command =
        new CommandLine(new Main())
            .setCommandName(System.getProperty(NAME_PROPERTY, NAME))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Main::wrongUsage)
            .setExecutionExceptionHandler(Main::failed);
    EnvironmentHelp.addTo(Objects.requireNonNull(command.getSubcommands().get("operator")));
    return command;
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "cannot run without a verb; the verbs are operator, migrate, backup, restore, clean,"
            + " hand-back, pools, who, why, check, map, completion, version and help");
  }

  private static int wrongUsage(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(error.getMessage());
    String flags =
        command.getCommandSpec().options().stream()
            .flatMap(option -> Stream.of(option.names()))
            .sorted(Comparator.comparing(name -> name.replace("-", "")))
            .collect(Collectors.joining(" "));
    err.println("flags of \"" + command.getCommandSpec().qualifiedName() + "\": " + flags);
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(
      Exception error, CommandLine command, CommandLine.ParseResult arguments) {
    command.getErr().println(error.getMessage() == null ? error.toString() : error.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }
}
