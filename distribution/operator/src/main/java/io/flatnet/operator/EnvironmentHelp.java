package io.flatnet.operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The part of {@code --help} that lists the environment variables. */
final class EnvironmentHelp {
  private static final String KEY = "environment";

  private EnvironmentHelp() {}

  /** Puts it before the footer of a command's help. */
  static void addTo(CommandLine command) {
    command.getHelpSectionMap().put(KEY, EnvironmentHelp::text);
    List<String> keys = new ArrayList<>(command.getHelpSectionKeys());
    keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER_HEADING), KEY);
    command.setHelpSectionKeys(keys);
  }

  private static String text(CommandLine.Help help) {
    Map<String, String> rows = new LinkedHashMap<>();
    for (Variable variable : Variable.values()) {
      String usual = variable.usual().isEmpty() ? "unset" : variable.usual();
      rows.put("  " + variable.name(), variable.meaning() + "; " + usual);
    }
    return "\nEnvironment:\n" + help.createTextTable(rows);
  }
}
