package io.flatnet.operator.inspect;

import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * What can stand in place of the last of some words, as kubectl asks a plugin's {@code
 * kubectl_complete-flatnet}: a line each, and at the end a colon with a directive, as Cobra's
 * {@code ShellCompDirective} numbers them.
 */
public final class Completions {
  /** The word before those words. */
  public static final String VERB = "__complete";

  /** No names of files. */
  private static final String NO_FILES = ":4";

  private Completions() {}

  /**
   * The lines.
   *
   * @param words what was typed; the last may be empty
   */
  public static List<String> of(CommandLine command, List<String> words) {
    List<String> typed = words.isEmpty() ? List.of("") : words;
    String last = typed.getLast();
    List<CharSequence> ends = new ArrayList<>();
    AutoComplete.complete(
        command.getCommandSpec(),
        typed.toArray(String[]::new),
        typed.size() - 1,
        last.length(),
        String.join(" ", typed).length(),
        ends);
    List<String> lines =
        new ArrayList<>(
            ends.stream()
                .map(end -> last + end)
                .filter(word -> !word.isBlank())
                .distinct()
                .sorted()
                .toList());
    lines.add(NO_FILES);
    return lines;
  }
}
