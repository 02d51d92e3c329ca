package io.flatnet.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody sees who looks at a terminal, and all that was scrolled up. For one thread. */
final class Screen {
  private static final Pattern CONTROL = Pattern.compile("\u001b\\[([?0-9;]*)([A-Za-z])");

  private final int columns;
  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private final List<String> lines = new ArrayList<>();
  private int column;
  private boolean wraps = true;

  private Screen(int columns) {
    this.columns = columns;
  }

  /**
   * The lines of a terminal to which this was written, without colours; one that went on in further
   * rows is one line.
   *
   * @throws IllegalArgumentException for what no terminal of this program should get
   */
  static List<String> lines(String written, int columns) {
    Screen screen = new Screen(columns);
    Matcher control = CONTROL.matcher(written);
    for (int at = 0; at < written.length(); ) {
      if (written.charAt(at) != '\u001b') {
        screen.put(written.charAt(at++));
      } else if (control.region(at, written.length()).lookingAt()) {
        screen.control(control.group(1) + control.group(2));
        at = control.end();
      } else {
        throw new IllegalArgumentException("an escape that is none, at character " + at);
      }
    }
    screen.newLine();
    return screen.lines;
  }

  private void control(String code) {
    switch (code) {
      case "K" -> row().setLength(Math.min(column, row().length()));
      case "?7h" -> wraps = true;
      case "?7l" -> wraps = false;
      default -> {
        if (!code.endsWith("m")) { // a colour takes no room
          throw new IllegalArgumentException("an unknown control sequence: " + code);
        }
      }
    }
  }

  private StringBuilder row() {
    return rows.getLast();
  }

  private void put(char character) {
    switch (character) {
      case '\n' -> newLine();
      case '\r' -> column = 0;
      default -> {
        if (column == columns) {
          if (wraps) {
            rows.add(new StringBuilder());
            column = 0;
          } else {
            column--;
          }
        }
        row().setLength(Math.max(column + 1, row().length()));
        row().setCharAt(column++, character);
      }
    }
  }

  private void newLine() {
    lines.add(String.join("", rows));
    rows.clear();
    rows.add(new StringBuilder());
    column = 0;
  }
}
