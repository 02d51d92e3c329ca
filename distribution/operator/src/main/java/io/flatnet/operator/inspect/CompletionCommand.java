package io.flatnet.operator.inspect;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code completion}: a script that has a shell complete the command line. */
@Command(
    name = "completion",
    description = {
      "Print a script that has the shell complete \"kubectl-flatnet\".",
      "For bash: source <(kubectl flatnet completion bash). For zsh the same, after compinit. What"
          + " follows \"kubectl flatnet\" kubectl's own completion asks kubectl_complete-flatnet."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:well", "2:wrong usage"})
public final class CompletionCommand implements Callable<Integer> {
  private static final String SCRIPT_NAME = "kubectl-flatnet";

  /** The shells; one script serves both. */
  enum Shell {
    BASH,
    ZSH
  }

  @CommandLine.Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  @SuppressWarnings("UnusedVariable") // that it is one of the two is all
  private @Nullable Shell shell;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli itself acts on it
  private boolean help;

  @Override
  public Integer call() {
    CommandLine own = Objects.requireNonNull(spec).commandLine();
    CommandLine all = Objects.requireNonNull(own.getParent());
    own.getOut().print(AutoComplete.bash(SCRIPT_NAME, all));
    own.getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
