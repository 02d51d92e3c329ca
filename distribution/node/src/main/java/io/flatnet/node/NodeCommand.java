package io.flatnet.node;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code flatnet-agent}: a table of verbs. */
@Command(
    name = "flatnet-agent",
    description = "The node's part of flatnet.",
    mixinStandardHelpOptions = true,
    versionProvider = NodeCommand.Version.class,
    subcommands = {
      AgentCommand.class,
      InstallCommand.class,
      CniCallCommand.class,
      NodeCommand.VersionCommand.class
    })
public final class NodeCommand {
  private NodeCommand() {}

  /** Runs a verb; the exit code is 0 for success, 1 for a failure, 2 for a wrong command line. */
  public static void main(String[] arguments) throws IOException {
    if (List.of(arguments).equals(List.of("cni"))) {
      System.exit(new CniCallCommand().call()); // a runtime waits, and all verbs' options take long
    }
    System.exit(new CommandLine(new NodeCommand()).execute(arguments));
  }

  /** The release, from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    static String text() {
      String version = NodeCommand.class.getPackage().getImplementationVersion();
      return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
      return new String[] {"flatnet-agent " + text()};
    }
  }

  /** {@code version}: prints the release. */
  @Command(name = "version", description = "Prints the release.")
  static final class VersionCommand implements Callable<Integer> {
    @Override
    public Integer call() {
      System.out.println(Version.text());
      return 0;
    }
  }
}
