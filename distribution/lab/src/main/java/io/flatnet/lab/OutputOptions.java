package io.flatnet.lab;

import java.io.PrintStream;
import picocli.CommandLine.Option;

/** The options that all commands here have, as a picocli mixin. */
public final class OutputOptions {
  @Option(names = "--json", description = "print one JSON object on stdout, progress on stderr")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  /** Whether the result is to be one JSON object, which then stands alone on stdout. */
  public boolean json() {
    return json;
  }

  /** Where a person is told how far it is. */
  public PrintStream progress() {
    return json ? System.err : System.out;
  }
}
