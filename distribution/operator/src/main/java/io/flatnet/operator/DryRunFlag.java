package io.flatnet.operator;

import picocli.CommandLine.Option;

/** The flag of the verbs that can show what they would write. */
final class DryRunFlag {
  @Option(
      names = "--dry-run",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Show all and write nothing; false.")
  private boolean dryRun;

  boolean isSet() {
    return dryRun;
  }
}
