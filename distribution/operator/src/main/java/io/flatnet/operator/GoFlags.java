package io.flatnet.operator;

import java.util.ArrayList;
import java.util.List;

/**
 * Go's spelling of flags for a parser that wants two dashes: {@code -flag=value}, {@code -flag
 * value}, {@code --flag=value} and {@code --flag value} all mean the same. One letter keeps one
 * dash.
 */
final class GoFlags {
  private static final String TERMINATOR = "--";

  private GoFlags() {}

  /** The arguments with two dashes before each flag; what follows {@code --} stays as it is. */
  static String[] normalise(String... arguments) {
    List<String> normal = new ArrayList<>();
    boolean flags = true;
    for (String argument : arguments) {
      flags = flags && !argument.equals(TERMINATOR);
      normal.add(flags && isLongWithOneDash(argument) ? "-" + argument : argument);
    }
    return normal.toArray(String[]::new);
  }

  private static boolean isLongWithOneDash(String argument) {
    int end = argument.indexOf('=');
    int length = end < 0 ? argument.length() : end;
    return length > 2 && argument.charAt(0) == '-' && Character.isLetter(argument.charAt(1));
  }
}
