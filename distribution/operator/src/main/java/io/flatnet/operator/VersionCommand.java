package io.flatnet.operator;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/** {@code version}: the version of this build on standard output. */
@Command(name = "version", description = "Show the version.")
final class VersionCommand implements Runnable, IVersionProvider {
  @CommandLine.Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().getOut().println(version());
  }

  @Override
  public String[] getVersion() {
    return new String[] {version()};
  }

  /** The version in the jar's manifest. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
