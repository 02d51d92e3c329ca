package io.flatnet.operator.inspect;

import java.io.Console;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What the one who reads can see.
 *
 * @param onTerminal whether a person sees the output as it is written
 * @param coloured whether colours are wanted
 * @param unicode whether block characters can be written
 */
record OutputStyle(boolean onTerminal, boolean coloured, boolean unicode) {
  /** The colours that have a meaning. */
  enum Colour {
    GOOD("\u001b[32m"),
    BAD("\u001b[31m"),
    CAREFUL("\u001b[33m"),
    FAINT("\u001b[2m"),
    BOLD("\u001b[1m");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  private static final String RESET = "\u001b[0m";

  /**
   * Of this process. Colours are off where there is no terminal, with {@code NO_COLOR} and with
   * {@code TERM=dumb}; block characters where standard output is not in UTF-8.
   *
   * @param plain whether colours are not wanted
   */
  @SuppressWarnings("SystemConsoleNull") // whether it is one is what is asked
  static OutputStyle ofProcess(Map<String, String> environment, boolean plain) {
    Console console = System.console();
    boolean onTerminal = console != null && console.isTerminal();
    boolean coloured =
        onTerminal
            && !plain
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    String charset =
        System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII"));
    boolean unicode =
        Charset.isSupported(charset) && Charset.forName(charset).equals(StandardCharsets.UTF_8);
    return new OutputStyle(onTerminal, coloured, unicode);
  }

  /** The text in a colour, if colours are on. */
  String in(Colour colour, String text) {
    return coloured ? colour.code + text + RESET : text;
  }
}
